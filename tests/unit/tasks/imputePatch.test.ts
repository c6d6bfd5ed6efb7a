import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { imputePatch } from '../../../src/tasks';
import { squareTissue } from './example';

const tissue = squareTissue(
  300,
  ['EPCAM', 'CD3', 'noise'],
  (cell, feature, x) =>
    feature === 0 ? (x < 500 ? 4 : 1) : feature === 1 ? (cell % 3 === 0 ? 5.5 : 0.5) : (cell * 0.618) % 1,
  { slide: (cell) => (cell < 150 ? 'one' : 'two') },
);

beforeAll(async () => {
  await startEngine();
}, 60_000);

describe('imputePatch', () => {
  it('takes smaller patches from small sections, and scores every patch', async () => {
    const imputed = await imputePatch(zoo.create('squint', { preset: 'tiny', seed: 2, section: 'slide' }), tissue, {
      epochs: 1,
      nearest: [8],
    });
    expect(imputed.patches.map((patch) => patch.length)).toEqual([15, 15, 15]);
    expect(imputed.byPatch).toHaveLength(3);
    const { groups, series } = imputed.bars;
    expect(groups).toEqual(['squint', 'mean of the 8 nearest', 'neighbors, inwards', 'mean of all']);
    const bars = series['cell r']!;
    imputed.scores.forEach(({ cellPearson }, at) => {
      const each = imputed.byPatch.map((scores) => scores[at]!.cellPearson);
      expect(bars.values[at]).toBe(cellPearson);
      // Cells count alike and patches are of one size: the whole is the mean of the patches.
      expect(each.reduce((a, b) => a + b, 0) / 3).toBeCloseTo(cellPearson, 6);
      expect(bars.low[at]).toBe(Math.min(cellPearson, ...each));
      expect(bars.high[at]).toBe(Math.max(cellPearson, ...each));
    });
  });

  it('tells the rim of a gap from its middle', async () => {
    const model = zoo.create('squint', { preset: 'tiny', seed: 2, section: 'slide' });
    const imputed = await imputePatch(model, tissue, { epochs: 1, nearest: [8], cells: 15 });
    const points = tissue.obsm.get('spatial')!;
    const far = (patch: Int32Array, cell: number): number =>
      Math.hypot(...[0, 1].map((axis) => points.get(cell, axis) - points.get(patch[0]!, axis)));
    for (const patch of imputed.patches) {
      const gaps = Array.from(patch, (cell) => far(patch, cell));
      expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    }
    const { rim, core } = imputed.byDepth();
    expect(core.map(({ method }) => method)).toEqual(imputed.scores.map(({ method }) => method));
    // 8 of the 15 cells of a patch are nearer to its center: cell r is a mean over cells.
    core.forEach(({ cellPearson }, at) => {
      expect((24 * cellPearson + 21 * rim[at]!.cellPearson) / 45).toBeCloseTo(imputed.scores[at]!.cellPearson, 6);
    });
  });
});
