import type { Capability, FitOptions, Model, ModelData } from '../../models';

/** What a task trains a fresh model with. */
export interface TrialOptions {
  readonly seed: number;
  readonly epochs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: boolean | undefined;
  /** Settings that the task knows, given to models that have them: { from: 'rna', labels: 'cell_type' }. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Further options of fit(). */
  readonly fit?: Pick<FitOptions, 'labels'>;
}

/** What a task tells fit(): nothing is written into the data. */
export const fitOptions = ({ epochs, signal, progress }: Pick<TrialOptions, 'epochs' | 'signal' | 'progress'>) => ({
  write: false,
  ...(epochs !== undefined && { epochs }),
  ...(signal && { signal }),
  ...(progress !== undefined && { progress }),
});

/** An untrained model like the given one, trained on some data, and what its training had to say. The given one stays as it is. */
export async function trainTrial(
  model: Model,
  purpose: Capability,
  data: ModelData,
  { seed, settings = {}, fit = {}, ...told }: TrialOptions,
): Promise<{ trial: Model; notices: readonly string[] }> {
  const known = new Set(Object.keys(model.config));
  const changes: object = Object.fromEntries(Object.entries({ seed, ...settings }).filter(([name]) => known.has(name)));
  const trial = model.fresh(changes, purpose);
  const { notices } = await trial.fit(data, { ...fit, ...fitOptions(told) });
  return { trial, notices };
}
