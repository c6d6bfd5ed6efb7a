import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type FollowedRun, followRun, type TrainingReport, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import type { Corpus, FitOptions, FitResult, Model, ModelData, WorkPlace } from '../contract';
import { type Written, writeInto } from './writtenParts';

/** What a worker says of a training that goes on. */
export interface FitProgress {
  readonly epochs: number;
  readonly totalSteps: number;
  /** Those since it last said something. */
  readonly reports: readonly TrainingReport[];
}

/** What a worker sends when a training has ended. */
export interface FitOutcome {
  /** The trained model, as save() writes it. */
  readonly file: Uint8Array;
  readonly result: FitResult;
  readonly ending: FollowedRun['ending'];
  readonly reports: readonly TrainingReport[];
  /** What the training wrote into the data. */
  readonly written: readonly Written[];
}

/**
 * Trains a model on a worker, and has it and the data here as if it had been trained here.
 *
 * @param model an untrained one of the same settings
 * @param take reads the trained model from its file
 */
export function fitOn<R extends FitResult>(
  place: WorkPlace,
  model: Model,
  data: ModelData | Corpus,
  { on: _, signal, progress, checkpoint, ranks = 1, peers: __, ...options }: FitOptions,
  take: (path: string) => Promise<void>,
): TrainingRun<R> {
  const end = new AbortController();
  const feed = new Feed();
  // A worker stands in another folder.
  const told = { ...options, ...(checkpoint !== undefined && { checkpoint: resolve(checkpoint) }) };
  const outcome = place
    .run('fit', { model, data, options: told }, {
      title: `${model.card.name}, seed ${String((model.config as { seed?: unknown }).seed)}`,
      stop: end.signal,
      ...(ranks > 1 && { ranks }),
      onProgress: (value) => feed.take(value as FitProgress),
    })
    .then((found) => feed.finish(found as FitOutcome), (error: unknown) => feed.fail(error)); // prettier-ignore
  // The run says it; whoever does not wait for it must not be brought down.
  outcome.catch(() => undefined);
  return followRun<R>(feed, {
    title: model.card.name,
    signal,
    ...(progress !== undefined && { progress }),
    finish: async (ending) => {
      if (ending !== 'finished') end.abort();
      const { file, result, written } = await outcome;
      await inFile(file, take);
      if (options.write ?? true) writeInto(data, written);
      return result as R;
    },
  });
}

/**
 * The reports of a training in their order, each once: one that was begun anew on another worker repeats some. Steps between the last report of
 * a killed process and the last epoch in its checkpoint are in none.
 */
class Feed implements FollowedRun {
  epochs = 0;
  totalSteps = 0;
  ending: FollowedRun['ending'] = 'finished';
  readonly #reports: TrainingReport[] = [];
  #over = false;
  #error: unknown;
  #wake: () => void = () => undefined;

  readonly reports: AsyncIterable<TrainingReport> = { [Symbol.asyncIterator]: () => this.#read() };

  take({ epochs, totalSteps, reports }: Partial<FitProgress>): void {
    if (!reports) return;
    this.epochs = epochs ?? this.epochs;
    this.totalSteps = totalSteps ?? this.totalSteps;
    const last = this.#reports.at(-1)?.step ?? 0;
    this.#reports.push(...reports.filter(({ step }) => step > last));
    this.#wake();
  }

  finish(outcome: FitOutcome): FitOutcome {
    this.ending = outcome.ending;
    this.#over = true;
    this.take({ reports: outcome.reports });
    return outcome;
  }

  fail(error: unknown): never {
    this.#error = error ?? new TissuebookError('cluster-lost', 'The training is lost.');
    this.#over = true;
    this.#wake();
    throw error;
  }

  async *#read(): AsyncGenerator<TrainingReport, void> {
    for (let at = 0; ; at++) {
      while (at >= this.#reports.length) {
        if (this.#error !== undefined) throw this.#error;
        if (this.#over) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      yield this.#reports[at]!;
    }
  }
}

async function inFile(file: Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tissuebook-'));
  try {
    const path = join(folder, 'model.safetensors');
    await writeFile(path, file);
    await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
