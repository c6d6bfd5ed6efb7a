import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { servePages } from '../../../src/lab/servePages';
import { zoo } from '../../../src/models';
import { KERNEL_API } from '../../../src/protocol';
import { compare, perturb } from '../../../src/tasks';
import { example } from '../models/cifmExample';

const host = globalThis as Record<symbol, unknown>;
const cifm = () => zoo.create('cifm', { preset: 'tiny', seed: 9, radius: 20 });

/** A kernel that counts pictures, around a cell that can be interrupted. */
function inKernel(): { shown: number; interrupt: () => void } {
  const cell = new AbortController();
  const seen = { shown: 0, interrupt: () => cell.abort() };
  host[KERNEL_API] = {
    signal: cell.signal,
    onComm: () => () => undefined,
    offerExchange: () => undefined,
    display: () => seen.shown++,
    update: () => undefined,
  };
  return seen;
}

beforeAll(async () => {
  servePages();
  await startEngine();
}, 60_000);

afterEach(() => {
  host[KERNEL_API] = undefined;
});

describe('compare in a kernel', () => {
  const options = { task: 'infer' as const, seeds: [1, 2, 3], epochs: { cifm: 2 } };

  it('draws no curves', async () => {
    const seen = inKernel();
    await compare([cifm()], example(), { ...options, seeds: [1] });
    expect(seen.shown).toBe(0);
    await cifm().fit(example(), { epochs: 1, write: false });
    expect(seen.shown).toBe(1);
  }, 120_000);

  it('keeps the seeds that were done when its cell is interrupted', async () => {
    const seen = inKernel();
    const onProgress = (done: number): void => {
      if (done === 2) setImmediate(seen.interrupt);
    };
    const found = await compare([cifm()], example(), { ...options, onProgress });
    expect(found.seeds).toEqual([1, 2]);
    for (const { values } of found.methods) expect(values.MSE).toHaveLength(2);
  }, 120_000);

  it('says so when nothing was done', async () => {
    inKernel().interrupt();
    await expect(compare([cifm()], example(), options)).rejects.toThrow(
      'compare was stopped before the first seed was done.',
    );
  });
});

describe('perturb in a kernel', () => {
  it('keeps the runs that were done when its cell is interrupted', async () => {
    const model = cifm();
    await model.fit(example(), { epochs: 2, write: false });
    const seen = inKernel();
    const what = { kind: 'inject' as const, types: ['left'], cells: 10 };
    const onProgress = (done: number): void => {
      if (done === 4) seen.interrupt();
    };
    const found = await perturb(model, example(), {
      what,
      labels: 'kind',
      fieldCells: 60,
      seeds: [1, 2, 3],
      onProgress,
    });
    expect(found.summary.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    inKernel().interrupt();
    await expect(perturb(model, example(), { what, labels: 'kind' })).rejects.toThrow(
      'perturb was stopped before its first run was done.',
    );
  }, 120_000);
});
