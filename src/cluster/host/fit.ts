import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Corpus, FitOptions, ModelData } from '../../models';
import type { FitOutcome, FitProgress } from '../../models/training/fitOn';
import { ownParts, watchParts } from '../../models/training/writtenParts';
import { inScratch } from '../wire/scratch';
import { SentModel } from '../wire/sentModel';
import type { TaskContext } from './context';
import { type RankSettings, Ring } from './ring';

interface FitArgument {
  readonly model: SentModel;
  readonly data: ModelData | Corpus;
  readonly options: Omit<FitOptions, 'from' | 'peers'> & { readonly from?: SentModel | string };
  /** Where this is one of several processes that train it. */
  readonly rank?: RankSettings;
}

/**
 * Trains a model, alone or as one of several ranks; its file comes back, and what the training wrote: from the first rank alone. Reports go to
 * the notebook while it goes on.
 */
export async function fit(argument: FitArgument, context: TaskContext): Promise<FitOutcome | undefined> {
  const { rank } = argument;
  if (!rank) return train(argument, context);
  let stop: () => void = () => undefined;
  const ring = await Ring.join(rank, {
    signal: context.signal,
    tell: (progress) => context.progress(progress),
    onEnd: () => stop(),
  });
  try {
    const outcome = await train(argument, context, ring, (found) => (stop = found));
    return ring.rank === 0 ? outcome : undefined;
  } finally {
    ring.close();
  }
}

/** @param onStop given what ends the training after its step */
async function train(
  { model: sent, data, options }: FitArgument,
  context: TaskContext,
  ring?: Ring,
  onStop?: (stop: () => void) => void,
): Promise<FitOutcome> {
  const model = await context.model(sent);
  const { from, ...told } = options;
  const start = from instanceof SentModel ? await context.model(from) : from;
  // The data stay with this process for other tasks, as they came.
  const own = ownParts(data);
  const written = watchParts(own);
  const more = { ...(start !== undefined && { from: start }), ...(ring && { peers: ring }) };
  const run = model.fit(own, { ...told, ...more, progress: false });
  onStop?.(() => run.stop());
  // Ranks end together: the others hear of it with the next step.
  const stop = ring ? () => (ring.ending = true) : () => run.stop();
  context.stop.addEventListener('abort', stop, { once: true });
  if (context.stop.aborted) stop();
  let sentReports = 0;
  const fresh = () => run.reports.slice(sentReports, (sentReports = run.reports.length));
  const progress = (): FitProgress => ({ epochs: run.epochs, totalSteps: run.totalSteps, reports: fresh() });
  context.progress(progress);
  const course = run[Symbol.asyncIterator]();
  while (!(await course.next()).done) context.progress(progress);
  const result = await run;
  const file = await inScratch(async (folder) => {
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    return new Uint8Array(await readFile(path));
  });
  const ending = run.status === 'stopped' || run.status === 'interrupted' ? run.status : 'finished';
  return { file, result, ending, reports: fresh(), written: options.write === false ? [] : written() };
}
