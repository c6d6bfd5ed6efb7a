import { isSparse, type Matrix } from '../../data';

/** Genes that are averaged, with what is taken off: the difference of two means. */
export interface MeanDifference {
  genes: ArrayLike<number>;
  less: ArrayLike<number>;
}

/** The mean of each column in float64, of the values that are numbers. */
export function columnMeans(matrix: Matrix): Float64Array {
  const { rows, columns, values } = matrix;
  const sums = new Float64Array(columns);
  const lacking = new Float64Array(columns);
  const indices = isSparse(matrix) ? matrix.indices : undefined;
  for (let e = 0, j = 0; e < values.length; e++) {
    const column = indices ? indices[e]! : j;
    const value = values[e]!;
    if (Number.isNaN(value)) lacking[column]!++;
    else sums[column]! += value;
    if (!indices && ++j === columns) j = 0;
  }
  return sums.map((sum, j) => sum / (rows - lacking[j]!));
}

/**
 * For each row the mean over some columns less the mean over others, in one pass over the matrix; values that are no numbers are left out.
 *
 * @returns an array [rows] for each difference
 */
export function meanDifferences(matrix: Matrix, wanted: readonly MeanDifference[]): Float64Array[] {
  const { rows, columns } = matrix;
  // Both lists of difference d are groups 2d and 2d + 1; the groups of column j are those from starts[j] on.
  const lists = wanted.flatMap(({ genes, less }) => [genes, less]);
  const { starts, groups } = groupsByColumn(lists, columns);
  const out = wanted.map(() => new Float64Array(rows));
  const sums = new Float64Array(lists.length);
  const counts = new Float64Array(lists.length);
  const sizes = Float64Array.from(lists, ({ length }) => length);
  for (let i = 0; i < rows; i++) {
    sums.fill(0);
    counts.set(sizes);
    const [from, to] = isSparse(matrix) ? [matrix.indptr[i]!, matrix.indptr[i + 1]!] : [i * columns, (i + 1) * columns];
    for (let e = from; e < to; e++) {
      const column = isSparse(matrix) ? matrix.indices[e]! : e - from;
      const value = matrix.values[e]!;
      const missing = Number.isNaN(value);
      for (let g = starts[column]!; g < starts[column + 1]!; g++) {
        if (missing) counts[groups[g]!]!--;
        else sums[groups[g]!]! += value;
      }
    }
    for (let d = 0; d < out.length; d++)
      out[d]![i] = sums[2 * d]! / counts[2 * d]! - sums[2 * d + 1]! / counts[2 * d + 1]!;
  }
  return out;
}

/** Which lists name each column, in compressed rows. */
function groupsByColumn(
  lists: readonly ArrayLike<number>[],
  columns: number,
): { starts: Int32Array; groups: Int32Array } {
  const starts = new Int32Array(columns + 1);
  for (const list of lists) for (let e = 0; e < list.length; e++) starts[list[e]! + 1]!++;
  for (let j = 0; j < columns; j++) starts[j + 1]! += starts[j]!;
  const next = starts.slice(0, columns);
  const groups = new Int32Array(starts[columns]!);
  lists.forEach((list, group) => {
    for (let e = 0; e < list.length; e++) groups[next[list[e]!]!++] = group;
  });
  return { starts, groups };
}
