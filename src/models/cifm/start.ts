import { tf, type Parameters } from '../../engine';
import { networkInput, type FlatInput } from './batches';
import { decode, encode, type LayerVisitor, type NetworkForm } from './network';

/** Size of what the last layer hears at the start, against 1 for the others. */
const LAST_SIZE = 0.3;

/**
 * Prepares fresh weights on one batch: the padding embedding becomes the mean microenvironment and, with `calibrate`, every
 * layer's intensity and messages are rescaled to unit size (layer-sequential unit variance, Mishkin and Matas 2016).
 * Without it what a layer hears is some hundred times smaller than what the skip carries, and training stays for long where
 * it predicts the same for all cells.
 *
 * @param asked asked places of the batch, padding included
 */
export function prepareStart(
  p: Parameters,
  form: NetworkForm,
  batch: FlatInput,
  asked: number,
  calibrate: boolean,
): void {
  const visit: LayerVisitor = (layer, output, isLast) => {
    if (!calibrate) return output();
    rescale(layer, 'intensity.fc2.weight', output().intensity, 1);
    rescale(layer, 'node.fc2.weight', output().heard, isLast ? LAST_SIZE : 1);
    return output();
  };
  tf.tidy(() => {
    const input = networkInput(batch);
    const z = encode(p, form, input, visit);
    // Void rows, masked ones and padding among them, are zero throughout.
    const filled = tf.cast(tf.greater(tf.sum(tf.abs(z), 1, true), 0), 'float32');
    const mean = tf.div(tf.sum(tf.mul(z, filled), 0), tf.maximum(tf.sum(filled), 1));
    p.get('pad').assign(mean as tf.Tensor1D);
    decode(p, form, z, input, asked, visit);
  });
}

/** Divides a weight so that what it makes has the wanted root mean square over the rows that are not void. */
function rescale(layer: Parameters, name: string, made: tf.Tensor2D, size: number): void {
  const squares = tf.mean(tf.square(made), 1);
  const filled = tf.sum(tf.cast(tf.greater(squares, 0), 'float32'));
  const [root] = tf.sqrt(tf.div(tf.sum(squares), tf.maximum(filled, 1))).dataSync();
  if (!root || !Number.isFinite(root)) return;
  const weight = layer.get(name);
  weight.assign(tf.mul(weight, size / root));
}
