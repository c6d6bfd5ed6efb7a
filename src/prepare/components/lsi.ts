import type { WorkOptions } from '../../wasm';
import { type AnnData, numericArray, type Uns } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { recordStep } from '../record';
import { chooseFeatures, loadingsOf, scoresOf } from './features';
import { truncatedSvd } from './truncatedSvd';
import type { LayerName } from '../../names';

export interface LsiOptions extends WorkOptions {
  /** How many components. 50 (our choice; Signac's RunSVD takes 50); fewer where there are fewer cells or features. */
  components?: number;
  /** Only features of var['highly_variable']. Where they are marked, yes. */
  useHighlyVariable?: boolean;
  /** A layer in place of X. */
  layer?: LayerName;
  /** uint32: the direction in which the search starts; it changes rounding only. 0. */
  seed?: number;
}

/**
 * Latent semantic indexing: the singular value decomposition, not centered, of what tfidf made (Deerwester et al. 1990).
 * Scores (left vectors times singular values) [nObs, components] go to obsm['X_lsi'], right vectors to varm['LSI'] (0 for
 * features left out), singular values to uns['lsi']. The first component mostly follows the read depth.
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (more components than the data have), 'not-finite',
 *   'aborted', 'out-of-memory'
 */
export async function lsi(adata: AnnData, options: LsiOptions = {}): Promise<AnnData> {
  checkAnnData('lsi', 'adata', adata);
  const chosen = chooseFeatures('lsi', adata, options);
  const { features, x, count } = chosen;
  const { scores, components, singular } = await truncatedSvd('lsi', x, chosen, options);
  const uns: Uns = new Map(adata.uns).set('lsi', new Map([['singular_values', numericArray(singular)]]));
  return recordStep(
    adata,
    `lsi(components ${count}, ${features.length} features)`,
    {
      obsm: new Map(adata.obsm).set('X_lsi', scoresOf(adata, chosen, scores)),
      varm: new Map(adata.varm).set('LSI', loadingsOf(adata, chosen, components)),
      uns,
    },
    { options },
  );
}
