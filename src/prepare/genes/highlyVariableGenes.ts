import { checkAnnData } from '../../data/checkAnnData';
import { type AnnData, BackedAnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { LayerName } from '../../names';
import { anything, checkOptions, integer, number, oneOf, text } from '../../options';
import { recordStep } from '../record';
import { blockedMoments } from '../values/blockedMoments';
import { columnMoments } from '../values/columnMoments';
import { type BlockwiseOptions, blockMoments, blockVariances } from './blockMoments';
import { checkValues, type Flavor, logFactor } from './geneValues';
import { type DispersionLimits, markedByDispersion, markedByVariance, type MarkedGenes } from './markedGenes';
import { StandardizedVariances } from './standardizedVariances';

export interface HighlyVariableGenesOptions extends DispersionLimits {
  /**
   * 'seurat': dispersions of log1p values, normalized in bins of the mean (Satija et al. 2015). 'seurat_v3': variances of
   * counts, standardized by a curve over the mean (Stuart et al. 2019). 'seurat', as scanpy.
   */
  flavor?: Flavor;
  /** 'seurat_v3': the share of the genes in each local fit. 0.3, as scanpy. */
  span?: number;
  /** A layer in place of X: the counts, for 'seurat_v3'. */
  layer?: LayerName;
}

/**
 * Marks the genes that vary most for their mean, in var['highly_variable']. As scanpy.pp.highly_variable_genes, with its
 * columns beside: means, dispersions, dispersions_norm; for 'seurat_v3' means, variances, variances_norm and
 * highly_variable_rank.
 *
 * Data that stay in their file are read block by block, once, or twice for 'seurat_v3'; blocks can be prepared before.
 *
 * @returns a new AnnData; of backed data the same file with new annotations, as a promise
 * @throws TissuebookError 'missing-key', 'invalid-argument' (values that do not suit the flavor, a count too large); of
 *   backed data also 'aborted' and what reading blocks throws
 */
export function highlyVariableGenes(adata: AnnData, options?: HighlyVariableGenesOptions): AnnData;
export function highlyVariableGenes(
  adata: BackedAnnData,
  options?: HighlyVariableGenesOptions & BlockwiseOptions,
): Promise<BackedAnnData>;
export function highlyVariableGenes(
  adata: AnnData | BackedAnnData,
  options: HighlyVariableGenesOptions & BlockwiseOptions = {},
): AnnData | Promise<BackedAnnData> {
  const backed = adata instanceof BackedAnnData;
  if (!backed) checkAnnData('highlyVariableGenes', 'adata', adata);
  checkOptions('highlyVariableGenes', options, {
    flavor: oneOf('seurat', 'seurat_v3'),
    count: integer(1),
    minMean: number(),
    maxMean: number(),
    minDispersion: number(),
    bins: integer(1, 10_000),
    span: number(0.01, 1),
    layer: text,
    ...(backed && { prepare: anything, rows: integer(1), onProgress: anything, signal: anything }),
  });
  if (options.count !== undefined && options.count > adata.nVars) {
    throw new TissuebookError('invalid-argument', `highlyVariableGenes: there are ${adata.nVars} genes.`, {
      argument: 'count',
      found: options.count,
    });
  }
  if (backed) {
    return ofBlocks(adata, options).then((found) =>
      adata.with({ annotations: recorded(adata.annotations, found, options) }),
    );
  }
  return recorded(adata, ofMatrix(adata, options), options);
}

function ofMatrix(adata: AnnData, options: HighlyVariableGenesOptions): MarkedGenes {
  const { flavor = 'seurat', span = 0.3 } = options;
  const x = adata.matrix(options.layer);
  if (flavor === 'seurat') {
    const factor = logFactor(adata);
    const quick = blockedMoments(x, factor);
    if (!quick) checkValues(x, flavor);
    return markedByDispersion(quick ?? columnMoments(x, factor), options);
  }
  checkValues(x, flavor);
  const moments = columnMoments(x);
  const standardized = new StandardizedVariances(moments, x.rows, span);
  standardized.add(x);
  return markedByVariance(moments, standardized.values(), options);
}

async function ofBlocks(
  data: BackedAnnData,
  options: HighlyVariableGenesOptions & BlockwiseOptions,
): Promise<MarkedGenes> {
  const { flavor = 'seurat', span = 0.3, layer } = options;
  const chosen = layer === undefined ? data : data.with({ layer });
  const moments = await blockMoments(chosen, flavor, options);
  if (flavor === 'seurat') return markedByDispersion(moments, options);
  return markedByVariance(moments, await blockVariances(chosen, moments, span, options), options);
}

function recorded(adata: AnnData, columns: MarkedGenes, options: HighlyVariableGenesOptions): AnnData {
  const { flavor = 'seurat', count } = options;
  const vars = adata.var.clone();
  for (const [name, values] of Object.entries(columns)) vars.set(name, values);
  const chosen = columns.highly_variable.filter(Boolean).length;
  const uns = new Map(adata.uns).set('hvg', new Map([['flavor', flavor]]));
  const fewer = count !== undefined && chosen < count ? ` of ${count} asked for: no other gene varies` : '';
  return recordStep(
    adata,
    `highlyVariableGenes(flavor ${flavor}, ${chosen} genes${fewer})`,
    { var: vars, uns },
    { options },
  );
}
