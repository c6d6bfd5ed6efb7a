import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, dask } from '../../../src/cluster';
import { readH5ad } from '../../../src/data';
import { type Squint, zoo } from '../../../src/models';
import {
  cohortVariableGenes,
  compare,
  embed,
  imputePatch,
  openCohort,
  perturb,
  search,
  stratify,
  summarizeCohort,
} from '../../../src/tasks';
import { writeCohort } from './cohortFiles';
import { squint, tissue } from './example';
import { until } from './processes';

// The plain provider compiles nothing, which is what small trainings spend their time with.
process.env.TISSUEBOOK_PROVIDER = 'cpu';
let workers: Cluster;

beforeAll(async () => {
  workers = await dask.local({ workers: 2, threads: 1, grace: 1 });
}, 120_000);
afterAll(() => workers?.close());

describe('what is done on a cluster is what is done here', () => {
  it('compare, also when a worker is killed meanwhile', async () => {
    const asked = { task: 'impute', seeds: [1, 2], epochs: { squint: 2, cifm: 3 } } as const;
    const models = [squint(), zoo.create('cifm', { preset: 'tiny', seed: 0 })];
    const here = await compare(models, tissue(), { ...asked, seeds: [...asked.seeds] });
    const steps: number[] = [];
    const far = compare(models, tissue(), { ...asked, seeds: [...asked.seeds], on: workers, onProgress: (done) => steps.push(done) }); // prettier-ignore
    expect(await until(() => workers.works.some(({ status }) => status === 'running'), 60_000)).toBe(true);
    process.kill(workers.workers[0]!.processes[0]!, 'SIGKILL');
    const there = await far;
    expect(there.methods).toEqual(here.methods);
    expect([there.threads, here.threads]).toEqual([1, undefined]);
    expect(String(there)).toBe(String(here));
    expect(steps).toEqual([1, 2, 3, 4]);
  }, 60_000);

  it('search finds what compare finds, and warns where a baseline is as good', async () => {
    const over = { learningRate: [0.001, 0.01] };
    const asked = { over, task: 'impute' as const, seeds: [1], epochs: 2 };
    const [here, there] = [await search(squint(), tissue(), asked), await search(squint(), tissue(), { ...asked, on: workers })]; // prettier-ignore
    expect({ ...there, threads: undefined }).toEqual({ ...here });
    expect(there.threads).toBe(1);
    const alone = await compare([squint(0, { learningRate: 0.01 })], tissue(), { task: 'impute', seeds: [1], epochs: { squint: 2 } }); // prettier-ignore
    const found = there.tried.find(({ settings }) => settings.learningRate === 0.01)!;
    expect(found.values).toEqual(alone.methods[0]!.values);
    expect(there.baselines.map(({ method }) => method)).toContain('mean of the 8 nearest');
    expect(String(there)).toMatch(/learningRate 0.01 +model/);
    expect(String(there)).toContain('The best of 2 is also the luckiest');
    await expect(search(squint(), tissue(), { ...asked, over: { learning: [1] } })).rejects.toMatchObject({ kind: 'unknown-option' }); // prettier-ignore
  }, 60_000);

  it('embed, imputePatch, perturb and stratify', async () => {
    const data = tissue();
    const models = [squint(1), squint(2)];
    for (const model of models) await model.fit(data, { epochs: 1, write: false });
    const [model] = models as [Squint, Squint];
    const vectors = [await embed(model, data), await embed(model, data, { on: workers })].map((one) => one.obsm.get('X_squint')); // prettier-ignore
    expect(vectors[1]).toEqual(vectors[0]);

    const patch = { seed: 4, epochs: 1, patches: 2, cells: 8, progress: false };
    const gaps = [await imputePatch(model, data, patch), await imputePatch(model, data, { ...patch, on: workers })];
    expect(gaps[1]).toEqual(gaps[0]);

    const change = { what: { kind: 'remove' as const, types: ['T cell'] }, labels: 'type' };
    const moved = [await perturb(models, data, change), await perturb(models, data, { ...change, on: workers })];
    expect(moved[1]!.summary.runs).toEqual(moved[0]!.summary.runs);
    expect(String(moved[1])).toBe(String(moved[0]));

    const asked = { patient: 'patient', by: 'class', high: 'mixed', low: 'cold', minCells: 5, shuffles: 7 };
    const scores = [await stratify(models, data, asked), await stratify(models, data, { ...asked, on: workers })];
    expect(scores[1]!.patients).toEqual(scores[0]!.patients);
    expect(scores[1]!.chance).toEqual(scores[0]!.chance);
  }, 60_000);

  it('a cohort in files: parts, moments, variable genes, vectors', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cohort-on-'));
    const made = await writeCohort(folder, 5, 60);
    const pattern = join(folder, 'slide0?.h5ad');
    const on = workers;
    const [here, there] = [await openCohort(pattern, { section: 'patient' }), await openCohort(pattern, { section: 'patient', on })]; // prettier-ignore
    expect(there).toEqual(here);
    expect(await summarizeCohort(there, { on })).toEqual(await summarizeCohort(here));
    expect(await cohortVariableGenes(there, { count: 2, span: 0.9, on })).toEqual(
      await cohortVariableGenes(here, { count: 2, span: 0.9 }),
    );
    const model = squint(5);
    await model.fit(made[0]!, { epochs: 1, write: false });
    const files = await openCohort([0, 1, 2].map((at) => join(folder, `slide0${at}.h5ad`)));
    const [a, b] = [await embed(model, files, { into: join(folder, 'here') }), await embed(model, files, { into: join(folder, 'there'), on })]; // prettier-ignore
    const vectors = async ({ parts }: typeof a) => (await Promise.all(parts.map(({ file }) => readH5ad(file)))).map((one) => one.obsm.get('X_squint')); // prettier-ignore
    expect(await vectors(b)).toEqual(await vectors(a));
    rmSync(folder, { recursive: true });
  }, 60_000);
});
