import { beforeAll, describe, expect, it } from 'vitest';
import type { DenseMatrix } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type Cifm, type Model, zoo } from '../../../src/models';
import { perturb, type PerturbOptions } from '../../../src/tasks';
import { example } from '../models/cifmExample';

let models: Cifm[];
const left = [...Array(160).keys()].filter((i) => example().obsm.get('spatial')!.get(i, 0) < 50);

beforeAll(async () => {
  await startEngine();
  models = [];
  for (const seed of [4, 5]) {
    const cifm = zoo.create('cifm', { preset: 'tiny', seed, radius: 20 });
    await cifm.fit(example(), { epochs: seed === 4 ? 60 : 30, write: false });
    models.push(cifm);
  }
}, 240_000);

/** What a model was asked, and who was to answer. */
interface Asked {
  cells: number;
  added?: DenseMatrix;
  by: string | undefined;
}

/** A model like a trained one that notes what it is asked. */
function noting(asked: Asked[]): Model {
  const [model] = models as [Cifm];
  const { prepared } = model.can.predictPerturbation!;
  return {
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
      predictPerturbation: {
        prepared,
        predict: (data, added, options) => {
          asked.push({ cells: data.nObs, by: options?.by, ...(added && { added: added.expression }) });
          return model.predictPerturbation(data, added, options);
        },
      },
    },
  };
}

describe('perturb with a model that infers expression', () => {
  const inject: PerturbOptions = {
    what: { kind: 'inject', types: ['left'], cells: 30 },
    labels: 'kind',
    fieldCells: 60,
    seeds: [5, 6],
  };

  it('puts as many cells of another type at the same places in the control, and nothing before', async () => {
    const asked: Asked[] = [];
    const found = await perturb(noting(asked), example(), inject);
    const arms = [undefined, 30, 30, undefined, 30, 30];
    const all = arms.flatMap((rows) => [`60 ${rows} model`, `60 ${rows} neighbors`]);
    expect(asked.map(({ cells, added, by }) => `${cells} ${added?.rows} ${by}`)).toEqual(all);
    expect(found.summary.controlWords).toContain('right');
    for (const { before, after, control, measured, watched } of found.summary.runs) {
      for (const arm of [before, after, control, measured!]) expect(arm).toHaveLength(watched.length);
    }
    for (const { after, control, beyondControl } of found.changes) {
      expect(beyondControl.mean).toBeCloseTo(after.mean - control.mean);
    }
    expect(found.changes.reduce((sum, { before }) => sum + before, 0)).toBeCloseTo(1);
    expect(found.example.nObs).toBe(60);
    const again = await perturb(models[0]!, example(), inject);
    expect(again.changes).toEqual(found.changes);
  });

  it('finds no difference between a type and itself', async () => {
    const what = {
      kind: 'inject' as const,
      types: ['left'],
      control: ['left'],
      cells: 30,
      expression: 'mean' as const,
    };
    const same = await perturb(models[0]!, example(), { ...inject, what });
    for (const { beyondControl, averaged } of same.changes)
      expect([beyondControl.mean, averaged!.mean]).toEqual([0, 0]);
  });

  it('shows what plain averages would have answered', async () => {
    const found = await perturb(models[0]!, example(), inject);
    const [first, second] = found.changes;
    // Two types: what one wins the other loses. Averages answer to what is put in.
    expect(first!.averaged!.mean).toBeCloseTo(-second!.averaged!.mean, 12);
    expect(found.changes.find(({ label }) => label === 'left')!.averaged!.mean).toBeGreaterThan(0);
    expect(String(found)).toMatch(/after less control +by plain averages/);
    const { averaged, watched } = found.summary.runs[0]!;
    expect([averaged!.after.length, averaged!.control.length]).toEqual([watched.length, watched.length]);
  });

  it('takes its interval over models where there are several', async () => {
    const both = await perturb(models, example(), inject);
    const each = await Promise.all(models.map((model) => perturb(model, example(), inject)));
    const share = (of: typeof both) => of.changes.find(({ label }) => label === 'left')!.after;
    const means = each.map((of) => share(of).mean);
    expect(share(both).mean).toBeCloseTo((means[0]! + means[1]!) / 2, 12);
    // Student's t with one degree of freedom leaves 5% beyond 12.706.
    const half = (12.7062 * Math.abs(means[0]! - means[1]!)) / 2;
    expect(share(both).high - share(both).mean).toBeCloseTo(half, 4);
    expect(String(both)).toContain('over 2 trained models');
  });

  it('holds changed cells fast, and looks at a margin around the place', async () => {
    const asked: Asked[] = [];
    const where = { box: [0, 0, 30, 30] as [number, number, number, number] };
    const what = { kind: 'remove' as const, types: ['left'] };
    const found = await perturb(noting(asked), example(), { what, where, labels: 'kind', seeds: [1] });
    const { changed, controls, field, watched } = found.summary.runs[0]!;
    expect(changed.every((cell) => left.includes(cell))).toBe(true);
    // The place holds no cell of another type, so the control's come from the rest of the tissue.
    expect(controls.every((cell) => !changed.includes(cell))).toBe(true);
    expect(controls).toHaveLength(changed.length);
    expect(asked.map(({ cells }) => cells)).toEqual(Array(6).fill(field.length - changed.length - controls.length));
    const arms = asked.filter(({ by }) => by === 'model');
    expect(arms.map(({ added }) => added!.rows)).toEqual([2 * changed.length, changed.length, changed.length]);
    expect(watched.some((cell) => changed.includes(cell) || controls.includes(cell))).toBe(false);
    expect(found.shift().values.filter((value) => value >= 0)).toHaveLength(watched.length);
  });

  it('changes a gene before counts are normalized, in whole numbers', async () => {
    const asked: Asked[] = [];
    const what = { kind: 'overExpress' as const, gene: 'gene1', types: ['left'], factor: 1.7, control: 'gene4' };
    const where = { box: [0, 0, 40, 40] as [number, number, number, number] };
    const found = await perturb(noting(asked), example(), { what, where, labels: 'kind', seeds: [1] });
    const { changed } = found.summary.runs[0]!;
    const [before, after] = asked.filter(({ by }) => by === 'model').map(({ added }) => added!);
    expect(before!.rows).toBe(changed.length);
    const raw = example().matrix().toDense();
    const expressing = [...raw.column(1)].filter((value) => value > 0);
    const usual = expressing.reduce((a, b) => a + b, 0) / expressing.length;
    [...changed].forEach((cell, at) => {
      const row = [...raw.row(cell)];
      row[1] = Math.round(1.7 * Math.max(row[1]!, usual));
      const total = row.reduce((a, b) => a + b, 0);
      row.forEach((value, j) => expect(after!.get(at, j)).toBeCloseTo(Math.log1p((1e4 * value) / total), 3));
    });
  });

  it('says what it cannot do', async () => {
    const ask = (options: PerturbOptions) => perturb(models[0]!, example(), options);
    await expect(ask({ ...inject, what: { kind: 'inject', types: ['T cell'] } })).rejects.toThrow(
      /is T cell.*left, right/s,
    );
    await expect(ask({ what: { kind: 'knockOut', gene: 'gene1' } })).rejects.toThrow(/needs labels/);
    await expect(ask({ what: { kind: 'knockOut', gene: 'gene1' }, labels: 'kind' })).rejects.toThrow(
      /no cell lies beside/,
    );
    await expect(ask({ ...inject, signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
    await expect(perturb([], example(), inject)).rejects.toThrow(/no model/);
  });

  it('keeps the runs that are done when it is stopped', async () => {
    const controller = new AbortController();
    const steps: [number, number][] = [];
    const onProgress = (done: number, total: number) => {
      steps.push([done, total]);
      if (done === 2) controller.abort();
    };
    const found = await perturb(models[0]!, example(), { ...inject, signal: controller.signal, onProgress });
    expect(found.summary.runs).toHaveLength(1);
    expect(steps).toEqual([
      [1, 6],
      [2, 6],
      [3, 6],
    ]);
  });
});
