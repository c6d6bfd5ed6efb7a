import { tf, type Parameters } from '../../engine';
import { networkInput, type FlatInput } from './input';
import { decode, encode, visibleMean, type LayerVisitor, type NetworkForm } from './network';

/** Size of what the last layer receives at the start, as a share of the spread of the data (ours). */
const LAST_SHARE = 0.1;

/** What the data say of a good start. */
export interface BaselineOutput {
  /** The output that is best when it is the same for all cells; beside `slope`, what is left of it where all neighbors are silent. */
  readonly output: Float32Array;
  /** What the mean of the visible neighbors is multiplied by, gene by gene; only for a network that adds it. */
  readonly slope?: Float32Array;
  /** Root mean square of what differs from both. */
  readonly spread: number;
}

/**
 * Prepares fresh weights on one batch. The padding embedding becomes the mean microenvironment. With `calibrate` (ours) every
 * layer's intensity and messages are rescaled to unit size (layer-sequential unit variance, Mishkin and Matas 2016), the last skip
 * says the baseline output, and the residual has the slope of each gene's line over its visible neighbors. From PyTorch's start
 * values what a layer receives is far smaller than what the skip carries, and training stays for a hundred steps and more where it
 * predicts the same for all cells; with a slope of 1 sparse counts start far above the error of a constant.
 *
 * @param asked asked places of the batch, padding included
 */
export function prepareStart(
  p: Parameters,
  form: NetworkForm,
  batch: FlatInput,
  asked: number,
  calibrate: boolean,
  baseline: BaselineOutput,
): void {
  const input = networkInput(batch);
  if (calibrate && baseline.slope) p.get('residual').assign(tf.tensor1d(baseline.slope));
  /** What the residual already says of the average cell. */
  const added = (): tf.Tensor1D | number => {
    if (!form.residual || baseline.slope) return 0;
    const mean = meanOfFilled(visibleMean(p, input, asked));
    return tf.pad(mean, [[0, baseline.output.length - mean.size]]) as tf.Tensor1D;
  };
  const visit: LayerVisitor = (layer, output, own, isLast) => {
    if (!calibrate) return output();
    if (isLast && form.skip) startSkip(layer, meanOfFilled(tf.slice(own, 0, asked)), tf.sub(baseline.output, added()));
    rescale(layer, 'intensity.fc2.weight', output().intensity, 1);
    const size = isLast ? LAST_SHARE * baseline.spread : 1;
    rescale(layer, 'node.fc2.weight', output().received, size);
    const { near } = output();
    if (near) rescale(layer, 'near.weight', near, size);
    return output();
  };
  tf.tidy(() => {
    const z = encode(p, form, input, visit);
    p.get('pad').assign(meanOfFilled(z));
    decode(p, form, z, input, asked, visit);
  });
}

/** Lets the skip say the baseline output of a cell that brings the given vector. */
function startSkip(layer: Parameters, own: tf.Tensor1D, output: tf.Tensor): void {
  const direction = tf.div(own, tf.maximum(tf.sum(tf.square(own)), 1e-12)) as tf.Tensor1D;
  layer.get('skip.weight').assign(tf.outerProduct(output as tf.Tensor1D, direction));
}

/** The mean of the rows that are not void; masked ones and padding are zero throughout the encoder. */
function meanOfFilled(rows: tf.Tensor2D): tf.Tensor1D {
  const filled = tf.cast(tf.greater(tf.sum(tf.abs(rows), 1, true), 0), 'float32');
  return tf.div(tf.sum(tf.mul(rows, filled), 0), tf.maximum(tf.sum(filled), 1));
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
