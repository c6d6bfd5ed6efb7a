import { describe, expect, it } from 'vitest';
import { checkDotFacts } from '../../../extension/src/transcripts/checkDotFacts';
import { levelFor, oneIn, tilesOf } from '../../../extension/src/transcripts/dotPlan';
import { ShownGenes } from '../../../extension/src/transcripts/shownGenes';
import { encodeArray, MAX_SHOWN_GENES, type ShownTranscripts } from '../../../src/protocol';
import { leastDistance } from '../../../src/protocol/view/palette';

const grid = { corner: [100, 50] as [number, number], side: 1024, factor: 0.5 };
const view = (x: [number, number], y: [number, number], width = 1000) => ({
  left: 0,
  top: 0,
  width,
  height: width,
  x,
  y,
});

describe('tiles of transcripts', () => {
  it('are of the finest level at which they are not small on the page', () => {
    // The side of 512 in the unit of the panel fills 1,000 pixels: quarters would have 250, eighths 125.
    expect(levelFor(grid, 8, view([0, 512], [512, 0]))).toBe(2);
    expect(levelFor(grid, 1, view([0, 512], [512, 0]))).toBe(1);
    expect(levelFor(grid, 8, view([0, 5120], [5120, 0]))).toBe(0);
    expect(levelFor(grid, 8, view([0, 1], [1, 0]))).toBe(8);
    expect([oneIn(2, 4), oneIn(4, 4), oneIn(5, 4)]).toEqual([16, 1, 1]);
  });

  it('are those that a view meets, in whichever direction its axis runs', () => {
    // In the unit of the panel tiles of level 2 are 128 wide, from 50 and 25 on.
    expect(tilesOf(grid, 2, view([60, 200], [40, 30]))).toEqual([
      { level: 2, column: 0, row: 0 },
      { level: 2, column: 1, row: 0 },
    ]);
    expect(tilesOf(grid, 2, view([200, 60], [30, 40])).length).toBe(2);
    // What lies beyond the square is in the tiles at its edge.
    expect(tilesOf(grid, 2, view([5000, 6000], [-900, -800]))).toEqual([{ level: 2, column: 3, row: 0 }]);
  });
});

describe('genes of a figure', () => {
  const shown = (count: number): ShownTranscripts => ({
    ...{ key: 'k', factor: 1, origin: [0, 0], corner: [0, 0], side: 1, total: 99, features: 50 },
    genes: Array.from({ length: count }, (_, g) => ({
      name: `g${g}`,
      color: '#0072b2',
      count: 1,
      depth: 0,
      sample: encodeArray(new Float32Array(2), [1, 2]),
    })),
  });
  const facts = {
    genes: Array.from({ length: 50 }, (_, g) => `g${g}`),
    counts: Array(50).fill(1) as number[],
    depths: Array(50).fill(0) as number[],
  };

  it('differ by color, seen with any color vision, or by shape', () => {
    const genes = new ShownGenes(shown(0));
    for (let g = 0; g < MAX_SHOWN_GENES; g++) expect(genes.add(`g${g}`, facts)).toBe(true);
    expect(genes.full).toBe(true);
    for (const a of genes.list) {
      for (const b of genes.list)
        if (a !== b && a.shape === b.shape) expect(leastDistance(a.color, b.color)).toBeGreaterThan(0.06);
    }
    // A look that became free is taken again.
    const { color, shape } = genes.list[3]!;
    genes.remove('g3');
    genes.add('g40', facts);
    expect(genes.list.at(-1)).toMatchObject({ name: 'g40', color, shape, sample: undefined });
    expect(genes.add('unknown', facts)).toBe(false);
  });

  it('are believed only where names, counts and levels fit each other', () => {
    const sound = { genes: ['a', 'b'], counts: [1, 2], depths: [0, 8] };
    expect(checkDotFacts(sound)).toEqual(sound);
    for (const wrong of [
      null,
      5,
      {},
      { ...sound, genes: ['a', 'a'] },
      { ...sound, counts: [1] },
      { ...sound, counts: [1, -1] },
      { ...sound, depths: [0, 9] },
      { ...sound, depths: [0, 0.5] },
      { ...sound, genes: ['a', 5] },
    ]) {
      expect(checkDotFacts(wrong)).toBeUndefined();
    }
  });
});
