import { exactMath } from '../../exactMath';
import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { GenePrediction } from '../../models';

/** Sums of rows; of the entries that `keep` says, if given. */
export function rowTotals({ rows, columns, values }: DenseMatrix, hidden?: Uint8Array): Float64Array {
  const totals = new Float64Array(rows);
  values.forEach((value, at) => {
    if (!hidden?.[at]) totals[Math.floor(at / columns)]! += value;
  });
  return totals;
}

/** log1p of counts, each cell divided by its total and times `scale`; 0 for a cell without counts. */
export function logScaled({ rows, columns, values }: DenseMatrix, totals: Float64Array, scale: number): DenseMatrix {
  const out = Float32Array.from(values, (value, at) => {
    const total = totals[Math.floor(at / columns)]!;
    return total > 0 ? exactMath.log1p((scale * value) / total) : 0;
  });
  return new DenseMatrix(rows, columns, out);
}

/**
 * A model's expected values on the scale of the scores.
 *
 * @param where the function as its user calls it, for the message @param totals visible counts of each cell
 * @throws TissuebookError 'invalid-argument' for a unit that cannot be brought to counts
 */
export function toEntryScale(
  where: string,
  { values, unit, scale: own }: GenePrediction,
  totals: Float64Array,
  scale: number,
): DenseMatrix {
  if (unit === 'log1p' && own === scale) return values;
  if (unit !== 'log1p' && unit !== 'counts') {
    throw new TissuebookError('invalid-argument', `${where}: the model's values are in ${unit}, not in counts.`, {
      argument: 'model',
      found: unit,
      advice: "It takes models whose fillGenes gives 'counts' or 'log1p'.",
    });
  }
  const counts = unit === 'counts' ? values : values.map((value) => exactMath.expm1(value));
  return logScaled(
    counts.map((value) => Math.max(0, value)),
    own === undefined ? totals : totals.map(() => own),
    scale,
  );
}
