import type { WorkOptions } from '../../compute';
import { type AnnData, DenseMatrix, numericArray, type Uns } from '../../data';
import { TissuebookError } from '../../errors';
import { anything, checkOptions, flag, integer, seed as seedCheck, text } from '../../options';
import { chosenGenes } from '../genes/chosenGenes';
import { columnMoments } from '../values/columnMoments';
import { recordStep } from '../record';
import { truncatedSvd } from './truncatedSvd';

export interface PcaOptions extends WorkOptions {
  /** How many components. 50, as scanpy; one less than cells or genes where there are fewer. */
  components?: number;
  /** Only genes of var['highly_variable']. Where they are marked, yes, as scanpy. */
  useHighlyVariable?: boolean;
  /** A layer in place of X. */
  layer?: string;
  /** uint32: the direction in which the search starts; it changes rounding only. 0. */
  seed?: number;
}

/**
 * Principal components of the centred, unscaled values, exact to rounding. As scanpy.pp.pca: scores [nObs, components]
 * in obsm['X_pca'], loadings [nVars, components] in varm['PCs'] (0 for genes left out), variances and their ratios in
 * uns['pca']. Of each component, the loading of largest magnitude is positive.
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (more components than the data have), 'not-finite',
 *   'aborted', 'out-of-memory'
 */
export async function pca(adata: AnnData, options: PcaOptions = {}): Promise<AnnData> {
  checkOptions('pca', options, {
    components: integer(1),
    useHighlyVariable: flag,
    layer: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const genes = chosenGenes('pca', adata, options.useHighlyVariable);
  const whole = adata.matrix(options.layer);
  const x = genes.length === adata.nVars ? whole : whole.takeColumns(genes);
  const count = componentCount('pca', options.components ?? 50, options.components === undefined, x.rows, x.columns);
  const moments = columnMoments(x);
  const wanted = { count, seed: options.seed ?? 0, means: moments.mean };
  const { scores, components, singular } = await truncatedSvd('pca', x, wanted, options);
  const variance = singular.map((value) => value ** 2 / (x.rows - 1));
  const total = moments.variance.reduce((sum, value) => sum + value, 0);
  const uns: Uns = new Map(adata.uns).set(
    'pca',
    new Map([
      ['variance', numericArray(variance)],
      ['variance_ratio', numericArray(variance.map((value) => value / total))],
    ]),
  );
  const loadings = new Float64Array(adata.nVars * count);
  genes.forEach((gene, j) => {
    for (let k = 0; k < count; k++) loadings[gene * count + k] = components[k * genes.length + j]!;
  });
  return recordStep(adata, `pca(components ${count}, ${genes.length} genes)`, {
    obsm: new Map(adata.obsm).set('X_pca', new DenseMatrix(adata.nObs, count, Float32Array.from(scores))),
    varm: new Map(adata.varm).set('PCs', new DenseMatrix(adata.nVars, count, loadings)),
    uns,
  });
}

/** How many components can be had: fewer than cells and genes. */
export function componentCount(where: string, wanted: number, usual: boolean, rows: number, columns: number): number {
  const most = Math.min(rows, columns) - 1;
  if (wanted <= most) return wanted;
  if (usual && most >= 1) return most;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: ${rows} cells and ${columns} genes have ${Math.max(0, most)} components, not ${wanted}.`,
    { argument: 'components', found: wanted },
  );
}
