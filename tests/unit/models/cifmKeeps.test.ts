import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { countParameters, Parameters, Random, saveCheckpoint, startEngine } from '../../../src/engine';
import { type Cifm, zoo } from '../../../src/models';
import { maskingRounds } from '../../../src/models/training/maskingRounds';
import { createNetwork } from '../../../src/models/cifm/network';
import { annDataOf, example, GENES, tissueOf } from './cifmExample';

let folder: string;
let model: Cifm;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'cifm-'));
  model = zoo.create('cifm', { preset: 'tiny', seed: 4, radius: 20 });
  await model.fit(example(), { epochs: 3, write: false });
}, 180_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a saved CI-FM', () => {
  it('says the same after it was loaded', async () => {
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    const loaded = await zoo.load('cifm', path);
    expect(loaded.config).toEqual(model.config);
    expect(loaded.genes).toEqual(model.genes);
    expect([...(await loaded.embed(example())).values]).toEqual([...(await model.embed(example())).values]);
    const cells = [1, 5, 9];
    expect([...(await loaded.predict(example(), cells)).values]).toEqual([
      ...(await model.predict(example(), cells)).values,
    ]);
  });

  it('is refused when it is damaged or of another kind', async () => {
    const path = join(folder, 'sound.safetensors');
    await model.save(path);
    const bytes = await readFile(path);
    const short = join(folder, 'short.safetensors');
    await writeFile(short, bytes.subarray(0, bytes.length - 100));
    await expect(zoo.load('cifm', short)).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(zoo.load('cifm', join(folder, 'none'))).rejects.toMatchObject({ kind: 'file-not-found' });
    const other = join(folder, 'other.safetensors');
    const card = {
      model: 'cifm',
      version: 2,
      config: { dim: 8192, hidden: 8192 },
      radius: 20,
      pool: 9,
      balanced: true,
    };
    const huge = { ...card, features: Array.from({ length: 9000 }, (_, i) => `g${i}`), constant: Array(9000).fill(0) };
    await saveCheckpoint(other, {}, huge);
    // 8,192 x 18,001 weights and more would be made: the file is too short for them.
    await expect(zoo.load('cifm', other)).rejects.toThrow(/shorter than/);
    await saveCheckpoint(other, {}, { ...huge, radius: -1 });
    await expect(zoo.load('cifm', other)).rejects.toMatchObject({ kind: 'corrupt' });
    await saveCheckpoint(other, {}, { model: 'squint', version: 1 });
    await expect(zoo.load('cifm', other)).rejects.toMatchObject({ kind: 'checkpoint-mismatch' });
  });

  it('counts its parameters as they are made', () => {
    for (const gate of [false, true]) {
      const rest = {
        normalize: 'rms',
        intensityScale: true,
        skip: gate,
        near: !gate,
        residual: gate,
        pool: 1,
        inputRms: false,
      } as const;
      const form = { ...rest, encoderLayers: 2, decoderLayers: 3, gate };
      const sizes = { genes: 7, dim: 5, hidden: 4 };
      const parameters = new Parameters();
      createNetwork(parameters, form, sizes, new Random(0));
      expect(countParameters((p) => createNetwork(p, form, sizes, new Random(0))).all).toBe(parameters.count());
      parameters.dispose();
    }
  });
});

describe('a summary of CI-FM', () => {
  it('says what training takes before it is trained', async () => {
    const fresh = zoo.create('cifm', { preset: 'tiny', radius: 20 });
    const few = (await fresh.summary(example(), { epochs: 2 })).estimates;
    const many = (await fresh.summary(example(), { epochs: 2000 })).estimates;
    expect(few).toMatchObject({ cells: 160, features: GENES, steps: 2, epochs: 2 });
    expect(many.seconds).toBeGreaterThan(2 * few.seconds);
    const large = zoo.create('cifm', { preset: 'paper', radius: 20 });
    expect((await large.summary(example())).estimates.bytes).toBeGreaterThan(100 * few.bytes);
    // About 100 million parameters at the paper's 18,289 genes.
    const form = {
      normalize: 'rms',
      intensityScale: true,
      skip: true,
      near: false,
      residual: false,
      pool: 1,
      inputRms: false,
      gate: false,
    } as const;
    const paper = { ...form, encoderLayers: 2, decoderLayers: 2 };
    const sizes = { genes: 18289, dim: 1024, hidden: 896 };
    const size = countParameters((p) => createNetwork(p, paper, sizes, new Random(0))).all;
    expect(size / 1e8).toBeGreaterThan(0.95);
    expect(size / 1e8).toBeLessThan(1.1);
  });
});

describe('CI-FM refuses', () => {
  const changed = (change: (x: Float32Array, at: Float64Array) => void) => {
    const tissue = tissueOf(40);
    change(tissue.x, tissue.at);
    return annDataOf(tissue);
  };
  const fresh = () => zoo.create('cifm', { preset: 'tiny' });

  it.each([
    ['NaN in X', changed((x) => (x[13] = NaN)), 'not-finite', /cell "cell2", feature "gene1"/],
    ['values below zero', changed((x) => (x[0] = -1)), 'invalid-argument', /1 values below zero/],
    ['cells that express nothing', changed((x) => x.fill(0)), 'invalid-argument', /0 of 40 cells express/],
    ['a gene twice', annDataOf(tissueOf(40)).subset({ var: [0, 1, 1] }), 'invalid-argument', /"gene1" occurs twice/],
  ])('%s, and changes nothing', (_, data, kind, message) => {
    let error: unknown;
    try {
      fresh().fit(data);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ kind });
    expect(String(error)).toMatch(message);
    expect(data.obsm.has('X_cifm')).toBe(false);
  });

  it('to leave out all cells, cells that are not there, and work before it was trained', async () => {
    const everyone = Array.from({ length: 160 }, (_, i) => i);
    expect(() => fresh().fit(example(), { heldOut: everyone })).toThrow(/0 cells are left/);
    expect(() => fresh().fit(example(), { heldOut: [160] })).toThrow(/160 is no cell/);
    await expect(fresh().embed(example())).rejects.toMatchObject({ kind: 'not-trained' });
    expect(() => zoo.create('cifm', { dimm: 3 } as never)).toThrow(/Did you mean dim/);
  });

  it('added cells that do not fit', async () => {
    const put = (expression: DenseMatrix, locations: number[][]) =>
      model.predictPerturbation(example(), { expression, locations });
    await expect(put(DenseMatrix.zeros(1, 3), [[0, 0]])).rejects.toMatchObject({ kind: 'shape-mismatch' });
    await expect(put(DenseMatrix.zeros(1, GENES), [[0, NaN]])).rejects.toMatchObject({ kind: 'not-finite' });
    const negative = new DenseMatrix(1, GENES, new Float32Array(GENES).fill(-1));
    await expect(put(negative, [[0, 0]])).rejects.toMatchObject({ kind: 'invalid-argument' });
  });
});

describe('plain averages in place of CI-FM', () => {
  it('answer with the mean of what is visible within reach, added cells included, void ones not', async () => {
    const data = example();
    const at = data.obsm.get('spatial')!;
    const all = Int32Array.from({ length: data.nObs }, (_, i) => i);
    // With blocks of one cell the first of them hears all others as they were measured.
    const first = maskingRounds(all, 0.001, 0)[0]![0]!;
    const [x, y] = [at.get(first, 0), at.get(first, 1)];
    const expression = new DenseMatrix(2, GENES, new Float32Array(2 * GENES).fill(5, 0, GENES));
    const added = { expression, locations: [[x, y], [x + 1, y]] }; // prettier-ignore
    const near = all.filter((i) => i !== first && Math.hypot(at.get(i, 0) - x, at.get(i, 1) - y) <= model.reach);
    const measured = await model.prepared(data);
    const said = await model.predictPerturbation(data, added, { block: 0.001, seed: 0, by: 'neighbors' });
    said.row(first).forEach((value, j) => {
      const sum = near.reduce((total, i) => total + measured.get(i, j), 5);
      expect(value).toBeCloseTo(sum / (near.length + 1), 4);
    });
    // With one block nothing is visible but the one added cell that expresses anything.
    const hidden = await model.predictPerturbation(data, added, { block: 1, by: 'neighbors' });
    expect([...hidden.row(first)]).toEqual(Array<number>(GENES).fill(5));
    await expect(model.predictPerturbation(data, added, { by: 'nobody' as 'model' })).rejects.toMatchObject({
      argument: 'by',
    });
  });
});

describe('CI-FM survives', () => {
  it('cells at one place, cells without neighbors, and two cells', async () => {
    for (const [cells, place] of [
      [40, () => 7],
      [40, (k: number) => 1e4 * k],
      [2, (k: number) => k],
    ] as const) {
      const tissue = tissueOf(cells);
      tissue.at.forEach((_, k) => (tissue.at[k] = place(k)));
      const tried = zoo.create('cifm', { preset: 'tiny', radius: 20 });
      const { summary } = await tried.fit(annDataOf(tissue), { epochs: 2 });
      expect(Number.isFinite(summary.last.loss)).toBe(true);
      const { values } = await tried.embed(annDataOf(tissue));
      expect([...values].every(Number.isFinite)).toBe(true);
    }
  }, 120_000);
});
