import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

/** Stops a run in its third epoch. */
async function cutOff(run: TrainingRun<unknown>): Promise<void> {
  for await (const { epoch } of run) if (epoch === 3) run.stop();
  await run;
}

describe.each(['squint', 'cifm', 'spaformer', 'cellplm', 'spatia'] as const)('a run of %s that was cut off', (name) => {
  const { make, data, other } = kinds[name];
  const options = { epochs: 5, write: false };

  it('goes on from its file and ends as if nothing had happened', { timeout: 300_000 }, async () => {
    const checkpoint = join(folder, `${name}.safetensors`);
    const whole = make();
    await whole.fit(data(), options);
    await cutOff(make().fit(data(), { ...options, checkpoint }));
    expect(existsSync(checkpoint)).toBe(true);
    const resumed = make();
    const run = resumed.fit(data(), { ...options, checkpoint });
    const { summary } = await run;
    expect(run.reports[0].epoch).toBeGreaterThan(1);
    expect(run.reports.length).toBeLessThan(run.totalSteps);
    expect(summary).toMatchObject({ ending: 'finished', epochs: 5 });
    const [want, found] = [await whole.embed(data()), await resumed.embed(data())];
    expect(apart(found.values, want.values)).toBeLessThan(1e-4);
    expect(existsSync(checkpoint)).toBe(false);
  });

  it('is not mixed up with another one', { timeout: 300_000 }, async () => {
    const checkpoint = join(folder, `${name}-other.safetensors`);
    await cutOff(make().fit(data(), { ...options, checkpoint }));
    const fit = (changed: object, adata = data()) => make().fit(adata, { ...options, checkpoint, ...changed });
    expect(() => fit({ epochs: 6 })).toThrow(/a run with other options/);
    expect(() => fit({}, other())).toThrow(/other data or other cells/);
    expect(() => fit({ heldOut: [1] })).toThrow(/other data or other cells/);
    await writeFile(checkpoint, 'not a file of tensors');
    expect(() => fit({})).toThrow(expect.objectContaining({ kind: 'corrupt' }));
    await rm(checkpoint);
  });

  it('does not trust the shapes in its file', { timeout: 300_000 }, async () => {
    const checkpoint = join(folder, `${name}-shapes.safetensors`);
    await cutOff(make().fit(data(), { ...options, checkpoint }));
    const { tensors, metadata } = readSafetensors(await readFile(checkpoint));
    const card = JSON.parse(metadata.card) as Record<string, unknown>;
    const huge = { core: 1e12, nodes: 1e12, messages: [1e12, 1e12], pairs: 1e12, asked: 1e12 };
    const changed = { ...metadata, card: JSON.stringify({ ...card, memory: huge }) };
    await writeFile(checkpoint, writeSafetensors(tensors, changed));
    const { summary } = await make().fit(data(), { ...options, checkpoint });
    expect(summary).toMatchObject({ ending: 'finished', epochs: 5 });
  });
});
