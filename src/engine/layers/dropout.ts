import type { Random } from '../../random';
import { tf } from '../tf';

/** A mask for dropout(): zeros and 1 / (1 - rate), as an input of a training step. */
export function dropoutMask(shape: number[], rate: number, random: Random): tf.Tensor {
  const mask = random.fillMask(
    shape.reduce((a, b) => a * b, 1),
    1 - rate,
  );
  const scale = 1 / (1 - rate);
  return tf.tensor(
    mask.map((kept) => kept * scale),
    shape,
    'float32',
  );
}

/** Dropout with a given mask (or none, when not training). Masks are drawn outside, so that a step can be compiled. */
export function dropout<T extends tf.Tensor>(x: T, mask: tf.Tensor | undefined): T {
  return mask ? (tf.mul(x, mask) as T) : x;
}
