import type { WorkOptions } from '../../compute';
import { type AnnData, DenseMatrix, numericArray, type Uns } from '../../data';
import { anything, checkOptions, flag, integer, seed as seedCheck, text } from '../../options';
import { chosenGenes } from '../genes/chosenGenes';
import { componentCount } from './pca';
import { recordStep } from '../record';
import { truncatedSvd } from './truncatedSvd';

export interface LsiOptions extends WorkOptions {
  /** How many components. 50 (our choice; Signac's RunSVD takes 50); fewer where there are fewer cells or features. */
  components?: number;
  /** Only features of var['highly_variable']. Where they are marked, yes. */
  useHighlyVariable?: boolean;
  /** A layer in place of X. */
  layer?: string;
  /** uint32: the direction in which the search starts; it changes rounding only. 0. */
  seed?: number;
}

/**
 * Latent semantic indexing: the singular value decomposition, not centred, of what tfidf made (Deerwester et al. 1990).
 * Scores (left vectors times singular values) [nObs, components] go to obsm['X_lsi'], right vectors to varm['LSI'] (0 for
 * features left out), singular values to uns['lsi']. The first component mostly follows the read depth.
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (more components than the data have), 'not-finite',
 *   'aborted', 'out-of-memory'
 */
export async function lsi(adata: AnnData, options: LsiOptions = {}): Promise<AnnData> {
  checkOptions('lsi', options, {
    components: integer(1),
    useHighlyVariable: flag,
    layer: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const features = chosenGenes('lsi', adata, options.useHighlyVariable);
  const whole = adata.matrix(options.layer);
  const x = features.length === adata.nVars ? whole : whole.takeColumns(features);
  const count = componentCount('lsi', options.components ?? 50, options.components === undefined, x.rows, x.columns);
  const wanted = { count, seed: options.seed ?? 0 };
  const { scores, components, singular } = await truncatedSvd('lsi', x, wanted, options);
  const loadings = new Float64Array(adata.nVars * count);
  features.forEach((feature, j) => {
    for (let k = 0; k < count; k++) loadings[feature * count + k] = components[k * features.length + j]!;
  });
  const uns: Uns = new Map(adata.uns).set('lsi', new Map([['singular_values', numericArray(singular)]]));
  return recordStep(adata, `lsi(components ${count}, ${features.length} features)`, {
    obsm: new Map(adata.obsm).set('X_lsi', new DenseMatrix(adata.nObs, count, Float32Array.from(scores))),
    varm: new Map(adata.varm).set('LSI', new DenseMatrix(adata.nVars, count, loadings)),
    uns,
  });
}
