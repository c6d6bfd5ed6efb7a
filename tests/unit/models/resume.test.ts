import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, startEngine, type TrainingRun, writeSafetensors } from '../../../src/engine';
import { type Cellplm, type Cifm, type Spatia, type Spaformer, type Squint, zoo } from '../../../src/models';
import { example as cellplmExample } from './cellplmExample';
import { annDataOf, apart, example as cifmExample, tissueOf } from './cifmExample';
import { example as spaformerExample } from './spaformerExample';
import { shapedCells } from './spatiaExample';
import { example as squintExample } from './squintExample';

let folder: string;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'resume-'));
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const kinds = {
  squint: {
    make: (): Squint => zoo.create('squint', { preset: 'tiny', seed: 4 }),
    data: () => squintExample(),
    other: () => squintExample(120, (x) => x[0]++),
  },
  cifm: {
    make: (): Cifm => zoo.create('cifm', { preset: 'tiny', seed: 4, radius: 20 }),
    data: () => cifmExample(),
    other: () => annDataOf(tissueOf(160, 5)),
  },
  spaformer: {
    make: (): Spaformer => zoo.create('spaformer', { preset: 'tiny', seed: 4, fieldSize: 40 }),
    data: () => spaformerExample(),
    other: () => spaformerExample({ seed: 9 }),
  },
  cellplm: {
    make: (): Cellplm => zoo.create('cellplm', { preset: 'tiny', seed: 4, width: 16, layers: 1, fieldSize: 40 }),
    data: () => cellplmExample(),
    other: () => cellplmExample({ seed: 9 }),
  },
  spatia: {
    make: (): Spatia => zoo.create('spatia', { preset: 'tiny', seed: 4, geneWidth: 16, geneLayers: 1, width: 16 }),
    data: () => shapedCells({ cells: 120 }),
    other: () => shapedCells({ cells: 120, seed: 9 }),
  },
};

describe.each(['squint', 'cifm', 'spaformer', 'cellplm', 'spatia'] as const)('a run of %s that was cut off', (name) => {
  const { make, data, other } = kinds[name];
  const options = { epochs: 3, write: false, progress: false } as const;
  /** The file of a run that was stopped in its second epoch; tests take copies of it. */
  const kept = (): string => join(folder, `${name}.safetensors`);
  const copied = async (to: string): Promise<string> => {
    const path = join(folder, `${name}-${to}.safetensors`);
    await copyFile(kept(), path);
    return path;
  };
  let whole: Float32Array | Float64Array;

  beforeAll(async () => {
    const [uncut, cut] = [make(), make()];
    await uncut.fit(data(), options);
    whole = (await uncut.embed(data())).values;
    const run: TrainingRun<unknown> = cut.fit(data(), { ...options, checkpoint: kept() });
    for await (const { epoch } of run) if (epoch === 2) run.stop();
    await run;
  }, 300_000);

  it('goes on from its file and ends as if nothing had happened', async () => {
    const checkpoint = await copied('resumed');
    const resumed = make();
    const run = resumed.fit(data(), { ...options, checkpoint });
    const { summary } = await run;
    expect(run.reports[0].epoch).toBeGreaterThan(1);
    expect(run.reports.length).toBeLessThan(run.totalSteps);
    expect(summary).toMatchObject({ ending: 'finished', epochs: 3 });
    expect(apart((await resumed.embed(data())).values, whole)).toBeLessThan(1e-4);
    expect(existsSync(checkpoint)).toBe(false);
  });

  it('is not mixed up with another one', async () => {
    const checkpoint = await copied('other');
    const fit = (changed: object, adata = data()) => make().fit(adata, { ...options, checkpoint, ...changed });
    expect(() => fit({ epochs: 6 })).toThrow(/a run with other options/);
    expect(() => fit({}, other())).toThrow(/other data or other cells/);
    expect(() => fit({ heldOut: [1] })).toThrow(/other data or other cells/);
    await writeFile(checkpoint, 'not a file of tensors');
    expect(() => fit({})).toThrow(expect.objectContaining({ kind: 'corrupt' }));
  });

  // Others keep no shapes in it.
  if (name !== 'squint' && name !== 'cifm') return;
  it('does not trust the shapes in its file', async () => {
    const checkpoint = await copied('shapes');
    const { tensors, metadata } = readSafetensors(await readFile(checkpoint));
    const card = JSON.parse(metadata.card) as Record<string, unknown>;
    const huge = { core: 1e12, nodes: 1e12, messages: [1e12, 1e12], pairs: 1e12, asked: 1e12 };
    const changed = { ...metadata, card: JSON.stringify({ ...card, memory: huge }) };
    await writeFile(checkpoint, writeSafetensors(tensors, changed));
    const { summary } = await make().fit(data(), { ...options, checkpoint });
    expect(summary).toMatchObject({ ending: 'finished', epochs: 3 });
  });
});
