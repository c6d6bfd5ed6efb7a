import type { Initializer } from '../initializers';
import type { Parameters } from '../parameters';
import type { Random } from '../random';
import { tf } from '../tf';

export interface LinearOptions {
  /** Default true. */
  bias?: boolean;
  /** Start of the weight. Default 'torchLinear': U(-a, a), a = 1 / sqrt(inputs), as PyTorch's Linear. */
  init?: Initializer;
  /** Start of the bias. Default as PyTorch's Linear: the same bound as the weight's default. */
  biasInit?: Initializer;
}

/** Makes `weight` (outputs, inputs) and, by default, `bias` (outputs). */
export function createLinear(
  p: Parameters,
  inputs: number,
  outputs: number,
  random: Random,
  options: LinearOptions = {},
): void {
  p.create('weight', [outputs, inputs], random, { init: options.init ?? 'torchLinear' });
  if (options.bias === false) return;
  p.create('bias', [outputs], random, { init: options.biasInit ?? { uniform: 1 / Math.sqrt(inputs) } });
}

/** x W^T + b for `x` [..., inputs]: [..., outputs]. Without a `bias` among the parameters none is added. */
export function linear<T extends tf.Tensor>(p: Parameters, x: T): T {
  const weight = p.get('weight') as tf.Tensor2D;
  const flat = tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor2D;
  const product = tf.matMul(flat, weight, false, true);
  const result = p.has('bias') ? tf.add(product, p.get('bias')) : product;
  return tf.reshape(result, [...x.shape.slice(0, -1), weight.shape[0]]) as tf.Tensor as T;
}
