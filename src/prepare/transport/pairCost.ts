import type { DenseMatrix } from '../../data';

/** Distances between the cells of two states [controls, targets], row-major. */
export interface PairCost {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Rows and columns of the niches that cells lie in [cells, 2], row-major, and what being apart costs. */
export interface NichePenalty {
  readonly control: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  /** Cost of a pair that is neither of one niche nor of adjacent ones, which cost half of it. */
  readonly weight: number;
}

/** Euclidean distances between rows (equation 8), with what niches apart cost. */
export function pairCost(control: DenseMatrix, target: DenseMatrix, penalty?: NichePenalty): PairCost {
  const values = new Float64Array(control.rows * target.rows);
  for (let i = 0; i < control.rows; i++) {
    for (let j = 0; j < target.rows; j++) {
      values[i * target.rows + j] = distance(control.row(i), target.row(j)) + (penalty ? apart(penalty, i, j) : 0);
    }
  }
  return { rows: control.rows, columns: target.rows, values };
}

/** The same costs divided by their median (of an even number: the mean of the two middle ones), and that median. */
export function scaleByMedian({ rows, columns, values }: PairCost): { cost: PairCost; median: number } {
  const sorted = Float64Array.from(values).sort();
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  return { cost: { rows, columns, values: values.map((value) => value / median) }, median };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
  return Math.sqrt(sum);
}

/** Niches are tiles: adjacent ones differ by 1 at most in row and column. */
function apart({ control, target, weight }: NichePenalty, i: number, j: number): number {
  const [rows, columns] = [0, 1].map((axis) => Math.abs(control[2 * i + axis] - target[2 * j + axis]));
  return (weight * Math.min(Math.max(rows, columns), 2)) / 2;
}
