import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Corpus, FitOptions, ModelData } from '../../models';
import type { FitOutcome, FitProgress } from '../../models/training/fitOn';
import { ownParts, watchParts } from '../../models/training/writtenParts';
import { inScratch } from '../wire/scratch';
import { SentModel } from '../wire/sentModel';
import type { TaskContext } from './context';

interface FitArgument {
  readonly model: SentModel;
  readonly data: ModelData | Corpus;
  readonly options: Omit<FitOptions, 'from'> & { readonly from?: SentModel | string };
}

/** Trains a model; its file comes back, and what the training wrote. Reports go to the notebook while it goes on. */
export async function fit({ model: sent, data, options }: FitArgument, context: TaskContext): Promise<FitOutcome> {
  const model = await context.model(sent);
  const { from, ...told } = options;
  const start = from instanceof SentModel ? await context.model(from) : from;
  // The data stay with this process for other tasks, as they came.
  const own = ownParts(data);
  const written = watchParts(own);
  const run = model.fit(own, { ...told, ...(start !== undefined && { from: start }), progress: false });
  context.stop.addEventListener('abort', () => run.stop(), { once: true });
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
