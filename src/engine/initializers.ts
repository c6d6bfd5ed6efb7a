import type { Random } from '../random';

/**
 * How a parameter starts:
 * - 'zeros', 'ones';
 * - 'normal': N(0, 1);
 * - 'glorotUniform': U(-a, a), a = sqrt(6 / (in + out)) (Glorot and Bengio 2010);
 * - 'heUniform': U(-a, a), a = sqrt(6 / in) (He et al. 2015);
 * - 'torchLinear': U(-a, a), a = 1 / sqrt(in), for a weight (out, in); PyTorch's default for Linear;
 * - { normal: deviation }: N(0, deviation^2);
 * - { uniform: a }: U(-a, a);
 * - { constant: value };
 * - { values }: given numbers, row-major.
 */
export type Initializer =
  | 'zeros'
  | 'ones'
  | 'normal'
  | 'glorotUniform'
  | 'heUniform'
  | 'torchLinear'
  | { normal: number }
  | { uniform: number }
  | { constant: number }
  | { values: ArrayLike<number> };

/** Start values for a parameter of the given shape. Weights are (out, in): the last axis is the fan in. */
export function startValues(initializer: Initializer, shape: readonly number[], random: Random): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  const fanIn = shape.at(-1) ?? 1;
  const fanOut = shape.at(-2) ?? 1;
  const within = (bound: number): Float32Array => random.fillUniform(size, -bound, bound);
  if (typeof initializer === 'object') {
    if ('normal' in initializer) return random.fillNormal(size, 0, initializer.normal);
    if ('uniform' in initializer) return within(initializer.uniform);
    if ('constant' in initializer) return new Float32Array(size).fill(initializer.constant);
    return Float32Array.from(initializer.values);
  }
  switch (initializer) {
    case 'zeros':
      return new Float32Array(size);
    case 'ones':
      return new Float32Array(size).fill(1);
    case 'normal':
      return random.fillNormal(size);
    case 'glorotUniform':
      return within(Math.sqrt(6 / (fanIn + fanOut)));
    case 'heUniform':
      return within(Math.sqrt(6 / fanIn));
    case 'torchLinear':
      return within(1 / Math.sqrt(fanIn));
  }
}
