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

/** A gene's expected value as a line over the mean of the visible neighbors: intercept and slope [genes]. */
export interface NeighborLines {
  readonly intercept: Float32Array;
  readonly slope: Float32Array;
  /** Root mean square of what the lines leave over. */
  readonly spread: number;
}

/** Cells x genes whose lines are fitted at once, at most: 64 MB of neighbors' means in float32. */
const LINE_ENTRIES = 2 ** 24;

/**
 * For each gene the line over its mean among the visible neighbors that has the least error over some cells, by weighted least
 * squares. A slope is shrunk by its own uncertainty (James and Stein 1961: 1 - 1 / t^2, not below 0), so that a gene of which the
 * neighbors tell nothing starts at its constant.
 *
 * @param means of the visible neighbors of each cell [cells, genes]
 * @param constant the prediction for all cells alike that the lines go through [genes]
 * @param weigh weight of an expressed and of a silent entry in the error
 */
export function neighborLines(
  matrix: Matrix,
  cells: Int32Array,
  means: ArrayLike<number>,
  constant: Float32Array,
  weigh: readonly [expressed: number, silent: number],
): NeighborLines {
  const genes = matrix.columns;
  const sums = Array.from({ length: 6 }, () => new Float64Array(genes));
  const [w, x, xx, y, xy, yy] = sums as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const squares = new Float64Array(genes);
  cells.forEach((cell, at) => {
    matrix.row(cell).forEach((value, g) => {
      const weight = weigh[value > 0 ? 0 : 1];
      const mean = means[at * genes + g]!;
      w[g]! += weight;
      squares[g]! += weight * weight;
      x[g]! += weight * mean;
      xx[g]! += weight * mean * mean;
      y[g]! += weight * value;
      xy[g]! += weight * mean * value;
      yy[g]! += weight * value * value;
    });
  });
  const slope = new Float32Array(genes);
  const intercept = new Float32Array(genes);
  for (let g = 0; g < genes; g++) {
    const total = w[g]! || 1;
    const [mx, my] = [x[g]! / total, y[g]! / total];
    const [varX, varY] = [xx[g]! / total - mx * mx, yy[g]! / total - my * my];
    const joint = xy[g]! / total - mx * my;
    const explained = varX > 1e-12 && varY > 1e-12 ? Math.min(1 - 1e-9, (joint * joint) / (varX * varY)) : 0;
    const t = ((explained / (1 - explained)) * (total * total)) / (squares[g]! || 1);
    slope[g] = t > 1 ? (joint / varX) * (1 - 1 / t) : 0;
    intercept[g] = constant[g]! - slope[g]! * mx;
  }
  let left = 0;
  cells.forEach((cell, at) => {
    matrix.row(cell).forEach((value, g) => (left += (value - intercept[g]! - slope[g]! * means[at * genes + g]!) ** 2));
  });
  return { intercept, slope, spread: Math.sqrt(left / Math.max(1, cells.length * genes)) };
}

/** How many cells of the given ones the lines are fitted on. */
export const cellsForLines = (cells: number, genes: number): number =>
  Math.min(cells, Math.max(1, Math.floor(LINE_ENTRIES / Math.max(1, genes))));

/** What an expressed and a silent entry weigh in an error over some cells. */
export function entryWeights(matrix: Matrix, cells: Int32Array, balanced: boolean): [number, number] {
  if (!balanced) return [1, 1];
  const { often } = usageOf(matrix, cells);
  const share = often.reduce((a, b) => a + b, 0) / Math.max(1, often.length);
  return [1 / Math.max(1e-6, share), 1 / Math.max(1e-6, 1 - share)];
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
