import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { radiusGraph } from '../../../src/graph';
import { boundaryRounds } from '../../../src/tasks/imputation/boundaryRounds';

/** Cells on a grid of 15 x 15 at distance 1; a disc in its middle is hidden. */
const side = 15;
const points = new DenseMatrix(
  side * side + 1,
  2,
  Float64Array.from([...Array(side * side).keys()].flatMap((i) => [i % side, Math.floor(i / side)]).concat(900, 900)),
);
const far = (cell: number): number => Math.hypot(points.get(cell, 0) - 7, points.get(cell, 1) - 7);
const hidden = Int32Array.from([...Array(side * side).keys()].filter((cell) => far(cell) <= 4.5));
const hearing = radiusGraph(points, { radius: 1.5 });

describe('boundaryRounds', () => {
  it('asks for every cell once, from the rim inwards, and never for one that hears nothing known', () => {
    const rounds = boundaryRounds(hidden, hearing);
    expect(rounds.flatMap((round) => [...round]).sort((a, b) => a - b)).toEqual([...hidden.keys()]);
    expect(rounds.length).toBeGreaterThan(2);
    const mean = rounds.map((round) => round.reduce((sum, at) => sum + far(hidden[at]!), 0) / round.length);
    expect(mean).toEqual([...mean].sort((a, b) => b - a));
    const open = new Set(hidden);
    for (const round of rounds) {
      for (const at of round) expect([...hearing.neighbors(hidden[at]!)].some((cell) => !open.has(cell))).toBe(true);
      for (const at of round) open.delete(hidden[at]!);
    }
  });

  it('ends where nobody hears anybody known: alone, and all together', () => {
    expect(boundaryRounds(Int32Array.of(side * side), hearing).map((round) => [...round])).toEqual([[0]]);
    const all = Int32Array.from(Array(side * side).keys());
    expect(boundaryRounds(all, hearing).flatMap((round) => [...round])).toHaveLength(side * side);
  });
});
