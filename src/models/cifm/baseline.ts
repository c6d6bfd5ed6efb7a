import { isSparse, type Matrix } from '../../data';

/** How often and how strongly each gene is expressed among some cells. */
interface Usage {
  /** Mean of the values above zero; 0 for a gene without any. */
  readonly strength: Float64Array;
  /** Share of the cells that express a gene. */
  readonly often: Float64Array;
  /** Weight of a gene's expressed entries among all expressed entries, and of its silent ones among all silent ones. */
  readonly expressed: Float64Array;
  readonly silent: Float64Array;
}

/** With fewer zeros than this share, half of the balanced error would hang on a few entries (ours). */
const FEW_ZEROS = 0.05;

/** Whether enough of the values of some cells are zero for the balanced error to make sense. */
export function hasZeros(matrix: Matrix, cells: Int32Array): boolean {
  const { often } = usageOf(matrix, cells);
  return 1 - often.reduce((a, b) => a + b, 0) / Math.max(1, often.length) >= FEW_ZEROS;
}

/**
 * The prediction that is the same for all cells and has the least error [genes]: the mean, or what balances expressed and
 * silent entries (equation B11).
 */
export function bestConstant(matrix: Matrix, cells: Int32Array, balanced: boolean): Float32Array {
  const { strength, often, expressed, silent } = usageOf(matrix, cells);
  if (!balanced) return Float32Array.from(strength, (mean, g) => mean * often[g]!);
  return Float32Array.from(strength, (mean, g) => (mean * expressed[g]!) / (expressed[g]! + silent[g]! || 1));
}

/**
 * The output of a gated network that is best when it is the same for all cells: the mean strength of each gene where it is
 * expressed, then the balanced log-odds that it is [2 genes].
 */
export function baselineGate(matrix: Matrix, cells: Int32Array): Float32Array {
  const { strength, expressed, silent } = usageOf(matrix, cells);
  const least = 1e-3 / Math.max(1, strength.length);
  const logits = Array.from(expressed, (share, g) => Math.log(Math.max(least, share) / Math.max(least, silent[g]!)));
  return Float32Array.from([...strength, ...logits]);
}

/** Root mean square of the differences between the values of some cells and a prediction that is the same for all. */
export function spreadAround(matrix: Matrix, cells: Int32Array, prediction: Float32Array): number {
  let sum = 0;
  for (const cell of cells) matrix.row(cell).forEach((value, g) => (sum += (value - prediction[g]!) ** 2));
  return Math.sqrt(sum / Math.max(1, cells.length * matrix.columns));
}

function usageOf(matrix: Matrix, cells: Int32Array): Usage {
  const sums = new Float64Array(matrix.columns);
  const counts = new Float64Array(matrix.columns);
  for (const cell of cells) {
    eachStored(matrix, cell, (gene, value) => {
      if (value <= 0) return;
      sums[gene]! += value;
      counts[gene]!++;
    });
  }
  const all = counts.reduce((a, b) => a + b, 0);
  const rest = cells.length * matrix.columns - all;
  return {
    strength: sums.map((sum, g) => sum / Math.max(1, counts[g]!)),
    often: counts.map((count) => count / Math.max(1, cells.length)),
    expressed: counts.map((count) => count / Math.max(1, all)),
    silent: counts.map((count) => (cells.length - count) / Math.max(1, rest)),
  };
}

function eachStored(matrix: Matrix, row: number, visit: (column: number, value: number) => void): void {
  if (!isSparse(matrix)) return matrix.row(row).forEach((value, column) => visit(column, value));
  for (let e = matrix.indptr[row]!; e < matrix.indptr[row + 1]!; e++) visit(matrix.indices[e]!, matrix.values[e]!);
}
