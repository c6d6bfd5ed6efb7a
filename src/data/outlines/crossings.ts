/** Pairs of edges that are compared in one file at most: about ten seconds of work (ours). */
export const MOST_PAIRS = 1e9;

/** How many more pairs of edges may be compared. */
export interface PairBudget {
  left: number;
}

/**
 * Whether a ring crosses itself: two edges that are no neighbors have a point in common where they run through each other. Edges are met from left to
 * right, so that only those whose widths overlap are compared.
 *
 * @param x, y corners of the ring from `from` to `to`, the last one not included
 * @param budget shrinks by the pairs that were compared; undefined comes back when it is used up
 */
export function crossesItself(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: number,
  to: number,
  budget: PairBudget,
): boolean | undefined {
  const n = to - from;
  if (n < 4) return false;
  const next = (i: number): number => (i + 1 === to ? from : i + 1);
  const left = (i: number): number => Math.min(x[i]!, x[next(i)]!);
  const edges = Array.from({ length: n }, (_, k) => from + k).sort((a, b) => left(a) - left(b));
  let active: number[] = [];
  for (const edge of edges) {
    const start = left(edge);
    active = active.filter((other) => Math.max(x[other]!, x[next(other)]!) >= start);
    budget.left -= active.length;
    if (budget.left < 0) return undefined;
    for (const other of active) {
      if (next(other) === edge || next(edge) === other) continue;
      if (cross(x, y, edge, next(edge), other, next(other))) return true;
    }
    active.push(edge);
  }
  return false;
}

/** Whether edges a-b and c-d run through each other; those that only touch do not. */
function cross(x: ArrayLike<number>, y: ArrayLike<number>, a: number, b: number, c: number, d: number): boolean {
  return side(x, y, a, b, c) * side(x, y, a, b, d) < 0 && side(x, y, c, d, a) * side(x, y, c, d, b) < 0;
}

/** On which side of a-b the corner c lies: -1, 0 or 1. */
function side(x: ArrayLike<number>, y: ArrayLike<number>, a: number, b: number, c: number): number {
  return Math.sign((x[b]! - x[a]!) * (y[c]! - y[a]!) - (x[c]! - x[a]!) * (y[b]! - y[a]!));
}
