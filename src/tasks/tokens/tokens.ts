import type { Graph } from '../../graph';

/**
 * One number for a cell's codes: the sum over heads of code_h * codes^h.
 *
 * @param tokens [cells, heads] row-major
 * @param codes codes of each head
 */
export function tokenIds(tokens: ArrayLike<number>, heads: number, codes: number): Float64Array {
  const ids = new Float64Array(tokens.length / heads);
  for (let i = 0; i < ids.length; i++) {
    for (let h = heads - 1; h >= 0; h--) ids[i] = ids[i]! * codes + tokens[i * heads + h]!;
  }
  return ids;
}

/** The `count` most frequent tokens, most frequent first; ties go to the lower token. */
export function topTokens(ids: ArrayLike<number>, count: number): number[] {
  const uses = new Map<number, number>();
  for (let i = 0; i < ids.length; i++) uses.set(ids[i]!, (uses.get(ids[i]!) ?? 0) + 1);
  return [...uses]
    .sort(([a, usesA], [b, usesB]) => usesB - usesA || a - b)
    .slice(0, count)
    .map(([id]) => id);
}

/**
 * How much a cell's neighborhood carries the given tokens: how many of the cell and its neighbors carry one,
 * divided by the number of neighbors + 1 (SQUINT, section 5.3). From 0 to 1.
 */
export function activationScore(ids: ArrayLike<number>, tokens: Iterable<number>, graph: Graph): Float64Array {
  const wanted = new Set(tokens);
  return Float64Array.from({ length: graph.nNodes }, (_, i) => {
    const near = graph.neighbors(i);
    let hits = wanted.has(ids[i]!) ? 1 : 0;
    for (const j of near) if (wanted.has(ids[j]!)) hits++;
    return hits / (near.length + 1);
  });
}

/** Cells that have one of the marked cells among their neighbors. Their own mark does not count. */
export function besideMarked(marked: ArrayLike<unknown>, graph: Graph): Uint8Array {
  return Uint8Array.from({ length: graph.nNodes }, (_, i) => (graph.neighbors(i).some((j) => marked[j]) ? 1 : 0));
}

/** From which token to which, as [tokens, tokens] row-major tables. */
export interface TokenTransition {
  readonly tokens: number;
  /** How many cells went from the row's token to the column's. */
  readonly counts: Float64Array;
  /** Counts divided by their row's sum; a row without cells is 0. */
  readonly rows: Float64Array;
  /** The same without cells that kept their token: the diagonal is 0. */
  readonly moved: Float64Array;
}

/** The token transition matrix of cells before and after a change (SQUINT, figure 5e); tokens are below `tokens`. */
export function tokenTransition(before: ArrayLike<number>, after: ArrayLike<number>, tokens: number): TokenTransition {
  const counts = new Float64Array(tokens * tokens);
  for (let i = 0; i < before.length; i++) counts[before[i]! * tokens + after[i]!]!++;
  const off = counts.map((count, at) => (Math.floor(at / tokens) === at % tokens ? 0 : count));
  return { tokens, counts, rows: byRowSum(counts, tokens), moved: byRowSum(off, tokens) };
}

/** The share of each token among the ids. */
export function tokenShares(ids: ArrayLike<number>, tokens: number): Float64Array {
  const shares = new Float64Array(tokens);
  for (let i = 0; i < ids.length; i++) shares[ids[i]!]! += 1 / ids.length;
  return shares;
}

function byRowSum(table: Float64Array, width: number): Float64Array {
  const out = new Float64Array(table.length);
  for (let row = 0; row < width; row++) {
    const sum = table.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b, 0);
    for (let at = row * width; at < (row + 1) * width; at++) out[at] = table[at]! / Math.max(1, sum);
  }
  return out;
}
