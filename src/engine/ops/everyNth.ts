import { tf } from '../tf';

/**
 * The pixels of every n-th row and column of images, the first included: [samples, ceil(height / n), ceil(width / n), channels].
 *
 * @param x [samples, height, width, channels]
 */
export function everyNth(x: tf.Tensor4D, n: number): tf.Tensor4D {
  if (n === 1) return x;
  const { shape } = x;
  const pick = tf.customGrad((value: unknown) => ({
    value: tf.stridedSlice(value as tf.Tensor, [0, 0, 0, 0], shape, [1, n, n, 1]),
    gradFunc: (dy: tf.Tensor) => tf.slice(apart(dy as tf.Tensor4D, n), [0, 0, 0, 0], shape),
  }));
  return pick(x) as tf.Tensor4D;
}

/** Every pixel followed by n - 1 zeros, every row by n - 1 rows of zeros: n times as high and as wide. */
function apart(x: tf.Tensor4D, n: number): tf.Tensor4D {
  const [samples, height, width, channels] = x.shape;
  const wide = behind(tf.reshape(x, [samples * height * width, channels]), n);
  const high = behind(tf.reshape(wide, [samples * height, n * width * channels]), n);
  return tf.reshape(high, [samples, n * height, n * width, channels]);
}

/** Rows n times as long, filled with zeros. */
function behind(rows: tf.Tensor2D, n: number): tf.Tensor2D {
  const zeros: [number, number] = [0, (n - 1) * rows.shape[1]];
  return tf.pad(rows, [[0, 0], zeros]);
}
