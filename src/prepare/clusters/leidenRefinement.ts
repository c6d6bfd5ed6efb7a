import { exactMath } from '../../exactMath';
import type { Random } from '../../random';
import type { WeightedGraph } from './weightedGraph';

/** How randomly nodes join in the refinement; the paper's theta, for gains in modularity. */
const RANDOMNESS = 0.01;

/**
 * Splits each community into well-connected parts: nodes that are still alone join a part that they gain by, at random
 * but the more gladly the larger the gain. Parts are named by one of their nodes.
 */
export function refine(graph: WeightedGraph, community: Int32Array, resolution: number, draws: Random): Int32Array {
  const { n, indptr, indices, weights, strength, total } = graph;
  const part = Int32Array.from({ length: n }, (_, i) => i);
  const alone = new Uint8Array(n).fill(1);
  const sums = strength.slice();
  const whole = new Float64Array(n);
  for (let i = 0; i < n; i++) whole[community[i]!]! += strength[i]!;
  /** The weight from each part to the rest of its community. */
  const outward = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++)
      if (community[indices[e]!] === community[i]) outward[i]! += weights[e]!;
  }
  const connected = (p: number, c: number): boolean =>
    outward[p]! >= (resolution * sums[p]! * (whole[c]! - sums[p]!)) / total - 1e-12;
  const toward = new Float64Array(n);
  for (const node of draws.permutation(n)) {
    const c = community[node]!;
    if (!alone[node] || !connected(node, c)) continue;
    const touched: number[] = [];
    for (let e = indptr[node]!; e < indptr[node + 1]!; e++) {
      if (community[indices[e]!] !== c) continue;
      const other = part[indices[e]!]!;
      if (toward[other] === 0) touched.push(other);
      toward[other]! += weights[e]!;
    }
    const gainOf = (p: number): number => toward[p]! - (resolution * strength[node]! * sums[p]!) / total;
    const chosen = drawByGain(touched.filter((p) => p !== node && connected(p, c)), gainOf, total, draws); // prettier-ignore
    if (chosen !== undefined) {
      part[node] = chosen;
      alone[chosen] = 0;
      alone[node] = 0;
      outward[chosen]! += outward[node]! - 2 * toward[chosen]!;
      sums[chosen]! += strength[node]!;
    }
    for (const other of touched) toward[other] = 0;
  }
  return part;
}

/** One of the parts that can be gained by, with probability exp(gain / theta); undefined when there is none. */
function drawByGain(
  parts: readonly number[],
  gainOf: (part: number) => number,
  total: number,
  draws: Random,
): number | undefined {
  const gains = parts.map(gainOf);
  const most = Math.max(...gains);
  if (!(most >= 0)) return undefined;
  const scale = (RANDOMNESS * total) / 2;
  const odds = gains.map((gain) => (gain >= 0 ? exactMath.exp((gain - most) / scale) : 0));
  let left = draws.uniform() * odds.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < parts.length; i++) {
    left -= odds[i]!;
    if (left < 0) return parts[i];
  }
  return parts[gains.indexOf(most)];
}
