import { checkList, checkMatrix } from './checks';
import { TissuebookError } from '../errors';
import { anything, checkOptions, integer } from '../options';
import { codesOfLabels } from './labelCodes';
import type { Labels, MatrixLike } from './types';

export interface CoOccurrenceOptions {
  /** Distances, rising, in the unit of the positions. `steps` of them, even, up to half of the positions' diagonal. */
  distances?: readonly number[];
  /** How many distances. 50 (our choice; squidpy takes 49). */
  steps?: number;
}

export interface CoOccurrence {
  /** The label of each row and column, in sorted order. */
  labels: string[];
  distances: Float64Array;
  /** For each distance a ratio [labels, labels]: how much likelier the row's label is near the column's. */
  ratios: MatrixLike[];
}

/**
 * How often a label is found within a distance of another, against how often it is found within that distance of any:
 * p(row | column) / p(row), over all ordered pairs of cells no further apart. 1 is no relation; NaN where nothing was
 * near. Cells without a label are not counted. As squidpy.gr.co_occurrence. The time grows with the square of the number of cells.
 *
 * @param points positions [n, 2] (or 3)
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (distances that do not rise), 'not-finite'
 */
export function coOccurrence(points: MatrixLike, labels: Labels, options: CoOccurrenceOptions = {}): CoOccurrence {
  checkMatrix('coOccurrence', 'points', points);
  checkList('coOccurrence', 'labels', labels);
  checkOptions('coOccurrence', options, { distances: anything, steps: integer(1, 10_000) });
  const { codes, names } = codesOfLabels(labels);
  if (codes.length !== points.rows) {
    throw new TissuebookError('shape-mismatch', `coOccurrence: ${codes.length} labels for ${points.rows} positions.`, {
      argument: 'labels',
      found: codes.length,
    });
  }
  const distances = options.distances ? checked(options.distances) : evenDistances(points, options.steps ?? 50);
  const counts = countWithin(points, codes, names.length, distances);
  return { labels: names, distances, ratios: counts.map((within) => ratiosOf(within, names.length)) };
}

function checked(distances: readonly number[]): Float64Array {
  const edges = Float64Array.from(distances);
  if (edges.length >= 1 && edges[0]! >= 0 && edges.every((edge, r) => r === 0 || edge > edges[r - 1]!)) return edges;
  throw new TissuebookError('invalid-argument', 'coOccurrence: distances must rise from 0 or more.', {
    argument: 'distances',
    found: distances.length,
  });
}

function evenDistances(points: MatrixLike, steps: number): Float64Array {
  let square = 0;
  for (let c = 0; c < points.columns; c++) {
    let [low, high] = [Infinity, -Infinity];
    for (let e = c; e < points.values.length; e += points.columns) {
      low = Math.min(low, points.values[e]!);
      high = Math.max(high, points.values[e]!);
    }
    square += (high - low) ** 2;
  }
  if (!(square > 0 && square < Infinity)) {
    throw new TissuebookError('not-finite', 'coOccurrence: the positions have no extent.', { argument: 'points' });
  }
  return Float64Array.from({ length: steps }, (_, r) => ((r + 1) * Math.sqrt(square)) / 2 / steps);
}

/** Ordered pairs of different cells within each distance [labels, labels]. */
function countWithin(points: MatrixLike, codes: Int32Array, size: number, distances: Float64Array): Float64Array[] {
  const { rows, columns, values } = points;
  const counts = Array.from(distances, () => new Float64Array(size * size));
  const limits = distances.map((distance) => distance * distance);
  const most = limits[limits.length - 1]!;
  // Cells in the order of x, so that the search ends where x alone is too far.
  const order = Int32Array.from({ length: rows }, (_, i) => i)
    .filter((i) => codes[i]! >= 0)
    .sort((a, b) => values[a * columns]! - values[b * columns]!);
  for (let a = 0; a < order.length; a++) {
    const i = order[a]! * columns;
    for (let b = a + 1; b < order.length; b++) {
      const j = order[b]! * columns;
      let square = (values[j]! - values[i]!) ** 2;
      if (square > most) break;
      for (let c = 1; c < columns; c++) square += (values[j + c]! - values[i + c]!) ** 2;
      if (square > most) continue;
      const ring = counts[firstAtLeast(limits, square)]!;
      const p = codes[order[a]!]!;
      const q = codes[order[b]!]!;
      ring[p * size + q]!++;
      ring[q * size + p]!++;
    }
  }
  for (let r = 1; r < counts.length; r++) counts[r]!.forEach((_, e) => (counts[r]![e]! += counts[r - 1]![e]!));
  return counts;
}

/** The first limit that is not below the value. */
function firstAtLeast(limits: Float64Array, value: number): number {
  let [low, high] = [0, limits.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (limits[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ratiosOf(within: Float64Array, size: number): MatrixLike {
  const totals = new Float64Array(size);
  let all = 0;
  within.forEach((count, e) => {
    totals[Math.floor(e / size)]! += count;
    all += count;
  });
  const values = within.map((count, e) => {
    const [p, q] = [Math.floor(e / size), e % size];
    return count / totals[q]! / (totals[p]! / all);
  });
  return { rows: size, columns: size, values };
}
