import {
  batchNorm,
  createBatchNorm,
  createLinear,
  csrProduct,
  linear,
  tf,
  type EdgeTensors,
  type Parameters,
  type Random,
} from '../../../engine';

/** SignNet with graph isomorphism layers, as the authors have it. */
export interface SignNetConfig {
  /** Eigenvectors. Published: 10. */
  readonly count: number;
  /** Published: 64. */
  readonly hidden: number;
  /** Channels of an eigenvector after the layers. Published: 4. */
  readonly outputs: number;
  /** Channels of the encoding. */
  readonly width: number;
  /** Published: 3. */
  readonly layers: number;
}

/** Makes `enc.layers.i.{eps, apply_func}`, `enc.bns.i` and `rho`. */
export function createOfficialSignNet(p: Parameters, config: SignNetConfig, random: Random): void {
  const { count, hidden, outputs, width, layers } = config;
  for (let l = 0; l < layers; l++) {
    const layer = p.at('enc.layers').at(l);
    layer.create('eps', [1], random, { init: 'zeros', trainable: false });
    createNormedMlp(layer.at('apply_func'), l === 0 ? 1 : hidden, hidden, l === layers - 1 ? outputs : hidden, random);
    if (l > 0) createBatchNorm(p.at('enc.bns').at(l - 1), hidden, random);
  }
  createNormedMlp(p.at('rho'), count * outputs, hidden, width, random);
}

/**
 * Encodings [nodes, width]: what the layers make of the eigenvectors and of their negatives, added, side by side, through an MLP.
 * Statistics of the batch norms run over nodes and eigenvectors together, and move twice a call.
 *
 * @param vectors [nodes, count]
 * @param edges as they are, self loops included
 */
export function officialSignNet(
  p: Parameters,
  { layers }: Pick<SignNetConfig, 'layers'>,
  vectors: tf.Tensor2D,
  edges: Pick<EdgeTensors, 'src' | 'dst'>,
  training: boolean,
): tf.Tensor2D {
  const entries = tf.expandDims(vectors, 2) as tf.Tensor3D;
  const [one, other] = [entries, tf.neg(entries)].map((v) => isomorphism(p.at('enc'), layers, v, edges, training));
  const both = tf.add(one, other);
  return normedMlp(p.at('rho'), tf.reshape(both, [vectors.shape[0], -1]) as tf.Tensor2D, training);
}

function isomorphism(
  p: Parameters,
  layers: number,
  vectors: tf.Tensor3D,
  { src, dst }: Pick<EdgeTensors, 'src' | 'dst'>,
  training: boolean,
): tf.Tensor3D {
  let x = vectors;
  for (let l = 0; l < layers; l++) {
    const layer = p.at('layers').at(l);
    const from: tf.Tensor3D = l > 0 ? batchNorm(p.at('bns').at(l - 1), x, training) : x;
    const [nodes, count, channels] = from.shape;
    const flat = tf.reshape(from, [nodes, count * channels]) as tf.Tensor2D;
    const heard = csrProduct({ shape: [nodes, nodes], rows: dst, columns: src }, flat);
    const own = tf.mul(tf.add(1, layer.get('eps')), from);
    const summed: tf.Tensor3D = tf.add(own, tf.reshape(heard, [nodes, count, channels]));
    x = normedMlp(layer.at('apply_func'), summed, training);
  }
  return x;
}

function createNormedMlp(p: Parameters, inputs: number, hidden: number, outputs: number, random: Random): void {
  createLinear(p.at('lins.0'), inputs, hidden, random);
  createBatchNorm(p.at('bns.0'), hidden, random);
  createLinear(p.at('lins.1'), hidden, outputs, random);
}

/** A linear map, a rectifier, batch normalization behind it, a linear map. */
function normedMlp<T extends tf.Tensor>(p: Parameters, x: T, training: boolean): T {
  return linear(p.at('lins.1'), batchNorm(p.at('bns.0'), tf.relu(linear(p.at('lins.0'), x)), training));
}
