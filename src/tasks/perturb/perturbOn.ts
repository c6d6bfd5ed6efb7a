import type { AnnData } from '../../data';
import type { Model, WorkPlace } from '../../models';
import { modelNotices } from '../shared/modelNotices';
import { allOf, askAll } from '../shared/onCluster';
import type { PerturbOptions } from './options';
import { Perturbation } from './perturbation';
import type { PerturbationSummary } from './summary';

/** What a worker finds with one model. */
export type ModelPerturbation = Pick<PerturbationSummary, 'readOut' | 'controlWords' | 'runs'>;

/** perturb with every model on a worker of its own. */
export async function perturbOn(
  place: WorkPlace,
  models: readonly Model[],
  adata: AnnData,
  options: PerturbOptions,
  types: PerturbationSummary['types'],
): Promise<Perturbation> {
  const { signal, onProgress } = options;
  // What is undefined does not travel.
  const told = { ...options, on: undefined, signal: undefined, onProgress: undefined };
  const questions = models.map((model, at) => ({
    task: 'perturb',
    argument: { model, adata, options: told },
    title: `${model.card.id}, model ${at + 1}, ${options.what.kind}`,
  }));
  const answered = (count: number): void => onProgress?.(count, models.length);
  const found = await allOf<ModelPerturbation>(askAll(place, questions, { signal, answered }));
  const [{ readOut, controlWords }] = found as [ModelPerturbation];
  return new Perturbation({
    options,
    readOut,
    models: models.map(({ card, config }) => ({ name: card.id, config: { ...config } })),
    controlWords,
    types,
    runs: found.flatMap(({ runs }, model) => runs.map((run) => ({ ...run, model }))),
    adata,
    notices: modelNotices(models),
  });
}
