import { isSparse, type AnnData, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';

/** What a matrix holds, from one look at its stored values. */
export interface ValueSummary {
  /** All values are whole numbers from 0. */
  readonly counts: boolean;
  readonly negative: number;
}

/**
 * Looks at X before training.
 *
 * @throws TissuebookError kind 'not-finite' when a value is NaN or infinite: how many, and the first one's cell and
 *   feature by name
 */
export function checkValues(where: string, adata: AnnData, matrix: Matrix): ValueSummary {
  let bad = 0;
  let first = -1;
  let negative = 0;
  let whole = true;
  for (let at = 0; at < matrix.values.length; at++) {
    const value = matrix.values[at]!;
    if (!Number.isFinite(value)) {
      if (bad++ === 0) first = at;
    } else {
      if (value < 0) negative++;
      if (!Number.isInteger(value)) whole = false;
    }
  }
  if (bad > 0) throw notFinite(where, adata, matrix, bad, first);
  return { counts: whole && negative === 0, negative };
}

function notFinite(where: string, adata: AnnData, matrix: Matrix, bad: number, first: number): TissuebookError {
  const { cell, feature } = placeOf(matrix, first);
  const value = matrix.values[first]!;
  const others = bad === 1 ? 'one value' : `${bad} values`;
  return new TissuebookError(
    'not-finite',
    `${where}: X holds ${others} that ${bad === 1 ? 'is' : 'are'} not finite; the first is ${value}, ` +
      `cell "${adata.obs.index[cell]}", feature "${adata.var.index[feature]}".`,
    { argument: 'X', found: value, advice: 'Leave such cells or features out with subset, or fill the values in.' },
  );
}

function placeOf(matrix: Matrix, at: number): { cell: number; feature: number } {
  if (!isSparse(matrix)) return { cell: Math.floor(at / matrix.columns), feature: at % matrix.columns };
  let cell = 0;
  while (matrix.indptr[cell + 1]! <= at) cell++;
  return { cell, feature: matrix.indices[at]! };
}
