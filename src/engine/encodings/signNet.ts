import { createMlp, mlp } from '../layers/mlp';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';

/** Makes `phi` (1 to hidden to hidden) and `rho` (count hidden to hidden to width). */
export function createSignNet(p: Parameters, count: number, hidden: number, width: number, random: Random): void {
  createMlp(p.at('phi'), 1, hidden, hidden, random);
  createMlp(p.at('rho'), count * hidden, hidden, width, random);
}

/**
 * SignNet (Lim et al. 2023; Wen 2024, section 4.3.4): rho of phi(v) + phi(-v), side by side for all eigenvectors v. An
 * eigenvector and its negative give the same.
 *
 * @param vectors [nodes, count] of laplacianEncoding()
 * @returns [nodes, width]
 */
export function signNet(p: Parameters, vectors: tf.Tensor2D): tf.Tensor2D {
  const [nodes] = vectors.shape;
  const entries = tf.expandDims(vectors, 2) as tf.Tensor3D;
  const both = tf.add(mlp(p.at('phi'), entries), mlp(p.at('phi'), tf.neg(entries)));
  return mlp(p.at('rho'), tf.reshape(both, [nodes, both.size / nodes]) as tf.Tensor2D);
}
