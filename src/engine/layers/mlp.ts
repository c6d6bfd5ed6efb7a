import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import { tf } from '../tf';
import { type LinearOptions, createLinear, linear } from './linear';

/** Makes `fc1` (inputs to hidden) and `fc2` (hidden to outputs). */
export function createMlp(
  p: Parameters,
  inputs: number,
  hidden: number,
  outputs: number,
  random: Random,
  options: LinearOptions = {},
): void {
  createLinear(p.at('fc1'), inputs, hidden, random, options);
  createLinear(p.at('fc2'), hidden, outputs, random, options);
}

/** fc1, activation (default relu), fc2. `x` [..., inputs] gives [..., outputs]. */
export function mlp<T extends tf.Tensor>(p: Parameters, x: T, activation: (x: T) => T = (y) => tf.relu(y)): T {
  return linear(p.at('fc2'), activation(linear(p.at('fc1'), x)));
}
