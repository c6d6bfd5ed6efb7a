import type { DenseMatrix } from '../../data';
import { Random } from '../../random';

/** Rounds of one start, and starts of which the tightest is kept (scikit-learn's number of starts). */
const ROUNDS = 300;
const STARTS = 10;

/**
 * k-means (Lloyd 1982) with k-means++ starts (Arthur and Vassilvitskii 2007); of ten starts the one with the least squared distances.
 *
 * @param x [cells, columns] @param k at most the number of cells
 * @param options.starts of which the tightest is kept. 10
 * @returns the cluster of each cell, 0 to k - 1
 */
export function kMeans(
  x: DenseMatrix,
  k: number,
  seed: number,
  { starts = STARTS }: { starts?: number } = {},
): Int32Array {
  let best: { codes: Int32Array; error: number } | undefined;
  for (let start = 0; start < starts; start++) {
    const found = lloyd(x, firstCenters(x, k, new Random(seed).fork(`start ${start}`)), k);
    if (!best || found.error < best.error) best = found;
  }
  return best!.codes;
}

/** Rows that are drawn far from those drawn before. */
function firstCenters(x: DenseMatrix, k: number, random: Random): Float64Array {
  const { rows, columns } = x;
  const centers = new Float64Array(k * columns);
  const nearest = new Float64Array(rows).fill(Infinity);
  let row = random.integer(0, rows);
  for (let c = 0; ; c++) {
    centers.set(x.row(row), c * columns);
    if (c === k - 1) return centers;
    let total = 0;
    for (let i = 0; i < rows; i++) total += nearest[i] = Math.min(nearest[i]!, distance(x, i, centers, c));
    let left = random.uniform() * total;
    row = rows - 1;
    for (let i = 0; i < rows; i++) {
      left -= nearest[i]!;
      if (left < 0) {
        row = i;
        break;
      }
    }
  }
}

/** Rounds of Lloyd's from given centers [k, columns], which move. */
export function lloyd(
  x: DenseMatrix,
  centers: Float64Array,
  k: number,
  most = ROUNDS,
): { codes: Int32Array; error: number } {
  const { rows } = x;
  const codes = new Int32Array(rows).fill(-1);
  let error = Infinity;
  for (let round = 0; round < most; round++) {
    let moved = false;
    error = 0;
    for (let i = 0; i < rows; i++) {
      let [own, least] = [0, Infinity];
      for (let c = 0; c < k; c++) {
        const found = distance(x, i, centers, c);
        if (found < least) [own, least] = [c, found];
      }
      error += least;
      if (codes[i] !== own) moved = true;
      codes[i] = own;
    }
    if (!moved) break;
    meansOf(x, codes, centers);
  }
  return { codes, error };
}

/** Moves centers to the means of their cells; cells of code -1 have none. A center that lost all its cells stays where it was. */
export function meansOf(x: DenseMatrix, codes: Int32Array, centers: Float64Array): Float64Array {
  const { rows, columns } = x;
  const k = centers.length / columns;
  const sizes = new Float64Array(k);
  codes.forEach((code) => code >= 0 && sizes[code]!++);
  for (let c = 0; c < k; c++) if (sizes[c]! > 0) centers.fill(0, c * columns, (c + 1) * columns);
  for (let i = 0; i < rows; i++) {
    const [row, code] = [x.row(i), codes[i]!];
    if (code < 0) continue;
    for (let j = 0; j < columns; j++) centers[code * columns + j]! += row[j]! / sizes[code]!;
  }
  return centers;
}

function distance(x: DenseMatrix, row: number, centers: Float64Array, center: number): number {
  const { columns, values } = x;
  let square = 0;
  for (let j = 0; j < columns; j++) square += (values[row * columns + j]! - centers[center * columns + j]!) ** 2;
  return square;
}
