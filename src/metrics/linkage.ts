import { TissuebookError } from '../errors';
import { checkOptions, oneOf } from '../options';
import { checkMatrix } from './checks';
import type { MatrixLike } from './types';

export interface LinkageOptions {
  /** How far two clusters are apart: the mean over pairs, Ward's increase of variance, the farthest or the nearest pair. 'average'. */
  method?: 'average' | 'ward' | 'complete' | 'single';
  /** Between rows: 'euclidean', or 'correlation', 1 less Pearson's. Ward takes 'euclidean'. 'euclidean'. */
  metric?: 'euclidean' | 'correlation';
}

/** A tree of clusters. Rows are clusters 0 to n - 1; merge k makes cluster n + k. */
export interface Linkage {
  /** Both clusters of each merge, the lower number first [n - 1, 2]. */
  merges: Int32Array;
  /** The distance at which they are merged, rising [n - 1]. */
  heights: Float64Array;
  /** How many rows each merge holds [n - 1]. */
  sizes: Int32Array;
  /** The rows from left to right of the tree, so that no lines cross [n]. */
  leaves: Int32Array;
}

/** Rows of a tree at most: distances of all pairs take 200 MB (ours). */
const MOST_ROWS = 5000;

/**
 * Clusters rows step by step, the nearest two first, by chains of nearest neighbors (Murtagh 1985; Müllner 2011). As scipy.cluster.hierarchy.linkage, with the leaves of
 * leaves_list.
 *
 * @param rows [n, columns], n from 2
 * @throws TissuebookError 'invalid-argument' (fewer than two rows, Ward by correlation, a row that does not vary by correlation), 'too-large' (more than 5,000), 'not-finite'
 */
export function linkage(rows: MatrixLike, options: LinkageOptions = {}): Linkage {
  checkMatrix('linkage', 'rows', rows);
  checkOptions('linkage', options, {
    method: oneOf('average', 'ward', 'complete', 'single'),
    metric: oneOf('euclidean', 'correlation'),
  });
  const { method = 'average', metric = 'euclidean' } = options;
  const n = rows.rows;
  if (n < 2 || (method === 'ward' && metric !== 'euclidean')) {
    const what = n < 2 ? `a tree of ${n} rows` : "Ward's method takes Euclidean distances";
    throw new TissuebookError('invalid-argument', `linkage: ${what}.`, { argument: n < 2 ? 'rows' : 'metric', found: n < 2 ? n : metric }); // prettier-ignore
  }
  if (n > MOST_ROWS) {
    throw new TissuebookError('too-large', `linkage: ${n} rows have ${(n * n) / 1e6} million pairs.`, {
      argument: 'rows',
      found: n,
      advice: `Up to ${MOST_ROWS}: average cells by label, or choose genes.`,
    });
  }
  const distances = allDistances(rows, metric);
  return inOrder(n, chainMerges(n, distances, method));
}

/** A merge of the clusters that two rows belong to. */
interface Merge {
  a: number;
  b: number;
  height: number;
}

function allDistances({ rows, columns, values }: MatrixLike, metric: 'euclidean' | 'correlation'): Float64Array {
  const data = Float64Array.from(values as ArrayLike<number>);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new TissuebookError('not-finite', `linkage: row ${Math.floor(bad / columns)} holds ${data[bad]}.`, { argument: 'rows', found: data[bad] }); // prettier-ignore
  if (metric === 'correlation') for (let i = 0; i < rows; i++) unit(data.subarray(i * columns, (i + 1) * columns), i);
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const [x, y] = [data[i * columns + c]!, data[j * columns + c]!];
        sum += metric === 'correlation' ? x * y : (x - y) ** 2;
      }
      out[i * rows + j] = out[j * rows + i] = metric === 'correlation' ? 1 - sum : Math.sqrt(sum);
    }
  }
  return out;
}

/** A row less its mean, of length 1. */
function unit(row: Float64Array, at: number): void {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const length = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  if (!(length > 0)) {
    throw new TissuebookError('invalid-argument', `linkage: row ${at} does not vary, and correlates with nothing.`, {
      argument: 'metric',
      found: 'correlation',
    });
  }
  row.forEach((value, c) => (row[c] = (value - mean) / length));
}

/** All merges, in the order in which chains of nearest neighbors end; changes the distances. */
function chainMerges(n: number, distances: Float64Array, method: NonNullable<LinkageOptions['method']>): Merge[] {
  const sizes = new Int32Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0));
    let last = chain.at(-1)!;
    let near = nearestOf(last, chain.at(-2), n, distances, sizes);
    while (chain.length < 2 || near.row !== chain.at(-2)) {
      chain.push((last = near.row));
      near = nearestOf(last, chain.at(-2), n, distances, sizes);
    }
    const least = near.distance;
    chain.length -= 2;
    const [a, b] = [Math.min(last, near.row), Math.max(last, near.row)];
    merges.push({ a, b, height: least });
    const [nA, nB] = [sizes[a]!, sizes[b]!];
    sizes[a] = 0;
    sizes[b] = nA + nB;
    for (let other = 0; other < n; other++) {
      const size = sizes[other]!;
      if (size === 0 || other === b) continue;
      const [toA, toB] = [distances[a * n + other]!, distances[b * n + other]!];
      distances[b * n + other] = distances[other * n + b] = joined(method, { toA, toB, least, nA, nB, size });
    }
  }
  return merges;
}

/** The cluster nearest to another; of equal distances the one before it in the chain, so that the chain ends, then the lowest. */
function nearestOf(
  at: number,
  before: number | undefined,
  n: number,
  distances: Float64Array,
  sizes: Int32Array,
): { row: number; distance: number } {
  let row = before ?? -1;
  let distance = before === undefined ? Infinity : distances[at * n + before]!;
  for (let other = 0; other < n; other++) {
    if (sizes[other] === 0 || other === at || !(distances[at * n + other]! < distance)) continue;
    distance = distances[at * n + other]!;
    row = other;
  }
  return { row, distance };
}

/** The distance of two merged clusters to another one (Lance and Williams 1967). */
function joined(
  method: NonNullable<LinkageOptions['method']>,
  { toA, toB, least, nA, nB, size }: { toA: number; toB: number; least: number; nA: number; nB: number; size: number },
): number {
  if (method === 'single') return Math.min(toA, toB);
  if (method === 'complete') return Math.max(toA, toB);
  if (method === 'average') return (nA * toA + nB * toB) / (nA + nB);
  const all = nA + nB + size;
  return Math.sqrt(((nA + size) * toA * toA + (nB + size) * toB * toB - size * least * least) / all);
}

/** Merges by rising height, with the numbers of clusters that scipy gives them. */
function inOrder(n: number, found: readonly Merge[]): Linkage {
  const order = Array.from(found.keys()).sort((i, j) => found[i]!.height - found[j]!.height || i - j);
  const root = Int32Array.from({ length: 2 * n - 1 }, (_, i) => i);
  const find = (at: number): number => (root[at] === at ? at : (root[at] = find(root[at]!)));
  const merges = new Int32Array(2 * (n - 1));
  const sizes = new Int32Array(n - 1);
  order.forEach((at, k) => {
    const [a, b] = [find(found[at]!.a), find(found[at]!.b)].sort((x, y) => x - y) as [number, number]; // prettier-ignore
    merges.set([a, b], 2 * k);
    sizes[k] = [a, b].reduce((sum, one) => sum + (one < n ? 1 : sizes[one - n]!), 0);
    root[a] = root[b] = n + k;
  });
  return { merges, heights: Float64Array.from(order, (at) => found[at]!.height), sizes, leaves: leavesOf(n, merges) };
}

function leavesOf(n: number, merges: Int32Array): Int32Array {
  const leaves: number[] = [];
  const waiting = [2 * n - 2];
  while (waiting.length > 0) {
    const cluster = waiting.pop()!;
    if (cluster < n) leaves.push(cluster);
    else waiting.push(merges[2 * (cluster - n) + 1]!, merges[2 * (cluster - n)]!);
  }
  return Int32Array.from(leaves);
}
