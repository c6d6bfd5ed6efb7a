import type { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { type Graph, knnGraph } from '../../graph';
import type { Capabilities, Capability, Model, TissueFrame } from '../../models';

/** Neighbors that a cell has for models that do not say how they see a tissue, as in SQUINT's paper. */
export const NEIGHBORS = 8;

/** What a model must be able to do, in words. */
const WORDS: Record<Capability, string> = {
  embed: 'embed cells',
  embedsFrom: 'say what vectors are made of',
  embedImages: 'embed pictures',
  tokenize: 'give tokens',
  fillCells: 'fill in cells',
  fillGenes: 'fill in genes',
  predictCells: 'infer cells from those around them',
  predictPerturbation: 'predict perturbations',
  perturb: 'answer changes of some cells from their surroundings alone',
  predictGenePerturbation: 'predict perturbations of genes',
  attend: 'say who attends to whom',
  predictModality: 'predict a modality',
  match: 'match cells of two modalities',
  classify: 'classify cells',
  generate: 'generate cells',
  retrieve: 'retrieve items of another kind',
};

/** Something a model is asked, present. @throws TissuebookError 'invalid-argument' for a model that cannot do it */
export function need<K extends Capability>(where: string, model: Model, capability: K): NonNullable<Capabilities[K]> {
  const found = model.can?.[capability];
  if (found) return found;
  const can = Object.keys(model.can ?? {}).join(', ');
  throw new TissuebookError('invalid-argument', `${where}: ${nameOf(model)} cannot ${WORDS[capability]}.`, {
    argument: 'model',
    found: nameOf(model),
    advice: can === '' ? 'Give a model, such as zoo.create makes.' : `It can: ${can}.`,
  });
}

/** @throws TissuebookError 'not-trained' */
export function needTrained(where: string, model: Model, argument = 'model'): void {
  if (model.trained) return;
  throw new TissuebookError('not-trained', `${where}: this model (${nameOf(model)}) has not been trained.`, {
    argument,
    advice: 'Call fit first, or load a saved model.',
  });
}

/** How a model sees a tissue; one that does not say sees one section and the 8 nearest neighbors of each cell. */
export function frameOf(model: Model): TissueFrame {
  return (
    model.frame ?? {
      sectionColumn: '',
      sections: (adata) => ({ section: new Int32Array(adata.nObs), sections: [''] }),
      graph: nearestGraph,
    }
  );
}

/** Who is whose neighbor for a model that does not say: the 8 nearest of the section, both ways. */
export function nearestGraph(points: DenseMatrix, section?: Int32Array): Graph {
  return knnGraph(points, { k: NEIGHBORS, symmetric: true, ...(section && { groups: section }) });
}

const nameOf = (model: Model): string => String((model as Partial<Model> | undefined)?.card?.id ?? 'this');
