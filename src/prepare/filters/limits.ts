import type { Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { number } from '../../options';
import { forEachStored } from '../values/mapValues';

/** A limit of a count. */
export const limit = number(0);

/** The total of each row or column, and how many of its values are not 0. */
export function totalsOf(x: Matrix, axis: 'rows' | 'columns'): { totals: Float64Array; stored: Float64Array } {
  const totals = new Float64Array(x[axis]);
  const stored = new Float64Array(x[axis]);
  forEachStored(x, (i, j, value) => {
    const at = axis === 'rows' ? i : j;
    totals[at]! += value;
    if (value !== 0) stored[at]!++;
  });
  return { totals, stored };
}

/** The positions at which totals and numbers of stored values are within the limits. */
export function within(
  where: string,
  options: object,
  totals: Float64Array,
  stored: Float64Array,
  [minTotal = -Infinity, maxTotal = Infinity, minStored = -Infinity, maxStored = Infinity]: (number | undefined)[],
): Int32Array {
  if (Object.values(options ?? {}).every((value) => value === undefined)) {
    throw new TissuebookError('invalid-argument', `${where}: a limit is needed.`, { argument: 'options' });
  }
  const fits = (i: number): boolean =>
    totals[i]! >= minTotal && totals[i]! <= maxTotal && stored[i]! >= minStored && stored[i]! <= maxStored;
  const kept = Int32Array.from({ length: totals.length }, (_, i) => i).filter(fits);
  if (kept.length > 0) return kept;
  throw new TissuebookError('invalid-argument', `${where}: none of ${totals.length} is within the limits.`, {
    argument: Object.keys(options).join(', '),
    found: totals.length,
    advice: 'Look at the counts first, and lower the limits.',
  });
}

/** The step with its limits, for the log. */
export function stepName(where: string, options: object): string {
  return `${where}(${Object.entries(options)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')})`;
}
