import { checkNumbers } from './checks';
import { TissuebookError } from '../errors';
import { checkOptions, anything } from '../options';

export interface WassersteinOptions {
  /** How much each value of `a` counts; alike unless given. */
  weightsA?: ArrayLike<number>;
  /** How much each value of `b` counts; alike unless given. */
  weightsB?: ArrayLike<number>;
}

/**
 * The first Wasserstein distance of two samples of numbers: the area between their distribution functions. As
 * scipy.stats.wasserstein_distance.
 *
 * @throws TissuebookError 'invalid-argument' for an empty sample, 'shape-mismatch' for weights of another length
 */
export function wasserstein(a: ArrayLike<number>, b: ArrayLike<number>, options: WassersteinOptions = {}): number {
  checkNumbers('wasserstein', 'a', a);
  checkNumbers('wasserstein', 'b', b);
  checkOptions('wasserstein', options, { weightsA: anything, weightsB: anything });
  const left = distribution('a', a, options.weightsA);
  const right = distribution('b', b, options.weightsB);
  const steps = [...left.map((s) => ({ ...s, sign: 1 })), ...right.map((s) => ({ ...s, sign: -1 }))];
  steps.sort((one, two) => one.value - two.value);
  let [area, gap] = [0, 0];
  for (let i = 0; i + 1 < steps.length; i++) {
    gap += steps[i]!.sign * steps[i]!.share;
    area += Math.abs(gap) * (steps[i + 1]!.value - steps[i]!.value);
  }
  return area;
}

function distribution(
  name: string,
  values: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): { value: number; share: number }[] {
  if (values.length === 0)
    throw new TissuebookError('invalid-argument', `wasserstein: ${name} is empty.`, { argument: name });
  if (weights && weights.length !== values.length) {
    throw new TissuebookError('shape-mismatch', `wasserstein: ${weights.length} weights for ${values.length} values.`, {
      argument: name,
    });
  }
  let total = 0;
  for (let i = 0; i < values.length; i++) total += weights ? weights[i]! : 1;
  return Array.from(values, (value, i) => ({ value, share: (weights ? weights[i]! : 1) / total }));
}
