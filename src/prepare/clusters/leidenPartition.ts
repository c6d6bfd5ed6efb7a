import type { SparseMatrix } from '../../data';
import type { EventLoopYielder } from '../../wasm';
import { Random } from '../../random';
import { refine } from './leidenRefinement';
import { NodeQueue } from './nodeQueue';
import { aggregate, symmetric, type WeightedGraph } from './weightedGraph';

/** How the algorithm runs. */
export interface LeidenSetting {
  /** The factor of the expected weight. */
  resolution: number;
  iterations: number;
  seed: number;
}

/**
 * The Leiden algorithm for modularity (Traag, Waltman and van Eck 2019, algorithm A.2): nodes move where they gain most,
 * communities are refined into connected parts, the parts become the nodes of the next level.
 *
 * @param matrix weights, 0 or more; made symmetric by adding its transpose
 * @returns the community of each node
 */
export async function leidenPartition(
  matrix: SparseMatrix,
  { resolution, iterations, seed }: LeidenSetting,
  yielder: EventLoopYielder,
): Promise<Int32Array> {
  const draws = new Random(seed);
  const graph = symmetric(matrix);
  let community: Int32Array = Int32Array.from({ length: graph.n }, (_, i) => i);
  if (graph.total === 0) return community;
  for (let round = 0; round < iterations; round++) {
    const next = await improve(graph, community, resolution, draws, () =>
      yielder.due ? yielder.yieldToEventLoop(round, iterations) : undefined,
    );
    const same = next.every((code, i) => code === community[i]);
    community = next;
    if (same) break;
  }
  return community;
}

/** Nodes that are looked at between two looks at the clock. */
const PAUSE = 1024;

/** Lets others have the thread when it is time. */
type Pause = () => Promise<void> | undefined;

/** One pass through all levels, from a partition of the nodes; communities are numbered by their first node. */
async function improve(
  base: WeightedGraph,
  start: Int32Array,
  resolution: number,
  draws: Random,
  pause: Pause,
): Promise<Int32Array> {
  let graph = base;
  let community = compact(start).codes;
  /** The node of this level that each node of the base is part of. */
  let place: Int32Array = Int32Array.from({ length: base.n }, (_, i) => i);
  for (;;) {
    await moveNodes(graph, community, resolution, draws, pause);
    await pause();
    community = compact(community).codes;
    const count = community.reduce((most, code) => Math.max(most, code + 1), 0);
    if (count === graph.n) break;
    await pause();
    const refined = compact(refine(graph, community, resolution, draws));
    const above = new Int32Array(refined.count);
    refined.codes.forEach((part, node) => (above[part] = community[node]!));
    place = place.map((node) => refined.codes[node]!);
    if (refined.count === graph.n) break;
    graph = aggregate(graph, refined.codes, refined.count);
    community = above;
  }
  return compact(place.map((node) => community[node]!)).codes;
}

/** Moves each node to the neighboring community where it gains most, until none gains; `community` is changed. */
async function moveNodes(
  graph: WeightedGraph,
  community: Int32Array,
  resolution: number,
  draws: Random,
  pause: Pause,
): Promise<void> {
  const { n, indptr, indices, weights, strength, total } = graph;
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) sums[community[i]!]! += strength[i]!;
  const toward = new Float64Array(n);
  const free = emptyCommunities(community, n);
  const queue = new NodeQueue(draws.permutation(n));
  for (let node = queue.take(), looked = 1; node >= 0; node = queue.take(), looked++) {
    if (looked % PAUSE === 0) await pause();
    const own = community[node]!;
    const touched = [own];
    for (let e = indptr[node]!; e < indptr[node + 1]!; e++) {
      const other = community[indices[e]!]!;
      if (toward[other] === 0 && other !== own) touched.push(other);
      toward[other]! += weights[e]!;
    }
    sums[own]! -= strength[node]!;
    const factor = (resolution * strength[node]!) / total;
    let best = own;
    let most = toward[own]! - factor * sums[own]!;
    for (const other of touched) {
      const gain = toward[other]! - factor * sums[other]!;
      if (gain > most + 1e-12) [best, most] = [other, gain];
    }
    if (most < -1e-12 && free.length > 0) best = free.pop()!;
    for (const other of touched) toward[other] = 0;
    sums[best]! += strength[node]!;
    if (best === own) continue;
    community[node] = best;
    if (sums[own] === 0) free.push(own);
    for (let e = indptr[node]!; e < indptr[node + 1]!; e++) if (community[indices[e]!] !== best) queue.add(indices[e]!);
  }
}

function emptyCommunities(community: Int32Array, n: number): number[] {
  const used = new Uint8Array(n);
  for (const code of community) used[code] = 1;
  return Array.from(used, (_, code) => code).filter((code) => !used[code]);
}

/** Communities numbered 0, 1, ... in the order of their first nodes. */
function compact(community: Int32Array): { codes: Int32Array; count: number } {
  const number = new Int32Array(community.length).fill(-1);
  let count = 0;
  const codes = community.map((code) => {
    if (number[code]! < 0) number[code] = count++;
    return number[code]!;
  });
  return { codes, count };
}
