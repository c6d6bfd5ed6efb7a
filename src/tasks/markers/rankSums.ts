import { cube } from '../../exactMath';
import type { EventLoopYielder } from '../../wasm';
import { DenseMatrix, type Matrix, SparseMatrix } from '../../data';

/**
 * The sum of the ranks of each group's cells, for each feature, and what equal values take off the variance.
 *
 * @param codes the group of each row, 0 to groups - 1
 * @returns sums [groups, columns], row-major, of ranks from 1 on, of which equal values share the mean; ties [columns], the
 *   sum of t^3 - t over sets of t equal values
 */
export async function rankSums(
  x: Matrix,
  codes: Int32Array,
  groups: number,
  yielder: EventLoopYielder,
): Promise<{ sums: Float64Array; ties: Float64Array }> {
  const byColumn = (x instanceof DenseMatrix ? SparseMatrix.fromDense(x) : x).transpose();
  const sums = new Float64Array(groups * x.columns);
  const ties = new Float64Array(x.columns);
  const sizes = new Float64Array(groups);
  for (const code of codes) sizes[code]!++;
  const ranking = new ColumnRanking(x.rows, groups);
  for (let j = 0; j < x.columns; j++) {
    const [from, to] = [byColumn.indptr[j]!, byColumn.indptr[j + 1]!];
    ties[j] = ranking.rank(byColumn.values.subarray(from, to), byColumn.indices.subarray(from, to), codes, sizes);
    for (let g = 0; g < groups; g++) sums[g * x.columns + j] = ranking.sums[g]!;
    if (yielder.due) await yielder.yieldToEventLoop(j + 1, x.columns);
  }
  return { sums, ties };
}

/** Ranks one feature at a time: stored values are sorted, all others are one set of zeros. */
class ColumnRanking {
  readonly sums: Float64Array;
  readonly #values: Float64Array;
  readonly #order: Float64Array;
  readonly #zeros: Float64Array;

  constructor(rows: number, groups: number) {
    this.sums = new Float64Array(groups);
    this.#zeros = new Float64Array(groups);
    this.#values = new Float64Array(rows);
    this.#order = new Float64Array(rows);
  }

  /** Fills `sums`; returns the sum of t^3 - t over sets of equal values. */
  rank(values: ArrayLike<number>, rows: Int32Array, codes: Int32Array, sizes: Float64Array): number {
    this.sums.fill(0);
    this.#zeros.set(sizes);
    const n = this.#sort(values);
    const zeros = codes.length - n;
    let below = 0;
    let ties = cube(zeros) - zeros;
    let zerosDone = false;
    const placeZeros = (): void => {
      for (let e = 0; e < rows.length; e++) if (values[e] !== 0) this.#zeros[codes[rows[e]!]!]!--;
      for (let g = 0; g < this.sums.length; g++) this.sums[g]! += this.#zeros[g]! * (below + (zeros + 1) / 2);
      below += zeros;
      zerosDone = true;
    };
    for (let start = 0; start < n;) {
      const value = this.#values[start]!;
      if (value > 0 && !zerosDone) placeZeros();
      let end = start + 1;
      while (end < n && this.#values[end] === value) end++;
      const count = end - start;
      ties += cube(count) - count;
      const rank = below + (count + 1) / 2;
      for (let at = start; at < end; at++) this.sums[codes[rows[this.#order[at]!]!]!]! += rank;
      below += count;
      start = end;
    }
    if (!zerosDone) placeZeros();
    return ties;
  }

  /** Puts the values that are not 0 in order, and the places at which they were; returns how many there are. */
  #sort(values: ArrayLike<number>): number {
    let n = 0;
    for (let e = 0; e < values.length; e++) if (values[e] !== 0) this.#order[n++] = e;
    const order = this.#order.subarray(0, n).sort((a, b) => values[a]! - values[b]!);
    for (let at = 0; at < n; at++) this.#values[at] = values[order[at]!]!;
    return n;
  }
}

/** Means of each group [groups, columns], and of all rows [columns]. */
export function groupMeans(
  x: Matrix,
  codes: Int32Array,
  sizes: Float64Array,
): { own: Float64Array; all: Float64Array } {
  const { rows, columns, values } = x;
  const own = new Float64Array(sizes.length * columns);
  const all = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const at = codes[i]! * columns;
    const [from, to] = x instanceof DenseMatrix ? [i * columns, (i + 1) * columns] : [x.indptr[i]!, x.indptr[i + 1]!];
    for (let e = from; e < to; e++) own[at + (x instanceof DenseMatrix ? e - from : x.indices[e]!)]! += values[e]!;
  }
  for (let e = 0; e < own.length; e++) {
    all[e % columns]! += own[e]! / rows;
    own[e]! /= sizes[Math.floor(e / columns)]!;
  }
  return { own, all };
}
