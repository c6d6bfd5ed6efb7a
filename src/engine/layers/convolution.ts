import type { Parameters } from '../parameters';
import type { Random } from '../random';
import { tf } from '../tf';

/** Makes `weight` (outputs, inputs, size, size) without a bias, uniform up to 1 / sqrt(inputs size^2) as PyTorch's Conv2d. */
export function createConvolution(p: Parameters, inputs: number, outputs: number, size: number, random: Random): void {
  const bound = 1 / (Math.sqrt(inputs) * size);
  p.create('weight', [outputs, inputs, size, size], random, { init: { uniform: bound } });
}

/**
 * Convolution of images over a square window, with (size - 1) / 2 zeros around them: a window of odd size and stride 1
 * leaves height and width as they are.
 *
 * @param x [samples, height, width, inputs]
 * @param stride default 1
 * @returns [samples, ceil(height / stride), ceil(width / stride), outputs]
 */
export function convolution(p: Parameters, x: tf.Tensor4D, stride = 1): tf.Tensor4D {
  const weight = p.get('weight') as tf.Tensor4D;
  const pad = (weight.shape[2] - 1) / 2;
  const edge: [number, number] = [pad, pad];
  // The provider tensorflow knows no padding by number, and 'same' is lopsided where the stride is 2.
  const padded = pad > 0 ? tf.pad(x, [[0, 0], edge, edge, [0, 0]]) : x;
  return tf.conv2d(padded, tf.transpose(weight, [2, 3, 1, 0]), stride, 'valid');
}
