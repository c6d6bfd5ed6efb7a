import { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import type { Random } from '../../random';

/** What baselines may look at: shapes of control and target cells that are learned from, and the control cells that are asked about. */
export interface KnownShapes {
  readonly control: DenseMatrix;
  readonly target: DenseMatrix;
  readonly asked: DenseMatrix;
}

/** Every control cell moved by the difference of the means. */
export function meanShift({ control, target, asked }: KnownShapes): DenseMatrix {
  const [from, to] = [columnMeans(control), columnMeans(target)];
  return mapped(asked, (value, j) => value + to[j] - from[j]);
}

/** Every control cell brought to the target's mean and standard deviation. */
export function meanAndDeviationShift({ control, target, asked }: KnownShapes): DenseMatrix {
  const [from, to] = [columnMeans(control), columnMeans(target)];
  const [narrow, wide] = [deviations(control, from), deviations(target, to)];
  return mapped(asked, (value, j) => to[j] + ((value - from[j]) * wide[j]) / (narrow[j] || 1));
}

/** A target cell that was learned from, drawn for each control cell. */
export function randomTargets({ target, asked }: KnownShapes, random: Random): DenseMatrix {
  return target.takeRows(Int32Array.from({ length: asked.rows }, () => random.integer(0, target.rows)));
}

/** Two halves of some rows, drawn at random. */
export function halves(x: DenseMatrix, random: Random): [DenseMatrix, DenseMatrix] {
  const order = random.permutation(x.rows);
  const middle = x.rows >> 1;
  return [x.takeRows(order.subarray(0, middle)), x.takeRows(order.subarray(middle))];
}

function mapped(x: DenseMatrix, change: (value: number, column: number) => number): DenseMatrix {
  const values = Float64Array.from(x.values, (value, at) => change(value, at % x.columns));
  return new DenseMatrix(x.rows, x.columns, values);
}

function deviations(x: DenseMatrix, means: Float64Array): number[] {
  const squares = new Array<number>(x.columns).fill(0);
  x.values.forEach((value, at) => (squares[at % x.columns] += (value - means[at % x.columns]) ** 2 / x.rows));
  return squares.map(Math.sqrt);
}
