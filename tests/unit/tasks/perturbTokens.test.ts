import { beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, coordinates, DenseMatrix } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type Model, type Squint, toCells, zoo } from '../../../src/models';
import { perturb, type Perturbation, type PerturbOptions } from '../../../src/tasks';
import { squareTissue } from './example';

/** T cells everywhere; 'PD1' is high in one T cell of five; 'EPCAM' is high on the left. */
const tissue = squareTissue(
  300,
  ['PD1', 'EPCAM', 'CD3'],
  (cell, feature, x) =>
    feature === 0 ? (cell % 15 === 0 ? 9 : 0.5) : feature === 1 ? (x < 500 ? 4 : 1) : cell % 3 === 0 ? 5.5 : 0.5,
  { type: (cell) => (cell % 3 === 0 ? 'T cell' : 'Epithelial'), slide: (cell) => (cell < 150 ? 'one' : 'two') },
);
const tCells = [...Array(100).keys()].map((i) => 3 * i);
const activate: PerturbOptions = {
  what: { kind: 'replace', types: ['T cell'], by: { markers: ['PD1'] } },
  labels: 'type',
};
let model: Squint;
let result: Perturbation;
const first = (found: Perturbation) => found.summary.runs[0]!;
/** A model like the trained one that notes what it is shown. */
const noting = (shown: (data: AnnData) => void): Model => ({
  card: model.card,
  config: model.config,
  trained: true,
  features: model.features,
  frame: model.frame,
  fit: (data, options) => model.fit(data, options),
  summary: (data, options) => model.summary(data, options),
  save: (path) => model.save(path),
  fresh: () => model.fresh(),
  can: {
    embed: model.can.embed!,
    tokenize: (data) => {
      shown(toCells('a test', data));
      return model.can.tokenize!(data);
    },
  },
});

beforeAll(async () => {
  await startEngine();
  model = zoo.create('squint', { preset: 'tiny', seed: 2, section: 'slide' });
  await model.fit(tissue, { epochs: 3 });
  result = await perturb(model, tissue, activate);
}, 120_000);

describe('perturb, replace', () => {
  it('gives T cells the mean of the fifth with most of the marker, and in the control that of all', async () => {
    const shown: (typeof tissue)[] = [];
    await perturb(
      noting((data) => shown.push(data)),
      tissue,
      activate,
    );
    const [before, after, control] = shown;
    expect(before!.matrix().toDense().values).toEqual(tissue.matrix().toDense().values);
    for (const cell of [0, 3, 297]) {
      expect(after!.matrix().row(cell)[0]).toBeCloseTo(9, 5);
      expect(control!.matrix().row(cell)[0]).toBeCloseTo((20 * 9 + 80 * 0.5) / 100, 5);
    }
    expect(after!.matrix().row(1)).toEqual(tissue.matrix().row(1));
  });

  it('watches cells of other types beside them, and colors no others', () => {
    const { watched, changed, before } = first(result);
    expect(Array.from(changed)).toEqual(tCells);
    expect(watched.every((cell) => cell % 3 !== 0)).toBe(true);
    const { values } = result.labels('before');
    expect(values).toHaveLength(300);
    expect([...values.keys()].filter((cell) => values[cell] !== null)).toEqual([...watched]);
    expect([...watched].map((cell) => values[cell])).toEqual([...before]);
  });

  it('counts moves alike in its tables, its shares and its text', () => {
    const { watched, before, after } = first(result);
    const moved = before.filter((token, at) => after[at] !== token).length;
    expect(result.moved.change.mean).toBeCloseTo(moved / watched.length, 12);
    const all = result.transitions('after', 1000).values.flat();
    expect(all.reduce((a, b) => a + b, 0)).toBe(moved);
    const { groups, series } = result.movedByType();
    expect(groups).toEqual([`Epithelial (${watched.length})`]);
    expect(series.change[0]).toBeCloseTo(result.moved.change.mean, 12);
    expect(result.changes.reduce((sum, { after: { mean } }) => sum + mean, 0)).toBeCloseTo(0, 12);
    expect(String(result)).toContain(`; ${watched.length} cells are looked at`);
  });

  it('draws nothing, so it runs once and gives no interval', () => {
    expect(result.summary.runs).toHaveLength(1);
    expect(result.moved.change.low).toBeNaN();
  });

  it('changes no token in another section', async () => {
    const where = { cells: [...Array(150).keys()] };
    const here = await perturb(model, tissue, { ...activate, where });
    expect(first(here).watched.every((cell) => cell < 150)).toBe(true);
    expect(first(here).field).toHaveLength(150);
    const whole = await model.tokenize(tissue);
    const names = [...first(here).watched].map((cell) => String(whole.codes[cell]));
    expect([...first(here).before]).toEqual(names);
  });
});

describe('perturb, where', () => {
  it('takes a box, its corners as a polygon, and cells by number alike', async () => {
    const { points } = coordinates(tissue);
    const inside = [...Array(300).keys()].filter((i) => points.get(i, 0) < 500 && points.get(i, 1) < 500);
    const corners: [number, number][] = [
      [0, 0],
      [500, 0],
      [500, 500],
      [0, 500],
    ];
    const places = [
      { box: [0, 0, 500, 500] as [number, number, number, number] },
      { polygon: corners },
      { cells: inside },
    ];
    for (const where of places) {
      const { changed } = first(await perturb(model, tissue, { ...activate, where }));
      expect([...changed]).toEqual(inside.filter((cell) => cell % 3 === 0));
    }
    const left = await perturb(model, tissue, { ...activate, where: { polygon: corners, section: 'one' } });
    expect([...first(left).changed]).toEqual(inside.filter((cell) => cell % 3 === 0 && cell < 150));
  });

  it('says which place it cannot find', async () => {
    const ask = (where: object) => perturb(model, tissue, { ...activate, where } as PerturbOptions);
    await expect(ask({ cells: [1, 300] })).rejects.toThrow(/300 is no cell/);
    await expect(ask({ box: [2000, 0, 3000, 9] })).rejects.toThrow(/no cell in this place/);
    await expect(ask({ polygon: [[0, 0]] })).rejects.toThrow(/three corners/);
    await expect(ask({ box: [0, 0, 500, 500], section: 'three' })).rejects.toThrow(/no section "three"/);
  });
});

describe('perturb, the other changes', () => {
  it('puts cells in beside those of the place, with expression of their type', async () => {
    const shown: (typeof tissue)[] = [];
    const where = { cells: [...Array(150).keys()] };
    const what = { kind: 'inject' as const, types: ['T cell'], cells: 12 };
    const found = await perturb(
      noting((data) => shown.push(data)),
      tissue,
      { what, where, labels: 'type', seeds: [4] },
    );
    const [before, after, control] = shown;
    expect([before!.nObs, after!.nObs, control!.nObs]).toEqual([150, 162, 162]);
    const last = [...Array(12).keys()].map((at) => 150 + at);
    for (const at of last) {
      expect(after!.matrix().get(at, 2)).toBe(5.5);
      expect(control!.matrix().get(at, 2)).toBe(0.5);
      expect([...coordinates(after!).points.row(at)]).toEqual([...coordinates(control!).points.row(at)]);
    }
    expect(first(found).places).toHaveLength(12);
    expect(first(found).watched.length).toBeGreaterThan(12);
  });

  it('takes cells out, and in the control as many others of the place', async () => {
    const shown: (typeof tissue)[] = [];
    const where = { cells: [...Array(150).keys()] };
    const what = { kind: 'remove' as const, types: ['T cell'] };
    const found = await perturb(
      noting((data) => shown.push(data)),
      tissue,
      { what, where, labels: 'type', seeds: [1, 2] },
    );
    expect(shown.map((data) => data.nObs)).toEqual([150, 100, 100, 150, 100, 100]);
    const [one, two] = found.summary.runs;
    expect([...one!.changed]).toEqual([...two!.changed]);
    expect([...one!.controls]).not.toEqual([...two!.controls]);
    for (const run of [one!, two!]) {
      const fixed = [...run.changed, ...run.controls];
      expect(run.controls.every((cell) => cell % 3 !== 0 && cell < 150)).toBe(true);
      expect(run.watched.some((cell) => fixed.includes(cell))).toBe(false);
    }
  });

  it('silences and raises a gene before the model sees it, and draws another one for the control', async () => {
    const shown: (typeof tissue)[] = [];
    const watch = noting((data) => shown.push(data));
    const asked = { labels: 'type', seeds: [0] };
    await perturb(watch, tissue, { ...asked, what: { kind: 'knockOut', gene: 'EPCAM', types: ['T cell'] } });
    const column = (at: number, gene: string) => shown[at]!.feature(gene);
    expect([...column(1, 'EPCAM')].filter((value) => value === 0)).toHaveLength(100);
    expect(column(1, 'CD3')).toEqual(column(0, 'CD3'));
    expect(column(2, 'EPCAM')).toEqual(column(0, 'EPCAM'));
    const silenced = ['PD1', 'CD3'].filter((gene) => column(2, gene)[0] === 0);
    expect(silenced).toHaveLength(1);
    const what = { kind: 'overExpress' as const, gene: 'PD1', factor: 3, control: 'EPCAM' };
    const found = await perturb(watch, tissue, { ...asked, what, where: { cells: [0, 1] } });
    // Cells express 0.5 or 9, 1.07 on average: a cell below the mean is raised as if it had the mean.
    const mean = (20 * 9 + 280 * 0.5) / 300;
    expect(shown[4]!.matrix().get(0, 0)).toBeCloseTo(27, 4);
    expect(shown[4]!.matrix().get(1, 0)).toBeCloseTo(3 * mean, 4);
    expect(shown[4]!.matrix().get(2, 0)).toBe(0.5);
    expect(found.summary.runs).toHaveLength(1);
    expect(String(found)).toContain('PD1 was raised in 2 cells');
    // A cell's own value counts for its token, so the two are looked at with those beside them.
    expect([...first(found).watched].slice(0, 2)).toEqual([0, 1]);
    expect(first(found).watched.length).toBeGreaterThan(8);
  });

  it('leaves the data as they are', async () => {
    const before = [...tissue.matrix().toDense().values];
    await perturb(model, tissue, { what: { kind: 'knockOut', gene: 'PD1' }, where: { cells: [3] }, seeds: [0] });
    expect([...tissue.matrix().toDense().values]).toEqual(before);
    expect(tissue.nObs).toBe(300);
  });
});

describe('perturb, what it refuses', () => {
  const ask = (options: object) => perturb(model, tissue, options as PerturbOptions);

  it('names the option', async () => {
    await expect(ask({ what: { kind: 'replaces' } })).rejects.toThrow(/one of replace, inject/);
    await expect(ask({ what: { kind: 'knockOut' } })).rejects.toThrow(/knockOut needs gene/);
    await expect(ask({ what: { kind: 'knockOut', gen: 'PD1' } })).rejects.toThrow(/Did you mean gene/);
    await expect(ask({ what: { kind: 'remove', types: ['T cell'] } })).rejects.toThrow(/labels is needed/);
    await expect(ask({ ...activate, sedes: [1] })).rejects.toThrow(/Did you mean seeds/);
  });

  it('refuses types that are not there and features that are not measured', async () => {
    const replace = (types: string[], markers: string[]) =>
      ask({ ...activate, what: { kind: 'replace', types, by: { markers } } });
    await expect(replace(['B cell'], ['PD1'])).rejects.toThrow(/no cell of these types.*Epithelial, T cell/s);
    await expect(replace(['T cell'], ['PD2'])).rejects.toThrow(/Did you mean "PD1"/);
    await expect(ask({ what: { kind: 'knockOut', gene: 'PD2' } })).rejects.toThrow(/Did you mean "PD1"/);
  });

  it('refuses a model that was not trained, and stops when told', async () => {
    await expect(perturb(zoo.create('squint'), tissue, activate)).rejects.toMatchObject({ kind: 'not-trained' });
    await expect(ask({ ...activate, signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('sees that cells without neighbors cannot say anything', async () => {
    const alone = tissue.subset({ obs: tCells });
    await expect(perturb(model, alone, activate)).rejects.toThrow(/no cell lies beside/);
    expect(alone.matrix()).toBeInstanceOf(DenseMatrix);
  });
});
