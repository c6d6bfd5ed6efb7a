import type { Gradients } from '../gradients';
import { tf } from '../tf';

/**
 * Shrinks all gradients together so that their joint Euclidean length is at most `limit` (Pascanu et al. 2013). Also
 * returns the length before.
 */
export function clipByGlobalNorm(gradients: Gradients, limit: number): { gradients: Gradients; norm: tf.Scalar } {
  const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
  const scale = tf.div(limit, tf.maximum(norm, limit));
  const clipped: Gradients = new Map();
  for (const [name, gradient] of gradients) clipped.set(name, tf.mul(gradient, scale));
  return { gradients: clipped, norm };
}
