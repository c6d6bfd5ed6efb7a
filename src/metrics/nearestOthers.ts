import { TissuebookError } from '../errors';
import { squaredDistance } from './distances';
import type { MatrixLike } from './types';

/** The nearest other rows of each row, nearest first; of equally near ones the one of the lower index. */
export interface NearestOthers {
  /** [rows, k] */
  readonly indices: Int32Array;
  readonly distances: Float64Array;
}

/**
 * By comparing all rows with each other: metrics stand alone.
 *
 * @throws TissuebookError 'invalid-argument' for fewer rows than neighbors
 */
export function nearestOthers(where: string, x: MatrixLike, k: number): NearestOthers {
  if (k >= x.rows || k < 1) {
    throw new TissuebookError('invalid-argument', `${where}: ${x.rows} cells have no ${k} others.`, {
      argument: 'x',
      found: x.rows,
    });
  }
  const indices = new Int32Array(x.rows * k);
  const distances = new Float64Array(x.rows * k);
  for (let i = 0; i < x.rows; i++) {
    const squares = Float64Array.from({ length: x.rows }, (_, j) => (i === j ? Infinity : squaredDistance(x, i, x, j)));
    const order = Array.from(squares.keys()).sort((a, b) => squares[a] - squares[b] || a - b);
    for (let at = 0; at < k; at++) {
      indices[i * k + at] = order[at];
      distances[i * k + at] = Math.sqrt(squares[order[at]]);
    }
  }
  return { indices, distances };
}
