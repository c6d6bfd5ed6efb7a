import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { toyPairs, Translator } from './toyModels';

const folder = mkdtempSync(join(tmpdir(), 'stages-'));
const EPOCHS = 12;
/** 64 cells in steps of 16. */
const STEPS = 4;
const make = (epochs = EPOCHS): Translator => new Translator({ seed: 3, width: 4, epochs });
const answerOf = async (model: Translator): Promise<number[]> => [
  ...(await model.can.predictModality!(toyPairs())).values.values,
];

beforeAll(async () => {
  await startEngine();
}, 60_000);

describe('a model of two modalities and two stages', () => {
  it('learns, with its own optimizer in each stage, and says what it was trained on', async () => {
    const model = make(60);
    const result = await model.fit(toyPairs());
    const { reports } = result;
    expect(reports).toHaveLength(2 * 60 * STEPS);
    expect(reports.at(-1)!.losses.loss).toBeLessThan(0.2 * reports[60 * STEPS]!.losses.loss!);
    const said = await model.can.predictModality!(toyPairs());
    expect(said.features).toEqual(['protein0', 'protein1', 'protein2']);
    expect(model.features).toHaveLength(6);
  }, 120_000);

  it('refuses data of one kind by what its card says it needs', () => {
    expect(() => make().fit(toyPairs().mod.get('rna')!)).toThrow(
      /translator.fit: the data are of one kind.*two modalities/s,
    );
  });

  it('leaves alone what a stage or the user freezes', async () => {
    const before = make(1);
    const path = join(folder, 'before.safetensors');
    await before.fit(toyPairs());
    await before.save(path);
    const after = make(3);
    await after.fit(toyPairs(), { from: path, freeze: ['encoder.*', 'head.bias'] });
    const codes = (model: Translator) => model.parametersForTests();
    const [a, b] = [codes(before), codes(after)];
    expect([...b.get('encoder.weight').dataSync()]).toEqual([...a.get('encoder.weight').dataSync()]);
    expect([...b.get('head.bias').dataSync()]).toEqual([...a.get('head.bias').dataSync()]);
    expect([...b.get('head.weight').dataSync()]).not.toEqual([...a.get('head.weight').dataSync()]);
  }, 120_000);

  it('is stopped, keeps what it learned, and goes on as if nothing had happened', async () => {
    const whole = make();
    await whole.fit(toyPairs());
    for (const stopAt of [STEPS * 5 + 1, STEPS * EPOCHS + 1, STEPS * (EPOCHS + 4) + 2]) {
      const checkpoint = join(folder, `stopped${stopAt}.safetensors`);
      const first = make();
      const run = first.fit(toyPairs(), { checkpoint });
      for await (const { step } of run) if (step === stopAt) run.stop();
      expect((await run).ending).toBe('stopped');
      expect(await answerOf(first)).toHaveLength(3 * 64);
      const second = make();
      await second.fit(toyPairs(), { checkpoint });
      expect(await answerOf(second)).toEqual(await answerOf(whole));
      expect(existsSync(checkpoint)).toBe(false);
    }
  }, 240_000);

  it('goes on after its process was killed, in either stage', async () => {
    const whole = await train(join(folder, 'whole.safetensors'));
    for (const killAt of [STEPS * 7, STEPS * (EPOCHS + 5)]) {
      const path = join(folder, `killed${killAt}.safetensors`);
      const before = await train(path, killAt);
      const after = await train(path);
      expect(Math.max(...before.losses.keys())).toBeLessThan(2 * EPOCHS * STEPS);
      expect(Math.min(...after.losses.keys())).toBeGreaterThan(1);
      for (const [step, loss] of [...before.losses, ...after.losses])
        expect([step, loss]).toEqual([step, whole.losses.get(step)]);
      expect(after.answer).toBe(whole.answer);
    }
  }, 480_000);

  it('starts from the weights of another training, and lists what they lack', async () => {
    const first = make();
    await first.fit(toyPairs());
    const path = join(folder, 'start.safetensors');
    await first.save(path);
    const same = await make(1).fit(toyPairs(), { from: first });
    expect(same.notices).toEqual([]);
    // Started where the other ended, the first step is far below a fresh one.
    const fresh = await make(1).fit(toyPairs());
    expect(same.reports[0]!.losses.loss).toBeLessThan(0.5 * fresh.reports[0]!.losses.loss!);
    const other = await make(1).fit(toyPairs({ genes: ['gene0', 'gene1', 'gene2', 'gene3', 'new0', 'new1', 'new2'] }), {
      from: path,
    });
    expect(other.notices.join()).toMatch(/trained weights for 4 of 7 features.*encoder\.weight/);
    const wider = new Translator({ seed: 3, width: 5, epochs: 1 }).fit(toyPairs(), { from: path });
    await expect(wider).resolves.toMatchObject({ notices: [expect.stringMatching(/started anew: .*encoder\.weight/)] });
    expect(() => make().fit(toyPairs(), { from: { card: { id: 'squint' } } as never })).toThrow(
      /no trained Translator/,
    );
  }, 240_000);

  it('leaves a stage when validation no longer improves, with the best weights of it', async () => {
    const validation = Array.from({ length: 16 }, (_, i) => i);
    const result = await make(200).fit(toyPairs({ noise: 3 }), { validation, patience: 2 });
    expect(result.ending).toBe('finished');
    expect(result.reports.length).toBeLessThan(2 * 200 * 3);
    expect(() => make().fit(toyPairs(), { patience: 2 })).toThrow(/patience needs cells to validate on/);
  }, 240_000);

  it('is not mixed up with a run that started from other weights', async () => {
    const checkpoint = join(folder, 'mixed.safetensors');
    const first = make();
    await first.fit(toyPairs());
    const run = make().fit(toyPairs(), { checkpoint });
    for await (const { step } of run) if (step === STEPS * 3) run.stop();
    await run;
    expect(() => make().fit(toyPairs(), { checkpoint, from: first })).toThrow(/started from other weights/);
  }, 120_000);

  it('is saved and loaded', async () => {
    const model = make(2);
    await model.fit(toyPairs());
    await model.save(join(folder, 'saved.safetensors'));
    const loaded = await Translator.load(join(folder, 'saved.safetensors'));
    expect(await answerOf(loaded)).toEqual(await answerOf(model));
    expect(new DenseMatrix(64, 3, Float32Array.from(await answerOf(loaded))).rows).toBe(64);
  }, 120_000);
});

/** Runs the training program; with `killAt`, ends it by SIGKILL once that step is printed. */
function train(path: string, killAt = Infinity): Promise<{ losses: Map<number, number>; answer: number | undefined }> {
  return new Promise((resolve, reject) => {
    const program = join(__dirname, 'stagesChild.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program, path, String(EPOCHS)]);
    const losses = new Map<number, number>();
    let [rest, said] = ['', ''];
    let answer: number | undefined;
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const [name, value] = line.split(' ') as [string, string];
        if (name === 'answer') answer = Number(value);
        else losses.set(Number(name), Number(value));
        if (Number(name) === killAt) child.kill('SIGKILL');
      }
    });
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ losses, answer });
      else reject(new Error(said));
    });
  });
}
