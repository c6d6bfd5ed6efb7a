import { DenseMatrix } from '../../data';
import { buildIndex } from '../../neighbors';
import type { EventLoopYielder } from '../../wasm';

/** Places searched for between two looks at the clock. */
const BATCH = 4096;

/** Distances from 0 to the longest, evenly (numpy's linspace). */
export function evenDistances(longest: number, steps: number): Float64Array {
  const step = longest / (steps - 1);
  return Float64Array.from({ length: steps }, (_, s) => (s === steps - 1 ? longest : s * step));
}

/**
 * The share of some distances that each step reaches, of those that the last one reaches; NaN where it reaches none.
 *
 * @param steps from 0 on, rising
 */
export function shareWithin(distances: Float64Array, steps: Float64Array): Float64Array {
  const sorted = distances.filter((distance) => distance <= steps[steps.length - 1]!).sort();
  const out = new Float64Array(steps.length);
  let reached = 0;
  for (let s = 1; s < steps.length; s++) {
    // A distance that is a step lies in the ring that begins there, but for the last one (numpy's histogram).
    const last = s === steps.length - 1;
    while (reached < sorted.length && (last || sorted[reached]! < steps[s]!)) reached++;
    out[s] = reached / sorted.length;
  }
  return out;
}

/** K by the number of pairs within each distance: the pairs of a place, over the places of a unit of area. */
export function kOfPairs(pairs: Float64Array, cells: number, perArea: number): Float64Array {
  return pairs.map((count) => (2 * count) / cells / perArea);
}

/** The distances of each place to its nearest ones among others [from.rows * count], all of them as one list. */
export async function nearestDistances(
  from: DenseMatrix,
  among: DenseMatrix,
  count: number,
  yielder: EventLoopYielder,
): Promise<Float64Array> {
  const both = stacked(among, from);
  const index = buildIndex(both, { candidates: Int32Array.from({ length: among.rows }, (_, i) => i) });
  const out = new Float64Array(from.rows * count);
  for (let start = 0; start < from.rows; start += BATCH) {
    const size = Math.min(BATCH, from.rows - start);
    const queries = Int32Array.from({ length: size }, (_, i) => among.rows + start + i);
    const near = index.nearest(queries, count);
    for (let e = 0; e < near.length; e++) {
      const [a, b] = [both.row(queries[Math.floor(e / count)]!), both.row(near[e]!)];
      out[start * count + e] = Math.sqrt((a[0]! - b[0]!) ** 2 + (a[1]! - b[1]!) ** 2);
    }
    if (yielder.due) await yielder.yieldToEventLoop();
  }
  return out;
}

function stacked(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const values = new Float64Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return new DenseMatrix(a.rows + b.rows, 2, values);
}
