import type { AnnData, CohortPart } from '../../data';
import { type PartOptions, partsOfFile } from '../../data/cohort/partOf';
import { TissuebookError } from '../../errors';
import type { ModelData } from '../../models';
import { type CompareOptions, imputePatch, type ImputePatchOptions, perturb, type PerturbOptions } from '../../tasks';
import { variancesOf } from '../../tasks/cohort/cohortVariableGenes';
import { type CohortValues, momentsOf } from '../../tasks/cohort/summarizeCohort';
import { type PartResultOptions, writePart } from '../../tasks/cohort/writePart';
import { benchmarks } from '../../tasks/compare/benchmarks';
import type { RoundOptions } from '../../tasks/compare/rounds';
import { type PatientTable, shuffledAucs } from '../../tasks/stratify/nestedChoice';
import type { SentModel } from '../wire/sentModel';
import type { Task, TaskContext } from './context';
import { fit } from './fit';

interface VariancesArgument {
  readonly part: CohortPart;
  readonly features: string[];
  readonly moments: { mean: Float64Array; variance: Float64Array };
  readonly nObs: number;
  readonly span: number;
}

/** What a cluster is asked for by name. Arguments are checked by the functions that do it, as they are in a notebook. */
export const tasks: Readonly<Record<string, Task>> = {
  fit,

  /** For ranks, which begin together: the worker has nothing else to do, and has loaded the library. */
  ready: () => true,

  async embed({ model, data }: { model: SentModel; data: ModelData }, context: TaskContext) {
    return (await context.model(model)).can.embed!(data);
  },

  async tokenize({ model, data }: { model: SentModel; data: ModelData }, context: TaskContext) {
    return (await context.model(model)).can.tokenize!(data);
  },

  async 'compare.round'(
    { model, data, seed, options }: { model: SentModel; data: ModelData; seed: number; options: RoundOptions },
    context: TaskContext,
  ) {
    const asked: CompareOptions = { ...options, signal: endOf(context) };
    return ended(context, await benchmarks[options.task].round(await context.model(model), data, seed, asked));
  },

  async imputePatch(
    { model, data, options }: { model: SentModel; data: AnnData; options: ImputePatchOptions },
    context: TaskContext,
  ) {
    return ended(context, await imputePatch(await context.model(model), data, { ...options, signal: endOf(context) }));
  },

  async perturb(
    { model, adata, options }: { model: SentModel; adata: AnnData; options: PerturbOptions },
    context: TaskContext,
  ) {
    const progress = (done: number, total: number): void => context.progress({ text: `${done} of ${total} readings` });
    const asked = { ...options, signal: endOf(context), onProgress: progress };
    const { readOut, controlWords, runs } = (await perturb(await context.model(model), adata, asked)).summary;
    return ended(context, { readOut, controlWords, runs });
  },

  'cohort.parts': ({ path, options }: { path: string; options: PartOptions }) => partsOfFile(path, options),

  'cohort.moments': ({ part, features, values }: { part: CohortPart; features: string[]; values: CohortValues }) =>
    momentsOf(part, features, values),

  'cohort.variances': ({ part, features, moments, nObs, span }: VariancesArgument) =>
    variancesOf(part, features, moments, nObs, span),

  async 'cohort.answer'(
    { model, part, options }: { model: SentModel; part: CohortPart; options: PartResultOptions },
    context: TaskContext,
  ) {
    return writePart(await context.model(model), part, options);
  },

  'stratify.shuffles': ({ tables, shuffled }: { tables: PatientTable[]; shuffled: boolean[][] }) =>
    shuffledAucs(tables, shuffled),
};

/** Aborted when the task is cancelled or stopped: half of it is of no use. */
const endOf = ({ signal, stop }: TaskContext): AbortSignal => AbortSignal.any([signal, stop]);

/** A result of a training that was cut short is none. */
function ended<T>({ signal, stop }: TaskContext, result: T): T {
  if (!signal.aborted && !stop.aborted) return result;
  throw new TissuebookError('aborted', 'The task was stopped.');
}
