import { exactMath } from '../../exactMath';
import { DenseMatrix, type AnnData } from '../../data';
import { checkValues } from '../../prepare/values/checkValues';

/**
 * How much higher each feature is in a group of cells than in all: the difference of means in standard deviations over
 * all cells [groups, features]. Counts are scaled to the median total of a cell and go through log1p first. A feature that
 * does not vary, and a group without cells, have 0.
 *
 * @param group the group of each cell; -1 for none
 * @throws TissuebookError 'missing-key' without X, 'not-finite'
 */
export function featureContrast(where: string, adata: AnnData, group: Int32Array, groups: number): DenseMatrix {
  const matrix = adata.matrix();
  const width = matrix.columns;
  const depth = checkValues(where, adata, matrix).counts ? totals(adata) : undefined;
  const members = new Float64Array(groups);
  const sums = new Float64Array(groups * width);
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let cell = 0; cell < matrix.rows; cell++) {
    const own = group[cell]!;
    if (own >= 0) members[own]!++;
    matrix.row(cell).forEach((stored, j) => {
      const value = depth ? exactMath.log1p(stored / depth[cell]!) : stored;
      mean[j]! += value / matrix.rows;
      squares[j]! += (value * value) / matrix.rows;
      if (own >= 0) sums[own * width + j]! += value;
    });
  }
  const spread = squares.map((square, j) => Math.sqrt(Math.max(0, square - mean[j]! ** 2)));
  const contrast = sums.map((sum, at) => {
    const [own, j] = [Math.floor(at / width), at % width];
    // What rounding leaves of a constant feature is no spread.
    const varies = spread[j]! > 1e-6 * Math.max(1e-6, Math.abs(mean[j]!));
    return members[own]! > 0 && varies ? (sum / members[own]! - mean[j]!) / spread[j]! : 0;
  });
  return new DenseMatrix(groups, width, contrast);
}

/** Each cell's total over the median of those that have any; 1 for empty cells. */
function totals(adata: AnnData): Float64Array {
  const matrix = adata.matrix();
  const sums = Float64Array.from({ length: matrix.rows }, (_, cell) => {
    let sum = 0;
    for (const value of matrix.row(cell)) sum += value;
    return sum;
  });
  const filled = sums.filter((sum) => sum > 0).sort();
  const median = filled[filled.length >> 1] ?? 1;
  return sums.map((sum) => (sum > 0 ? sum / median : 1));
}
