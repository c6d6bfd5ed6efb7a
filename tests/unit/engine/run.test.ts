import { beforeAll, describe, expect, it } from 'vitest';
import {
  type TrainOptions,
  type TrainingRun,
  Parameters,
  Random,
  compile,
  observeRuns,
  startEngine,
  tf,
  train,
  trainSeeds,
} from '../../../src/engine';
beforeAll(async () => {
  await startEngine({ provider: 'cpu' });
});

const options = (more: Partial<TrainOptions<string>> = {}): TrainOptions<string> => ({
  title: 'a run',
  epochs: 3,
  stepsPerEpoch: 4,
  step: ({ step }) => ({ loss: 10 - step }),
  finish: (ending) => ending,
  ...more,
});

const readAll = async (reports: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const report of reports) if (report) count++;
  return count;
};

describe('train', () => {
  it('is awaited for its result', async () => {
    const run = train(options());
    expect(await run).toBe('finished');
    expect(run.status).toBe('finished');
    expect(run.reports.map(({ step, epoch }) => [step, epoch]).at(-1)).toEqual([12, 3]);
  });

  it('is iterated from the first report, also late', async () => {
    const run = train(options());
    const live: number[] = [];
    for await (const { step } of run) live.push(step);
    const late: number[] = [];
    for await (const { losses } of run) late.push(losses.loss);
    expect(live).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(late).toEqual(live.map((step) => 11 - step));
  });

  it('lets timers fire between steps that never wait', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const busy = (): void => {
      const until = performance.now() + 5;
      while (performance.now() < until);
    };
    await train(options({ step: () => (busy(), { loss: 1 }) }));
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(10);
  });

  it('stops with what was learnt', async () => {
    const run = train(options());
    for await (const { step } of run) if (step === 5) run.stop();
    expect(await run).toBe('stopped');
    expect(run.reports.length).toBeLessThan(12);
  });

  it('is interrupted by a signal, also while it is paused', async () => {
    const controller = new AbortController();
    const run = train(options({ signal: controller.signal }));
    run.pause();
    expect(run.status).toBe('paused');
    setTimeout(() => controller.abort(), 5);
    expect(await run).toBe('interrupted');
    expect(run.reports).toHaveLength(0);
  });

  it('goes on after a pause', async () => {
    const run = train(options());
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(run.reports).toHaveLength(0);
    run.resume();
    expect(await run).toBe('finished');
  });

  it('names the step and the term of a loss that is not a number', async () => {
    const run = train(options({ step: ({ step }) => ({ loss: 1, nb: step === 6 ? NaN : 1 }) }));
    await expect(run).rejects.toMatchObject({ kind: 'not-finite', argument: 'nb' });
    expect(run.status).toBe('failed');
    expect(run.toString()).toContain('step 7');
    await expect(readAll(run)).rejects.toMatchObject({ kind: 'not-finite' });
  });

  it('stops early when validation no longer improves, and puts the best epoch back', async () => {
    const parameters = new Parameters();
    parameters.create('w', [1], new Random(1), { init: 'zeros' });
    const w = parameters.get('w');
    const run = train(
      options({
        epochs: 20,
        step: ({ epoch }) => (parameters.set('w', [epoch]), { loss: 1 }),
        validate: (epoch) => ({ error: Math.abs(epoch - 4) }),
        earlyStopping: { term: 'error', patience: 3, parameters },
      }),
    );
    expect(await run).toBe('stopped');
    expect(run.reports.at(-1)!.epoch).toBe(8);
    expect(w.dataSync()[0]).toBe(4);
  });

  it('refuses early stopping on a term that is not there', async () => {
    const run = train(options({ earlyStopping: { term: 'mse', patience: 1 } }));
    await expect(run).rejects.toMatchObject({ kind: 'missing-key', found: 'mse' });
  });

  it('refuses an option that it does not know', () => {
    expect(() => train({ ...options(), epoch: 3 } as never)).toThrow(/Did you mean epochs/);
  });
});

describe('several seeds', () => {
  it('run one after the other; their last numbers are summed up', async () => {
    const going: number[] = [];
    const { seeds, results, terms } = await trainSeeds([3, 5, 10], (seed) =>
      train(options({ step: () => (going.push(seed), { loss: seed }), validate: () => ({ error: 2 * seed }) })),
    );
    expect(seeds).toEqual([3, 5, 10]);
    expect(results).toEqual(['finished', 'finished', 'finished']);
    expect(going).toEqual([...going].sort((a, b) => a - b));
    expect(terms.loss).toEqual({ mean: 6, deviation: expect.closeTo(Math.sqrt(13), 9), values: [3, 5, 10] });
    expect(terms.error.mean).toBe(12);
  });

  it('end with the one that is interrupted', async () => {
    const controller = new AbortController();
    const { seeds } = await trainSeeds([1, 2, 3], (seed) =>
      train(
        options({
          signal: controller.signal,
          step: () => {
            if (seed === 2) controller.abort();
            return { loss: seed };
          },
        }),
      ),
    );
    expect(seeds).toEqual([1, 2]);
  });

  it('must be different', async () => {
    await expect(trainSeeds([1, 1], () => train(options()))).rejects.toMatchObject({ argument: 'seeds' });
  });
});

describe('who observes runs', () => {
  it('is told of each that starts, of its steps, turns and end, and may end it', async () => {
    const told: string[] = [];
    const controller = new AbortController();
    const end = observeRuns((run) => {
      told.push(`start ${run.title} ${run.status}`);
      return {
        signal: controller.signal,
        stepped: () => told.push(`step ${run.reports.length}`),
        turned: () => told.push(run.status),
        ended: () => told.push(`end ${run.status}`),
      };
    });
    const run = train(options({ epochs: 1, step: ({ step }) => (step === 1 && controller.abort(), { loss: 1 }) }));
    run.pause();
    run.resume();
    expect(await run).toBe('interrupted');
    expect(told).toEqual(['start a run running', 'paused', 'running', 'step 1', 'step 2', 'end interrupted']);
    end();
    await train(options());
    expect(told).toHaveLength(6);
  });
});

describe('notices', () => {
  it('say once that steps are not compiled, for the run that takes them and no other', async () => {
    const step = compile('small.step', ({ x }) => ({ loss: tf.sum(x!) }));
    const compiled: TrainingRun<string> = train(
      options({
        step: () => {
          const x = tf.tensor1d([1, 2]);
          const { loss } = step({ x });
          const [value] = loss.dataSync();
          tf.dispose([x, loss]);
          return { loss: value! };
        },
        finish: () => compiled.notices.join(),
      }),
    );
    const plain = train(options());
    const want = ['small.step runs an operation at a time: the cpu provider does not compile.'];
    expect(await compiled).toBe(want.join());
    expect(compiled.notices).toEqual(want);
    await plain;
    expect(plain.notices).toEqual([]);
  });
});
