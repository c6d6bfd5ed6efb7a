import { layerNormalize } from '../ops/layerNormalize';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import type { tf } from '../tf';

/** Makes `weight` (ones) and `bias` (zeros), both (width). */
export function createLayerNorm(p: Parameters, width: number, random: Random): void {
  p.create('weight', [width], random, { init: 'ones' });
  p.create('bias', [width], random, { init: 'zeros' });
}

/** Layer normalization of `x` [..., width] with the layer's gain and bias; epsilon 1e-5 by default (PyTorch's). */
export function layerNorm<T extends tf.Tensor>(p: Parameters, x: T, epsilon = 1e-5): T {
  return layerNormalize(x, p.get('weight'), p.get('bias'), epsilon);
}
