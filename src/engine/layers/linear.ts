import type { Initializer } from '../initializers';
import { asRows } from '../ops/asRows';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
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
  return affine(x, p.get('weight') as tf.Tensor2D, p.has('bias') ? p.get('bias') : undefined) as T;
}

/** Up to this width one product for several maps was quicker than one each, in compiled steps (ours; slower from 128 on). */
const NARROW = 64;

/** Several linear maps of the same `x`, all with a bias or none: [..., outputs] for each. Where `x` is narrow, by one product. */
export function linears<T extends tf.Tensor>(maps: readonly Parameters[], x: T): T[] {
  if (maps.length === 1 || x.shape.at(-1)! > NARROW) return maps.map((p) => linear(p, x));
  const all = (name: string): tf.Tensor => tf.concat(maps.map((p) => p.get(name) as tf.Tensor));
  const y = affine(x, all('weight') as tf.Tensor2D, maps[0]!.has('bias') ? all('bias') : undefined);
  return tf.split(
    y,
    maps.map((p) => p.get('weight').shape[0]),
    -1,
  ) as T[];
}

function affine(x: tf.Tensor, weight: tf.Tensor2D, bias?: tf.Tensor): tf.Tensor {
  const product = tf.matMul(asRows(x), weight, false, true);
  const result = bias ? tf.add(product, bias) : product;
  return x.rank === 2 ? result : tf.reshape(result, [...x.shape.slice(0, -1), weight.shape[0]]);
}
