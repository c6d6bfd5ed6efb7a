import type { DenseMatrix } from '../../data';

/**
 * The label that most of the k nearest known rows carry, by Euclidean distance; of equally frequent ones that of the nearer rows.
 * Exact, by comparing every row with every known one.
 *
 * @param known [known, columns], @param labels one for each of them, @param rows [rows, columns]
 */
export function nearestLabels(known: DenseMatrix, labels: readonly string[], rows: DenseMatrix, k: number): string[] {
  const near = Math.min(k, known.rows);
  const squares = new Float64Array(near);
  const found = new Int32Array(near);
  return Array.from({ length: rows.rows }, (_, i) => {
    squares.fill(Infinity);
    const row = rows.row(i);
    for (let j = 0; j < known.rows; j++)
      insert(squares, found, squareDistance(row, known.row(j), squares[near - 1]!), j);
    return mostFrequent(Array.from(found, (at) => labels[at]!));
  });
}

/** The squared distance, or a number above `limit` as soon as it is. */
function squareDistance(a: ArrayLike<number>, b: ArrayLike<number>, limit: number): number {
  let sum = 0;
  for (let c = 0; c < a.length && sum <= limit; c++) sum += (a[c]! - b[c]!) ** 2;
  return sum;
}

function insert(squares: Float64Array, found: Int32Array, square: number, row: number): void {
  let at = squares.length - 1;
  if (!(square < squares[at]!)) return;
  for (; at > 0 && square < squares[at - 1]!; at--) {
    squares[at] = squares[at - 1]!;
    found[at] = found[at - 1]!;
  }
  squares[at] = square;
  found[at] = row;
}

function mostFrequent(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  // Maps keep the order of insertion, which is that of the distances.
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
