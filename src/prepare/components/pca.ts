import type { WorkOptions } from '../../wasm';
import { type AnnData, numericArray, type Uns } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { recordStep } from '../record';
import { columnMoments } from '../values/columnMoments';
import { chooseFeatures, loadingsOf, scoresOf } from './features';
import { truncatedSvd } from './truncatedSvd';
import type { LayerName } from '../../names';

export interface PcaOptions extends WorkOptions {
  /** How many components. 50, as scanpy; one less than cells or genes where there are fewer. */
  components?: number;
  /** Only genes of var['highly_variable']. Where they are marked, yes, as scanpy. */
  useHighlyVariable?: boolean;
  /** A layer in place of X. */
  layer?: LayerName;
  /** uint32: the direction in which the search starts; it changes rounding only. 0. */
  seed?: number;
}

/**
 * Principal components of the centered, unscaled values, exact to rounding. As scanpy.pp.pca: scores [nObs, components]
 * in obsm['X_pca'], loadings [nVars, components] in varm['PCs'] (0 for genes left out), variances and their ratios in
 * uns['pca'], NaN where nothing varies. Of each component, the loading of largest magnitude is positive.
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (more components than the data have), 'not-finite',
 *   'aborted', 'out-of-memory'
 */
export async function pca(adata: AnnData, options: PcaOptions = {}): Promise<AnnData> {
  checkAnnData('pca', 'adata', adata);
  const chosen = chooseFeatures('pca', adata, options);
  const { features, x, count } = chosen;
  const moments = columnMoments(x);
  const { scores, components, singular } = await truncatedSvd('pca', x, { ...chosen, means: moments.mean }, options);
  const variance = singular.map((value) => value ** 2 / (x.rows - 1));
  const total = moments.variance.reduce((sum, value) => sum + value, 0);
  const uns: Uns = new Map(adata.uns).set(
    'pca',
    new Map([
      ['variance', numericArray(variance)],
      ['variance_ratio', numericArray(variance.map((value) => (total > 0 ? value / total : NaN)))],
    ]),
  );
  return recordStep(
    adata,
    `pca(components ${count}, ${features.length} genes)`,
    {
      obsm: new Map(adata.obsm).set('X_pca', scoresOf(adata, chosen, scores)),
      varm: new Map(adata.varm).set('PCs', loadingsOf(adata, chosen, components)),
      uns,
    },
    { options },
  );
}
