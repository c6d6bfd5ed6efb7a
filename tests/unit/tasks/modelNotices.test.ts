import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type Model, Squint, zoo } from '../../../src/models';
import {
  compare,
  embed,
  ImputationResult,
  imputePatch,
  inferExpression,
  perturb,
  type PerturbOptions,
} from '../../../src/tasks';
import { modelNotices } from '../../../src/tasks/shared/modelNotices';
import { example } from '../models/cifmExample';
import { example as tissueOf } from '../models/squintExample';
import { meanModel } from '../models/toyModels';

const WARNING = 'Warning: it was trained for a moment.';
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-notices-'));

beforeAll(async () => void (await startEngine()), 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** A plain mean of the neighbors whose training warned of something. */
function warned(changes: Partial<Model['can']> = {}): Model {
  const model = meanModel({ k: 4 }) as Model;
  const features = example().var.index;
  return { ...model, trained: true, features, notices: [WARNING], can: { ...model.can, ...changes } };
}

const asked: PerturbOptions = {
  what: { kind: 'inject', types: ['left'], cells: 20 },
  labels: 'kind',
  seeds: [3],
};

describe('what the training of a model warned of', () => {
  it('is in every answer of the model', async () => {
    const cells = example(160);
    expect(String(await perturb(warned(), cells, asked))).toContain(WARNING);
    expect((await perturb(warned(), cells, asked)).notices).toContain(WARNING);
    expect(String(await inferExpression(warned(), cells))).toContain(WARNING);
    expect((await embed(warned(), cells)).uns.get('X_mean_notices')).toBe(WARNING);
    expect((await embed(meanWithout(), cells)).uns.has('X_mean_notices')).toBe(false);
  }, 180_000);

  it('is named by model where several are asked, and once where they agree', () => {
    const other = { ...warned(), card: { id: 'other', name: 'Other' }, notices: [WARNING] };
    expect(modelNotices([warned(), warned()])).toEqual([WARNING]);
    expect(modelNotices([warned(), other])).toEqual([`Mean of the nearest: ${WARNING}`, `Other: ${WARNING}`]);
    expect(modelNotices(meanWithout())).toEqual([]);
  });

  it('goes with a model of the zoo: through fit, a file, a task, a comparison', async () => {
    const data = tissueOf(120);
    const model = zoo.create('squint', { preset: 'tiny', seed: 4, learningRate: 1e-8 });
    expect(model.notices).toEqual([]);
    const { notices } = await model.fit(data, { epochs: 1, write: false });
    expect(notices.join()).toMatch(/edge term has learned nothing/);
    expect(model.notices).toEqual(notices);
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    const loaded = await Squint.load(path);
    expect(loaded.notices).toEqual(notices);
    expect((await embed(loaded, data)).uns.get('X_squint_notices')).toBe(notices.join('\n'));
    const filled = await imputePatch(model, data, { epochs: 1, cells: 10, patches: 1, progress: false });
    expect(String(filled)).toMatch(/edge term has learned nothing/);
    const found = await compare([model], data, {
      task: 'annotate',
      labels: 'kind',
      seeds: [0, 1],
      epochs: { squint: 1 },
    });
    expect(found.notices.join('\n')).toMatch(/squint: Warning: the edge term .*\(in 2 of 2 seeds\)/);
    expect(String(found)).toContain(found.notices[0]);
  }, 300_000);

  it('is read from a file as far as it is a short text', async () => {
    const model = zoo.create('squint', { preset: 'tiny', seed: 4 });
    await model.fit(tissueOf(60), { epochs: 1, write: false });
    const path = join(folder, 'odd.safetensors');
    await model.save(path);
    const bytes = readFileSync(path);
    const end = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, end).toString()) as { __metadata__: { card: string } };
    const card = JSON.parse(header.__metadata__.card) as object;
    header.__metadata__.card = JSON.stringify({ ...card, notices: [7, { a: 1 }, 'x'.repeat(3000), 'kept'] });
    const text = JSON.stringify(header);
    const other = Buffer.from(text.padEnd(8 * Math.ceil(text.length / 8)));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(other.length));
    writeFileSync(path, Buffer.concat([length, other, bytes.subarray(end)]));
    expect((await Squint.load(path)).notices).toEqual(['kept']);
  }, 180_000);
});

const meanWithout = (): Model => {
  const { notices, ...rest } = warned();
  expect(notices).toHaveLength(1);
  return rest;
};

describe('a tissue that a model draws otherwise than it was measured', () => {
  it('is a notice of perturb, though nothing was put in', async () => {
    const cells = example(160);
    const { prepared, predict } = meanModel({ k: 4 }).can.predictPerturbation!;
    // Whatever lies there, the model says what the cells on the left have.
    const only = cells.matrix().toDense();
    const left = [...Array(160).keys()].find((i) => cells.obsm.get('spatial')!.get(i, 0) < 20)!;
    const liar = warned({
      predictPerturbation: {
        prepared,
        predict: async (data) => DenseMatrix.fromRows(Array.from({ length: data.nObs }, () => [...only.row(left)])),
      },
    });
    const found = await perturb(liar, cells, asked);
    expect(found.changes.find(({ label }) => label === 'left')!.before).toBe(1);
    const notice = found.notices.find((text) => text.includes('nothing done'));
    expect(notice).toMatch(/100\.0% left, measured \d+\.\d%/);
    expect(String(found)).toContain(notice);
    // One that draws what was measured says nothing of the kind.
    const honest = await perturb(warned({ predictPerturbation: { prepared, predict } }), cells, asked);
    expect(honest.notices).toEqual([WARNING]);
  }, 180_000);
});

describe('what imputePatch warns of', () => {
  const score = (method: string, cellPearson: number, genePearson: number, discrepancy: number, energy: number) => ({
    ...{ method, cellPearson, genePearson, discrepancy, energy },
  });
  const resultOf = (...scores: ReturnType<typeof score>[]): ImputationResult => {
    const nothing = DenseMatrix.zeros(0, 1);
    const parts = { patches: [], cells: new Int32Array(0), predictions: [], truth: nothing, byPatch: [] };
    return new ImputationResult({ ...parts, scores, seed: 0, config: {}, notices: [] });
  };

  it('is every measure that it prints, each with the baselines that are as near', () => {
    const found = resultOf(
      score('m', 0.5, 0.9, 0.2, 0.1),
      score('a', 0.6, 0.1, 0.1, 0.2),
      score('b', 0.5, 0.2, 0.3, 0.05),
    );
    expect(found.warnings).toEqual([
      'Warning: by cell r the model is behind or equal: a, b.',
      'Warning: by MMD the model is behind or equal: a.',
      'Warning: by energy the model is behind or equal: b.',
    ]);
    for (const line of found.warnings) expect(String(found)).toContain(line);
    expect(resultOf(score('m', 0.9, 0.9, 0, 0), score('a', 0.6, 0.1, 0.1, 0.2)).warnings).toEqual([]);
  });
});
