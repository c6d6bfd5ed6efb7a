import { everyNth } from '../ops/everyNth';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';

/** Makes `weight` (outputs, inputs, size, size) without a bias, uniform up to 1 / sqrt(inputs size^2) as PyTorch's Conv2d. */
export function createConvolution(p: Parameters, inputs: number, outputs: number, size: number, random: Random): void {
  const bound = 1 / (Math.sqrt(inputs) * size);
  p.create('weight', [outputs, inputs, size, size], random, { init: { uniform: bound } });
}

/**
 * Convolution of images over a square window of odd size, with (size - 1) / 2 zeros around them: stride 1 leaves height and
 * width as they are.
 *
 * @param x [samples, height, width, inputs]
 * @param stride default 1
 * @returns [samples, ceil(height / stride), ceil(width / stride), outputs]
 */
export function convolution(p: Parameters, x: tf.Tensor4D, stride = 1): tf.Tensor4D {
  const weight = p.get('weight') as tf.Tensor4D;
  const size = weight.shape[2];
  if (size === 1) return pointwise(weight, everyNth(x, stride));
  const filter = tf.transpose(weight, [2, 3, 1, 0]);
  if (stride === 1) return tf.conv2d(x, filter, 1, 'same');
  // 'same' would shift the windows where the stride is 2: it puts the odd zero at the end.
  const [rows, columns] = [x.shape[1], x.shape[2]].map((length) => zerosAround(length, size, stride));
  return tf.conv2d(tf.pad(x, [[0, 0], rows, columns, [0, 0]]), filter, stride, 'valid');
}

/** A window of one place is a linear map of the channels. */
function pointwise(weight: tf.Tensor4D, x: tf.Tensor4D): tf.Tensor4D {
  const [samples, height, width, inputs] = x.shape;
  const [outputs] = weight.shape;
  const map = tf.reshape(weight, [outputs, inputs]) as tf.Tensor2D;
  const rows = tf.matMul(tf.reshape(x, [-1, inputs]) as tf.Tensor2D, map, false, true);
  return tf.reshape(rows, [samples, height, width, outputs]);
}

/** (size - 1) / 2 zeros before a row of `length`, and after it as many as the last window reaches. */
function zerosAround(length: number, size: number, stride: number): [number, number] {
  const before = (size - 1) / 2;
  const reach = (Math.ceil(length / stride) - 1) * stride + size - before;
  return [before, Math.max(reach - length, 0)];
}
