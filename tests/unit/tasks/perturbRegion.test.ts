import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { type Squint, zoo } from '../../../src/models';
import { imputePatch, perturbRegion, type PerturbationResult } from '../../../src/tasks';
import { squareTissue } from './example';

/** T cells everywhere; 'PD1' is high in one T cell of five; 'EPCAM' is high on the left. */
const tissue = squareTissue(
  300,
  ['PD1', 'EPCAM', 'CD3'],
  (cell, feature, x) =>
    feature === 0 ? (cell % 15 === 0 ? 9 : 0.5) : feature === 1 ? (x < 500 ? 4 : 1) : cell % 3 === 0 ? 5.5 : 0.5,
  { type: (cell) => (cell % 3 === 0 ? 'T cell' : 'Epithelial'), slide: (cell) => (cell < 150 ? 'one' : 'two') },
);
const asked = { labels: 'type', types: ['T cell'], markers: ['PD1'] };
let model: Squint;
let result: PerturbationResult;

beforeAll(async () => {
  await startEngine();
  model = zoo.create('squint', { preset: 'tiny', seed: 2, section: 'slide' });
  await model.fit(tissue, { epochs: 3 });
  result = await perturbRegion(model, tissue, asked);
}, 120_000);

describe('perturbRegion', () => {
  it('gives all T cells the profile of the fifth with most of the marker', () => {
    const { changed, activated } = result.facts;
    expect(Array.from(changed)).toEqual([...Array(100).keys()].map((i) => 3 * i));
    expect(Array.from(activated).sort((a, b) => a - b)).toEqual([...Array(20).keys()].map((i) => 15 * i));
  });

  it('watches cells of other types, and colours no others', () => {
    const { watched, before } = result.facts;
    expect(watched.every((cell) => cell % 3 !== 0)).toBe(true);
    const shown = result.before.values;
    expect(shown).toHaveLength(300);
    expect([...shown.keys()].filter((cell) => shown[cell] !== null)).toEqual([...watched]);
    expect(watched.every((cell) => shown[cell] === before[cell])).toBe(true);
  });

  it('counts moves alike in its tables, its shares and its text', () => {
    const { watched, before, after } = result.facts;
    const moved = watched.filter((cell) => after[cell] !== before[cell]).length;
    expect(result.moved.activated).toBeCloseTo(moved / watched.length, 12);
    const all = result.transitions(1000).values.flat();
    expect(all.reduce((a, b) => a + b, 0)).toBe(moved);
    const { groups, series } = result.movedByType();
    expect(groups).toEqual([`Epithelial (${watched.length})`]);
    expect(series.activated[0]).toBeCloseTo(result.moved.activated, 12);
    expect(String(result)).toContain(`Of ${watched.length} other cells`);
  });

  it('changes no token in another section', async () => {
    const region = [...Array(150).keys()];
    const here = await perturbRegion(model, tissue, { ...asked, region });
    expect(here.facts.watched.every((cell) => cell < 150)).toBe(true);
    const { before, after } = here.facts;
    expect(after.slice(150)).toEqual(before.slice(150));
  });

  it('refuses types that are not there and features that are not measured', async () => {
    await expect(perturbRegion(model, tissue, { ...asked, types: ['B cell'] })).rejects.toThrow(
      /no cell of these types/,
    );
    await expect(perturbRegion(model, tissue, { ...asked, markers: ['PD2'] })).rejects.toThrow(/Did you mean "PD1"/);
  });
});

describe('imputePatch', () => {
  it('takes smaller patches from small sections, and scores every patch', async () => {
    const imputed = await imputePatch(model, tissue, { epochs: 1, nearest: [8] });
    expect(imputed.patches.map((patch) => patch.length)).toEqual([15, 15, 15]);
    expect(imputed.byPatch).toHaveLength(3);
    const { groups, series } = imputed.bars;
    expect(groups).toEqual(['squint', 'mean of the 8 nearest', 'mean of all']);
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
});
