import type { TranslationBundle } from '@jupyterlab/translation';
import type { ModelCard } from '../../../src/protocol/models';

/** What the library's tasks do, in a few words; a task that is not here is called by its function. */
export function taskName(trans: TranslationBundle, task: string): string {
  const names: Readonly<Record<string, string>> = {
    annotate: trans.__('Label cells'),
    biomarker: trans.__('Classify slides'),
    cluster: trans.__('Cluster cells'),
    crossModal: trans.__('Go between pictures and genes'),
    denoise: trans.__('Denoise counts'),
    embed: trans.__('Embed cells'),
    generate: trans.__('Generate shapes'),
    imageToGene: trans.__('Predict genes from pictures'),
    imputeEntries: trans.__('Impute hidden entries'),
    imputeGenes: trans.__('Impute genes that a panel lacks'),
    imputePatch: trans.__('Fill patches of tissue'),
    imputeStack: trans.__('Fill a stack of sections'),
    inferExpression: trans.__('Infer cells from those around'),
    jointEmbed: trans.__('Embed two modalities together'),
    match: trans.__('Match cells of two modalities'),
    perturb: trans.__('Ask what if'),
    predictModality: trans.__('Predict one modality from another'),
    predictPerturbation: trans.__('Predict perturbations of genes'),
    retrieve: trans.__('Find cells by their picture'),
    stratify: trans.__('Stratify patients'),
    tokenDictionary: trans.__('Describe tissue tokens'),
  };
  return Object.hasOwn(names, task) ? names[task]! : task;
}

/** Tasks that tell models apart: every one that some of them do, and not all. */
export function tellingTasks(cards: readonly ModelCard[]): string[] {
  const all = [...new Set(cards.flatMap(({ tasks }) => tasks))];
  return all.filter((task) => cards.some(({ tasks }) => !tasks.includes(task)));
}
