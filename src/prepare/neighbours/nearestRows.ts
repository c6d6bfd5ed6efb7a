import type { DenseMatrix } from '../../data';
import { forEachPairProduct } from './pairProducts';

/** The k nearest other rows of each row: indices and distances [rows, k], nearest first. */
export interface NearestRows {
  indices: Int32Array;
  distances: Float64Array;
}

/**
 * The k nearest other rows by Euclidean distance, exactly: all pairs are compared. Of equal distances the lower index
 * comes first.
 *
 * @param k less than the number of rows
 */
export function nearestRows(points: DenseMatrix, k: number): NearestRows {
  const { rows, columns } = points;
  const values = centred(points);
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows; i++) norms[i] = squareApart(values, columns, i, -1);
  const best = new BestRows(rows, k);
  forEachPairProduct(values, rows, columns, (i, j, product) => {
    const square = norms[i]! + norms[j]! - 2 * product;
    if (square <= best.worst[i]!) best.offer(i, j, square);
    if (square <= best.worst[j]!) best.offer(j, i, square);
  });
  return best.finish((i, j) => squareApart(values, columns, i, j));
}

/** Values less their means, which are nearer to 0 and so lose fewer digits in products. */
function centred({ rows, columns, values }: DenseMatrix): Float64Array {
  const means = new Float64Array(columns);
  for (let e = 0; e < values.length; e++) means[e % columns]! += values[e]! / rows;
  return Float64Array.from(values, (value, e) => value - means[e % columns]!);
}

/** The square of the distance of two rows; of a row from 0 where there is no other (-1). */
function squareApart(values: Float64Array, columns: number, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const apart = values[i * columns + c]! - (j < 0 ? 0 : values[j * columns + c]!);
    sum += apart * apart;
  }
  return sum;
}

/** The k best of each row so far, in order. */
class BestRows {
  readonly worst: Float64Array;
  readonly #ids: Int32Array;
  readonly #squares: Float64Array;
  readonly #k: number;

  constructor(rows: number, k: number) {
    this.#k = k;
    this.#ids = new Int32Array(rows * k).fill(0x7fffffff);
    this.#squares = new Float64Array(rows * k).fill(Infinity);
    this.worst = new Float64Array(rows).fill(Infinity);
  }

  offer(row: number, id: number, square: number): void {
    const [ids, squares] = [this.#ids, this.#squares];
    const first = row * this.#k;
    let at = first + this.#k - 1;
    if (square === squares[at] && id > ids[at]!) return;
    while (at > first && (squares[at - 1]! > square || (squares[at - 1] === square && ids[at - 1]! > id))) {
      squares[at] = squares[at - 1]!;
      ids[at] = ids[at - 1]!;
      at--;
    }
    squares[at] = square;
    ids[at] = id;
    this.worst[row] = squares[first + this.#k - 1]!;
  }

  /** The best with their distances computed again from differences, which rounding spares. */
  finish(square: (row: number, id: number) => number): NearestRows {
    const k = this.#k;
    const indices = new Int32Array(this.#ids.length);
    const distances = new Float64Array(this.#ids.length);
    for (let row = 0; row < this.worst.length; row++) {
      const found = Array.from(this.#ids.subarray(row * k, (row + 1) * k), (id) => ({ id, square: square(row, id) }));
      found.sort((a, b) => a.square - b.square || a.id - b.id);
      found.forEach(({ id, square: s }, j) => {
        indices[row * k + j] = id;
        distances[row * k + j] = Math.sqrt(s);
      });
    }
    return { indices, distances };
  }
}
