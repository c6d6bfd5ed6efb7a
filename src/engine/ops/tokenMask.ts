import { tf } from '../tf';

/** Stands for minus infinity where a token is padding: finite, so that sums and gradients stay numbers. */
export const ABSENT = 1e30;

/** A mask of tokens: 1 for a token, 0 for padding. As a column it meets tensors [..., tokens, width]. */
export interface MaskColumn {
  /** [..., tokens, 1] float32. */
  real: tf.Tensor;
  /** 1 for padding, 0 for a token, [..., tokens, 1]. */
  padding: tf.Tensor;
  /** How many tokens are real, [..., 1, 1]. */
  count: tf.Tensor;
  /** 1 where no token is real, else 0, [..., 1, 1]. */
  none: tf.Tensor;
}

/** @param mask [..., tokens], numbers or booleans */
export function maskColumn(mask: tf.Tensor): MaskColumn {
  const real = tf.expandDims(tf.cast(mask, 'float32'), -1);
  return {
    real,
    padding: tf.sub(1, real),
    count: tf.sum(real, -2, true),
    none: tf.sub(1, tf.max(real, -2, true)),
  };
}

/** `x` [..., tokens, width] with a very small number in the rows of padding, for maxima and exponentials. */
export function withoutPadding(x: tf.Tensor, mask: MaskColumn | undefined): tf.Tensor {
  return mask ? tf.sub(tf.mul(x, mask.real), tf.mul(mask.padding, ABSENT)) : x;
}

/** `x` [..., tokens, width] with zeros in the rows of padding. */
export function zeroPadding<T extends tf.Tensor>(x: T, mask: Pick<MaskColumn, 'real'> | undefined): T {
  return mask ? tf.mul(x, mask.real) : x;
}
