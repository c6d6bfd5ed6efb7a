import type { Random } from '../../random';
import { batchNorm, createBatchNorm } from '../layers/batchNorm';
import { createLinear, linear } from '../layers/linear';
import type { EdgeTensors } from '../layers/sage';
import { gatherRows } from '../ops/gatherRows';
import { segmentSum } from '../ops/segmentSum';
import type { Parameters } from '../parameters';
import { tf } from '../tf';

export interface SignNetGinSizes {
  /** Eigenvectors. */
  count: number;
  hidden: number;
  /** Channels of each eigenvector after the graph layers. */
  outputs: number;
  /** Of the encoding. */
  width: number;
  /** Graph layers. Default 3 (SpaFormer's code). */
  layers?: number;
}

/**
 * Makes `enc.layers.<i>` (`eps` and `apply_func`), `enc.bns.<i>` between the layers, and `rho`; an `apply_func` and `rho` are
 * `lins.0`, `bns.0`, `lins.1`.
 */
export function createSignNetGin(p: Parameters, sizes: SignNetGinSizes, random: Random): void {
  const { count, hidden, outputs, width, layers = 3 } = sizes;
  for (let l = 0; l < layers; l++) {
    const layer = p.at('enc.layers').at(l);
    layer.create('eps', [1], random, { init: 'zeros' });
    createNormedMlp(layer.at('apply_func'), l === 0 ? 1 : hidden, hidden, l === layers - 1 ? outputs : hidden, random);
    if (l > 0) createBatchNorm(p.at('enc.bns').at(l - 1), hidden, random);
  }
  createNormedMlp(p.at('rho'), count * outputs, hidden, width, random);
}

/**
 * SignNet with a graph isomorphism network (Lim et al. 2023; Xu et al. 2019), as SpaFormer's code has it: rho of
 * enc(v) + enc(-v), where enc sees each eigenvector on the graph. An eigenvector and its negative give the same.
 *
 * @param vectors [nodes, count] of laplacianEncoding()
 * @param edges both ways, as the graph has them
 * @param training batch statistics, which move the running ones: those of v first, then those of -v; else the running ones
 * @returns [nodes, width]
 */
export function signNetGin(
  p: Parameters,
  vectors: tf.Tensor2D,
  edges: Pick<EdgeTensors, 'src' | 'dst'>,
  training: boolean,
): tf.Tensor2D {
  const [nodes] = vectors.shape;
  const entries = tf.expandDims(vectors, 2) as tf.Tensor3D;
  const encoded = (x: tf.Tensor3D): tf.Tensor3D => isomorphismNetwork(p.at('enc'), x, edges, training);
  const both = tf.add(encoded(entries), encoded(tf.neg(entries)));
  return normedMlp(p.at('rho'), tf.reshape(both, [nodes, both.size / nodes]) as tf.Tensor2D, training);
}

/** Graph layers; a batch norm before each but the first. @param x [nodes, count, channels] */
function isomorphismNetwork(
  p: Parameters,
  x: tf.Tensor3D,
  { src, dst }: Pick<EdgeTensors, 'src' | 'dst'>,
  training: boolean,
): tf.Tensor3D {
  let h = x;
  for (let l = 0; p.has(`layers.${l}.eps`); l++) {
    if (l > 0) h = batchNorm(p.at('bns').at(l - 1), h, training);
    const layer = p.at('layers').at(l);
    const received = segmentSum(gatherRows(h, src), dst, x.shape[0]);
    h = normedMlp(
      layer.at('apply_func'),
      tf.add(tf.mul(h, tf.add(layer.get('eps'), 1)), received) as tf.Tensor3D,
      training,
    );
  }
  return h;
}

function createNormedMlp(p: Parameters, inputs: number, hidden: number, outputs: number, random: Random): void {
  createLinear(p.at('lins.0'), inputs, hidden, random);
  createBatchNorm(p.at('bns.0'), hidden, random);
  createLinear(p.at('lins.1'), hidden, outputs, random);
}

/** The batch norm comes after the rectifier. */
function normedMlp<T extends tf.Tensor>(p: Parameters, x: T, training: boolean): T {
  return linear(p.at('lins.1'), batchNorm(p.at('bns.0'), tf.relu(linear(p.at('lins.0'), x)) as T, training));
}
