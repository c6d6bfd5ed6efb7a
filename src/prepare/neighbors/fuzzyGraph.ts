import { exactMath } from '../../exactMath';
import type { EventLoopYielder } from '../../wasm';
import { SparseMatrix } from '../../data';
import type { NearestRows } from '../../neighbors';

const BISECTIONS = 64;
/** How close the sum of the weights must come to log2 of the number of neighbors. */
const TOLERANCE = 1e-5;
/** A cell's reach is at least this part of its mean distance (of all mean distances for cells that have copies). */
const LEAST_REACH = 1e-3;

/**
 * How much neighbors belong together, from 0 to 1 [rows, rows], symmetric: UMAP's fuzzy union of each row's own view, in
 * which the nearest other has weight 1 and the weights add up to log2(k + 1) (McInnes, Healy and Melville 2018, section
 * 3.1). As scanpy's connectivities, which count the row itself among its k + 1 neighbors.
 */
export async function fuzzyGraph(
  { indices, distances }: NearestRows,
  rows: number,
  k: number,
  yielder: EventLoopYielder,
): Promise<SparseMatrix> {
  const meanOfAll = meanOf(distances);
  const values = new Float32Array(rows * k);
  for (let i = 0; i < rows; i++) {
    if (yielder.due) await yielder.yieldToEventLoop();
    const near = distances.subarray(i * k, (i + 1) * k);
    const nearest = near.find((distance) => distance > 0) ?? 0;
    const sum = near.reduce((total, distance) => total + distance, 0);
    const reach = Math.max(
      reachOf(near, nearest, exactMath.log2(k + 1)),
      LEAST_REACH * (nearest > 0 ? sum / (k + 1) : (meanOfAll * k) / (k + 1)),
    );
    for (let j = 0; j < k; j++) {
      const beyond = near[j]! - nearest;
      values[i * k + j] = beyond <= 0 || reach === 0 ? 1 : exactMath.exp(-beyond / reach);
    }
  }
  const indptr = Int32Array.from({ length: rows + 1 }, (_, i) => i * k);
  return union(new SparseMatrix(rows, rows, { indptr, indices: indices.slice(), values }));
}

/** The scale at which the weights of the neighbors add up to `wanted`, by bisection. */
function reachOf(near: Float64Array, nearest: number, wanted: number): number {
  let [low, high, reach] = [0, Infinity, 1];
  for (let step = 0; step < BISECTIONS; step++) {
    let sum = 0;
    for (const distance of near) sum += distance > nearest ? exactMath.exp(-(distance - nearest) / reach) : 1;
    if (Math.abs(sum - wanted) < TOLERANCE) break;
    if (sum > wanted) high = reach;
    else low = reach;
    reach = high === Infinity ? 2 * reach : (low + high) / 2;
  }
  return reach;
}

/** a + b - a b of the two weights of a pair: of the probabilities that one or the other edge is there. */
function union(directed: SparseMatrix): SparseMatrix {
  const reverse = directed.transpose();
  const n = directed.rows;
  const indptr = new Int32Array(n + 1);
  const indices = new Int32Array(directed.stored + reverse.stored);
  const values = new Float32Array(indices.length);
  let at = 0;
  for (let i = 0; i < n; i++) {
    let [a, b] = [directed.indptr[i]!, reverse.indptr[i]!];
    const [endA, endB] = [directed.indptr[i + 1]!, reverse.indptr[i + 1]!];
    while (a < endA || b < endB) {
      const [columnA, columnB] = [a < endA ? directed.indices[a]! : n, b < endB ? reverse.indices[b]! : n];
      const column = Math.min(columnA, columnB);
      const p = columnA === column ? directed.values[a++]! : 0;
      const q = columnB === column ? reverse.values[b++]! : 0;
      const both = p + q - p * q;
      if (both === 0) continue;
      indices[at] = column;
      values[at++] = both;
    }
    indptr[i + 1] = at;
  }
  return new SparseMatrix(n, n, { indptr, indices: indices.slice(0, at), values: values.slice(0, at) });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
