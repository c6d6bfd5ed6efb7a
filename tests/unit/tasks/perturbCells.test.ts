import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coordinates, DenseMatrix, Table } from '../../../src/data';
import { radiusGraph } from '../../../src/graph';
import { type Model, zoo } from '../../../src/models';
import { openCellPerturber, perturbCells, type PerturbCellsOptions } from '../../../src/tasks';
import { GENES, grid, linearModel, SIDE } from './linearModel';

const SETS = [
  { name: 'EXHAUSTION', description: '', genes: ['PD1', 'KI67', 'LAG3'] },
  { name: 'UNKNOWN', description: '', genes: ['A', 'B'] },
];
const under = (x: number, y: number, radius = 1) => ({ path: [[x, y]] as [number, number][], radius });
const ask = (models: Model | Model[], options: PerturbCellsOptions) => perturbCells(models, grid(), options);

describe('perturbCells', () => {
  it('multiplies the measured values of the painted cells, and tells what their neighbors answer', async () => {
    const data = grid();
    const found = await ask(linearModel(2), { changes: [{ where: under(50, 50), genes: ['PD1'], dose: 0.5 }] });
    const painted = 5 * SIDE + 5;
    expect(found.summary.painted.map((cells) => [...cells])).toEqual([[painted]]);
    expect([...found.summary.cells]).toEqual([painted - SIDE, painted - 1, painted + 1, painted + SIDE]);
    // Each of the four has the painted cell as one of four neighbors, which loses half of its value.
    const change = (2 * -0.5 * data.matrix().get(painted, 0)) / 4;
    expect(found.genes.find(({ name }) => name === 'PD1')!.change).toBeCloseTo(change, 5);
    expect(found.genes.find(({ name }) => name === 'CD8')!.change).toBe(0);
    const { change: map, averaged } = found.maps({ gene: 'PD1' });
    for (const value of map.values) expect(value).toBeCloseTo(change, 5);
    for (const value of averaged.values) expect(value).toBeCloseTo(change / 2, 5);
    expect(found.maps().change.values[0]).toBeCloseTo(Math.abs(change) / Math.sqrt(GENES.length), 5);
  });

  it('changes the same dose of another gene in the control, never of a changed one', async () => {
    const found = await ask(linearModel(1), { changes: [{ where: under(50, 50), genes: ['PD1', 'KI67'], dose: 0 }] });
    const moved = found.genes.filter(({ control }) => control !== 0).map(({ name }) => name);
    expect(moved.length).toBe(2);
    expect(moved).not.toContain('PD1');
    expect(moved).not.toContain('KI67');
    for (const name of moved) expect(found.summary.controlWords).toContain(name);
  });

  it('marks changed genes and those of the control, puts the latter last, and never draws a gene that another stroke changes', async () => {
    const changes = [
      { where: under(50, 50), genes: ['PD1', 'KI67'], dose: 0 },
      { where: under(80, 80), genes: ['CD8'], dose: 0 },
    ];
    const found = await ask(linearModel(1), { changes });
    expect(found.genes.map(({ role }) => role)).toEqual(['changed', 'changed', 'changed', 'control', 'control']);
    expect(found.genes.slice(3).map(({ name }) => name).sort()).toEqual(['ACTB', 'CD4']); // prettier-ignore
    expect(String(found)).toMatch(/PD1 \(changed\)[^]*ACTB \(control\)[^]*speaks of the control alone/);
    const sets = [{ name: 'MIXED', description: '', genes: ['KI67', 'CD4'] }];
    expect((await ask(linearModel(1), { changes, sets })).sets[0]!.role).toBe('control');
  });

  it('hatches where the interval over trainings includes zero, and has none of a single training', async () => {
    const changes = [{ where: under(50, 50), genes: ['PD1'], dose: 0 }];
    const agreed = (
      await ask(
        [1, 1.1, 0.9].map((gain) => linearModel(gain)),
        { changes },
      )
    ).maps({ gene: 'PD1' });
    expect([...agreed.change.hatched]).toEqual([0, 0, 0, 0]);
    const split = await ask(
      [1, -1.1, 0.2].map((gain) => linearModel(gain)),
      { changes },
    );
    expect([...split.maps({ gene: 'PD1' }).change.hatched]).toEqual([1, 1, 1, 1]);
    const { mean, low, high } = split.genes.find(({ name }) => name === 'PD1')!.beyondControl;
    // Student's t with two degrees of freedom: 4.302653.
    const values = [1, -1.1, 0.2].map((gain) => (mean * gain) / (0.1 / 3));
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect([low, high]).toEqual([expect.closeTo(mean - (4.302653 * spread) / Math.sqrt(3), 4), expect.closeTo(mean + (4.302653 * spread) / Math.sqrt(3), 4)]); // prettier-ignore
    const alone = await ask(linearModel(1), { changes });
    expect([...alone.maps({ gene: 'PD1' }).change.hatched]).toEqual([0, 0, 0, 0]);
    expect(alone.genes[0]!.beyondControl.low).toBeNaN();
    expect(String(alone)).toContain('no intervals: one training alone');
  });

  it('changes all genes of a set that the data have, and reads the answer by sets', async () => {
    const options = { sets: SETS, changes: [{ where: under(50, 50), sets: ['EXHAUSTION'], dose: 0 }] };
    const bySet = await ask(linearModel(1), options);
    const byGene = await ask(linearModel(1), { ...options, changes: [{ where: under(50, 50), genes: ['PD1', 'KI67'], dose: 0 }] }); // prettier-ignore
    expect(bySet.genes).toEqual(byGene.genes);
    const of = (name: string): number => bySet.genes.find((gene) => gene.name === name)!.change;
    expect(bySet.sets.map(({ name }) => name)).toEqual(['EXHAUSTION']);
    expect(bySet.sets[0]!.change).toBeCloseTo((of('PD1') + of('KI67')) / 2, 6);
  });

  it('puts cells of a type in, against as many of another type at the same places', async () => {
    const changes = [{ where: under(50, 50, 15), types: ['T'], cells: 6 }];
    const found = await ask(linearModel(1), { labels: 'kind', changes, seed: 3 });
    expect(found.summary.places!.rows).toBe(6);
    expect(found.summary.controlWords).toBe('as many cells of B at the same places');
    expect(found.summary.painted[0]!.length).toBe(9);
    expect(await ask(linearModel(1), { labels: 'kind', changes, seed: 3 }).then(String)).toBe(String(found));
  });

  it('answers several strokes at once, of which the later dose of a gene counts', async () => {
    const both = [{ where: under(50, 50, 11), genes: ['PD1'], dose: 2 }, { where: under(50, 50), genes: ['PD1'], dose: 1 }]; // prettier-ignore
    const data = grid();
    const found = await ask(linearModel(1), { changes: both });
    const painted = [...found.summary.painted[0]!].filter((cell) => cell !== 5 * SIDE + 5);
    const graph = radiusGraph(coordinates(data).points, { radius: 11 });
    const want = Array.from(found.summary.cells, (cell) => {
      const near = graph.neighbors(cell);
      return [...near].filter((each) => painted.includes(each)).reduce((sum, each) => sum + data.matrix().get(each, 0) / near.length, 0); // prettier-ignore
    });
    [...found.maps({ gene: 'PD1' }).change.values].forEach((value, at) => expect(value).toBeCloseTo(want[at]!, 5));
  });

  it('takes a path as the cells near its line', async () => {
    const where = { path: [[20, 20], [60, 20], [60, 40]] as [number, number][], radius: 4 }; // prettier-ignore
    const found = await ask(linearModel(1), { changes: [{ where, genes: ['PD1'] }] });
    const at = (x: number, y: number): number => (y / 10) * SIDE + x / 10;
    expect([...found.summary.painted[0]!]).toEqual([at(20, 20), at(30, 20), at(40, 20), at(50, 20), at(60, 20), at(60, 30), at(60, 40)]); // prettier-ignore
  });

  it('writes genes and sets as a table that a spreadsheet reads, and runs nothing there', async () => {
    const tissue = grid();
    const data = tissue.with({ var: new Table(['=1+1', 'a,"b"', ...GENES.slice(2)]) });
    const found = await perturbCells([linearModel(1), linearModel(2)], data, { changes: [{ where: under(50, 50), genes: ['a,"b"'], dose: 0 }] }); // prettier-ignore
    const path = join(mkdtempSync(join(tmpdir(), 'tissuebook-')), 'genes.csv');
    await found.writeCsv(path);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('kind,name,role,change,control,change_less_control,low,high,includes_zero,averages');
    expect(lines.length).toBe(1 + GENES.length);
    expect(lines.some((line) => line.startsWith(`gene,"a,""b""",`))).toBe(true);
    expect(lines.some((line) => line.startsWith(`gene,'=1+1,`))).toBe(true);
  });

  it('says what no dose can change', async () => {
    const tissue = grid();
    const x = tissue.matrix().toDense();
    const silent = tissue.with({ X: new DenseMatrix(x.rows, x.columns, x.values.map((value, at) => (at % x.columns === 0 ? 0 : value))) }); // prettier-ignore
    const found = await perturbCells(linearModel(1), silent, { changes: [{ where: under(50, 50), genes: ['PD1'], dose: 2 }] }); // prettier-ignore
    expect(String(found)).toContain('Not measured above zero in any painted cell, so that no dose changes it: PD1.');
  });

  it('refuses what it cannot answer, with the reason', async () => {
    const changes = [{ where: under(50, 50), genes: ['PD1'] }];
    const refused = (model: Model | Model[], options: PerturbCellsOptions) => expect(ask(model, options)).rejects;
    const reasons = {
      squint: /token for each cell/,
      cellplm: /look at each other/,
      spaformer: /look at each other/,
      scmognn: /takes no positions/,
      scmoformer: /takes no positions/,
      stalign: /gives vectors/,
    } as const;
    for (const [id, reason] of Object.entries(reasons)) {
      await refused(zoo.create(id as keyof typeof reasons), { changes }).toThrow(reason);
    }
    await refused(zoo.create('cifm'), { changes }).toMatchObject({ kind: 'not-trained' });
    const model = linearModel(1);
    await refused(model, { changes: [] }).toThrow(/one or more/);
    await refused(model, { changes: [{ where: under(50, 50) }] }).toThrow(/genes, sets or types/);
    await refused(model, { changes: [{ where: under(50, 50), genes: ['PD1'], types: ['T'] }] }).toThrow(/not both/);
    await refused(model, { changes: [{ where: under(50, 50), genes: ['PD2'] }] }).toMatchObject({ advice: 'Did you mean "PD1"?' }); // prettier-ignore
    await refused(model, { changes: [{ where: under(50, 50), sets: ['X'] }] }).toMatchObject({ kind: 'missing-key' });
    await refused(model, { changes: [{ where: under(50, 50), sets: ['UNKNOWN'] }], sets: SETS }).toThrow(/no gene of the set/); // prettier-ignore
    await refused(model, { changes: [{ where: under(55, 55), genes: ['PD1'] }] }).toThrow(/no cell is under the brush/);
    await refused(model, { changes: [{ where: under(50, 50), genes: ['PD1'], dose: 2.5 }] }).toThrow(/dose/);
    await refused(model, { changes: [{ where: under(50, 50), types: ['T'] }] }).toThrow(/labels is needed/);
    await refused(model, { changes: [{ where: under(50, 50), types: ['NK'] }], labels: 'kind' }).toThrow(
      /no cell is NK/,
    );
  });

  it('ends between two trainings when it is asked to', async () => {
    const perturber = await openCellPerturber([linearModel(1), linearModel(2)], grid());
    const control = new AbortController();
    control.abort();
    const asked = perturber.ask([{ where: under(50, 50), genes: ['PD1'] }], { signal: control.signal });
    await expect(asked).rejects.toMatchObject({ kind: 'aborted' });
  });
});
