import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { TissueModel } from '../../models';
import { recordStep } from '../../prepare';
import { checkOptions, text } from '../../options';

export interface EmbedOptions {
  /** The entry of obsm that takes the vectors. 'X_' and the model's name, as fit() writes them: 'X_squint'. */
  key?: string;
}

/**
 * One vector for each cell, from any trained model: for cluster, annotate, umap and all that takes an entry of obsm. The data
 * may be others than those of training.
 *
 * @returns a new AnnData with obsm[key] [nObs, width]
 * @throws TissuebookError 'not-trained', 'shape-mismatch' (features that the model needs and the data lack), 'missing-key'
 */
export async function embed(model: TissueModel, adata: AnnData, options: EmbedOptions = {}): Promise<AnnData> {
  checkOptions('embed', options, { key: text });
  if (!model.trained) {
    throw new TissuebookError('not-trained', `embed: this model (${model.name}) has not been trained.`, {
      argument: 'model',
      advice: 'Call fit first, or load a saved model.',
    });
  }
  const { key = `X_${model.name}` } = options;
  const vectors = await model.embed(adata);
  return recordStep(adata, `embed(${model.name}, key ${key})`, { obsm: new Map(adata.obsm).set(key, vectors) });
}
