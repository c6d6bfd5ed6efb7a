import { pearson } from '../../metrics';

/**
 * Pearson's correlation of a prediction with the truth; 0 where one of them does not vary. Rounding in a constant prediction is no
 * variation.
 *
 * @param floor least size that rounding is measured by: 0 unless given
 */
export function correlation(predicted: ArrayLike<number>, truth: ArrayLike<number>, floor = 0): number {
  const first = predicted[0]!;
  const rounding = 1e-6 * Math.max(floor, Math.abs(first));
  const varies = Array.from(predicted).some((value) => Math.abs(value - first) > rounding);
  return varies ? pearson(predicted, truth) || 0 : 0;
}
