import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, categorical } from '../../../src/data';
import { startEngine, type TrainingRun } from '../../../src/engine';
import { type FitOptions, type Squint, type SquintResult, watchOf, zoo } from '../../../src/models';
import { stratify } from '../../../src/tasks';
import { example } from './squintExample';
import { simulatedPairs, tinyScmognn } from './pairsExample';
import { journalPath } from '../../../src/models/training/watch/journal';

let folder: string;

beforeAll(async () => {
  // Small steps: what WebAssembly needs no time to compile.
  await startEngine({ provider: 'wasm' });
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const make = (): Squint => zoo.create('squint', { preset: 'tiny', seed: 4, batchSize: 32, tileSize: 16 });
const options = { epochs: 4, write: false, progress: false } as const;
const fit = (model: Squint, more: FitOptions = {}, data = example()): TrainingRun<SquintResult> =>
  model.fit(data, { ...options, ...more });
/** A frame as often as the clock allows. */
const often = { color: 'tokens', every: 0.05 } as const;

/** Cells of the left third of the tissue, and of the right one. */
const among = (from: number, to: number, adata: AnnData = example()): number[] =>
  [...Array(adata.nObs).keys()].filter((cell) => {
    const x = adata.obsm.get('spatial')!.get(cell, 0);
    return x >= from && x < to;
  });
const [left, right] = [among(0, 1400), among(2800, 4096)];

const vectorsOf = async (model: Squint) => (await model.embed(example())).values;

/** What a person does to a run at given steps. */
function steer(run: TrainingRun<SquintResult>): void {
  watchOf(run).holdOut(left, { at: 2 });
  watchOf(run).lookMore(right, { times: 4, at: 4 });
}

describe('a training that is watched', () => {
  it('comes to the same numbers to the last bit as one that is not, and shows the tokens that the model gives', async () => {
    const [watched, plain] = [make(), make()];
    const run = fit(watched, { watch: often });
    await run;
    await fit(plain);
    expect(await vectorsOf(watched)).toEqual(await vectorsOf(plain));
    const { frames, scale } = watchOf(run);
    expect(frames.length).toBeGreaterThan(1);
    expect([...frames.at(-1)!.codes]).toEqual([...(await watched.tokenize(example())).codes]);
    expect(scale).toMatchObject({ by: 'category', name: 'token' });
    expect(watched.steering).toBeUndefined();
  });

  it('does not show cells that were held out from the start', async () => {
    const run = fit(make(), { watch: { ...often, color: 'error' }, heldOut: left, epochs: 1 });
    await run;
    const { codes } = watchOf(run).frames.at(-1)!;
    expect(left.every((cell) => codes[cell] === 255)).toBe(true);
    expect(codes.filter((code) => code === 255)).toHaveLength(left.length);
  });
});

describe('a training that is steered', () => {
  let file: string;
  let run: TrainingRun<SquintResult>;
  let result: SquintResult;
  let steered: Squint;
  let vectors: Float32Array | Float64Array;

  beforeAll(async () => {
    file = join(folder, 'steered.safetensors');
    steered = make();
    run = fit(steered, { watch: true });
    steer(run);
    result = await run;
    vectors = await vectorsOf(steered);
    await steered.save(file);
  }, 60_000);

  it('learns as before until the step of the first intervention, and otherwise from there on', async () => {
    const plain = fit(make());
    await plain;
    const losses = (of: TrainingRun<SquintResult>): number[] => of.reports.map((report) => report.losses.loss!);
    expect(losses(run).slice(0, 2)).toEqual(losses(plain).slice(0, 2));
    expect(losses(run)[2]).not.toBe(losses(plain)[2]);
  });

  it('says so in its result, its model, the file, and a model that starts from it', async () => {
    const said = new RegExp(`${left.length} cells were held out from step 3 on; ${right.length} cells counted 4 times`);
    expect(result.toString()).toMatch(said);
    expect(result.toString()).toMatch(/Error of the cells that were held out on the way/);
    expect(result.summary.steering!.interventions).toMatchObject([
      { kind: 'hold-out', step: 2, cells: left.length },
      { kind: 'look-more', step: 4, cells: right.length, times: 4 },
    ]);
    const loaded = await zoo.load('squint', file);
    expect(loaded.steering).toEqual(steered.steering);
    expect(loaded.notices!.join()).toMatch(said);
    for (const from of [loaded, file]) {
      const tuned = make();
      await fit(tuned, { from, epochs: 1 });
      expect(tuned.steering).toEqual(steered.steering);
      expect(tuned.notices!.join()).toMatch(/weights whose training a person had steered/);
    }
  });

  it('goes on after a stop with its interventions, to the same bits, though nobody watches', async () => {
    const checkpoint = join(folder, 'run.safetensors');
    const cut = fit(make(), { watch: true, checkpoint });
    steer(cut);
    for await (const { epoch, step } of cut) if (epoch === 2 && step > 4) cut.stop();
    await cut;
    expect(existsSync(journalPath(checkpoint))).toBe(true);
    const resumed = make();
    const rest = fit(resumed, { checkpoint });
    await rest;
    expect(rest.reports[0]!.epoch).toBeGreaterThan(1);
    expect(await vectorsOf(resumed)).toEqual(vectors);
    expect(resumed.steering).toEqual(steered.steering);
    expect([existsSync(checkpoint), existsSync(journalPath(checkpoint))]).toEqual([false, false]);
  });

  it('repeats no interventions of another run, and none from a damaged file', async () => {
    const checkpoint = join(folder, 'other.safetensors');
    const begun = fit(make(), { watch: true, checkpoint });
    steer(begun);
    for await (const { step } of begun) if (step === 4) begun.stop();
    await begun;
    const journal = journalPath(checkpoint);
    await rm(checkpoint, { force: true });
    expect(() => fit(make(), { checkpoint, heldOut: [1] })).toThrow(/interventions of another run/);
    const text = await readFile(journal, 'utf8');
    for (const damaged of [text.slice(0, 60), text.replace(/"marked":\[\d+/, '"marked":[99999'), '[]']) {
      await writeFile(journal, damaged);
      expect(() => fit(make(), { checkpoint })).toThrow(/is damaged|another run/);
    }
  });

  it('is not scored on the cells that steered it', async () => {
    const adata = example();
    const patients = adata.obs.index.map((_, i) => `p${i % 8}`);
    adata.obs.set('patient', categorical(patients));
    adata.obs.set('outcome', categorical(patients.map((patient) => (patient < 'p4' ? 'a' : 'b'))));
    const asked = { patient: 'patient', by: 'outcome', high: 'a', low: 'b', minCells: 2 };
    const loaded = await zoo.load('squint', file);
    await expect(stratify(loaded, adata, asked)).rejects.toThrow(
      expect.objectContaining({ kind: 'invalid-argument', message: expect.stringMatching(/steered its training/) }),
    );
  });
});

describe('what cannot be done to a training', () => {
  it('is refused with the reason', async () => {
    const run = fit(make(), { watch: true, heldOut: left, epochs: 1 });
    const watch = watchOf(run);
    expect(() => watch.holdOut(left)).toThrow(/held out from the start, and a test on them would be worth nothing/);
    expect(() => watch.stopWhen(left, { below: 1 })).toThrow(/held out from the start/);
    expect(() => watch.holdOut([])).toThrow(/no cells/);
    expect(() => watch.holdOut([1e6])).toThrow(/is no cell/);
    expect(() => watch.lookMore(right, { times: 1000 })).toThrow(/times must be a number from 1 to 100/);
    expect(() => watch.stopWhen(right, {})).toThrow(/either below or patience/);
    const rest = [...Array(120).keys()].filter((cell) => !left.includes(cell));
    expect(() => watch.holdOut(rest)).toThrow(/only 0 of \d+ cells would stay/);
    await run;
    expect(watch.interventions).toEqual([]);
    expect(() => watch.holdOut(right)).toThrow(/the training is over/);
    expect(() => watchOf(fit(make(), { epochs: 1 }))).toThrow(/is not watched/);
  });

  it('names models that it makes no sense for', () => {
    const pairs = simulatedPairs();
    expect(() => tinyScmognn().fit(pairs, { watch: true })).toThrow(/no coordinates|positions/i);
    expect(() => make().fit([example(), example()], { watch: true })).toThrow(/several tissues have no one map/);
    expect(() => make().fit(example(), { watch: { color: 'genes' as 'tokens' } })).toThrow(
      /one of tokens, clusters, error/,
    );
  });
});

it('a rule on the error of some cells ends the training, and says which', async () => {
  const model = make();
  const run = fit(model, { watch: true, epochs: 30 });
  watchOf(run).stopWhen(right, { below: 1e6, at: 3 });
  const { summary } = await run;
  expect(summary.epochs).toBeLessThan(5);
  expect(model.notices!.join()).toMatch(/Training ended after epoch \d because of cells that a person chose/);
});
