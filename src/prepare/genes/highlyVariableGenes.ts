import { type AnnData, type Matrix, unsAt } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number, oneOf, text } from '../../options';
import { normalizedDispersions } from './normalizedDispersions';
import { recordStep } from '../record';
import { standardizedVariances } from './standardizedVariances';

export interface HighlyVariableGenesOptions {
  /**
   * 'seurat': dispersions of log1p values, normalised in bins of the mean (Satija et al. 2015). 'seurat_v3': variances of
   * counts, standardised by a curve over the mean (Stuart et al. 2019). 'seurat', as scanpy.
   */
  flavor?: 'seurat' | 'seurat_v3';
  /** How many genes. For 'seurat', the limits below unless it is given; 2,000 for 'seurat_v3'. */
  count?: number;
  /** 'seurat' without count: bounds of the mean, and the least normalised dispersion. 0.0125, 3 and 0.5, as scanpy. */
  minMean?: number;
  maxMean?: number;
  minDispersion?: number;
  /** 'seurat': bins of the mean. 20, as scanpy. */
  bins?: number;
  /** 'seurat_v3': the share of the genes in each local fit. 0.3, as scanpy. */
  span?: number;
  /** A layer in place of X: the counts, for 'seurat_v3'. */
  layer?: string;
}

/**
 * Marks the genes that vary most for their mean, in var['highly_variable']. As scanpy.pp.highly_variable_genes, with its
 * columns beside: means, dispersions, dispersions_norm; for 'seurat_v3' means, variances, variances_norm and
 * highly_variable_rank.
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (values that do not suit the flavor, a count too large)
 */
export function highlyVariableGenes(adata: AnnData, options: HighlyVariableGenesOptions = {}): AnnData {
  checkOptions('highlyVariableGenes', options, {
    flavor: oneOf('seurat', 'seurat_v3'),
    count: integer(1),
    minMean: number(),
    maxMean: number(),
    minDispersion: number(),
    bins: integer(1, 10_000),
    span: number(0.01, 1),
    layer: text,
  });
  const { flavor = 'seurat', count } = options;
  const x = adata.matrix(options.layer);
  checkValues(x, flavor);
  if (count !== undefined && count > adata.nVars) {
    throw new TissuebookError('invalid-argument', `highlyVariableGenes: there are ${adata.nVars} genes.`, {
      argument: 'count',
      found: count,
    });
  }
  const columns = flavor === 'seurat' ? bySeurat(adata, x, options) : byVariance(x, count ?? 2000, options.span ?? 0.3);
  const vars = adata.var.clone();
  for (const [name, values] of Object.entries(columns)) vars.set(name, values);
  const chosen = columns.highly_variable.filter(Boolean).length;
  const uns = new Map(adata.uns).set('hvg', new Map([['flavor', flavor]]));
  return recordStep(adata, `highlyVariableGenes(flavor ${flavor}, ${chosen} genes)`, { var: vars, uns });
}

type Columns = { highly_variable: boolean[] } & Record<string, Float64Array | boolean[]>;

/** 'seurat' works on values before the logarithm. */
function bySeurat(adata: AnnData, x: Matrix, options: HighlyVariableGenesOptions): Columns {
  const { count, minMean = 0.0125, maxMean = 3, minDispersion = 0.5, bins = 20 } = options;
  const base = unsAt(adata.uns, 'log1p', 'base');
  const unlog = typeof base === 'number' ? (value: number): number => Math.expm1(value * Math.log(base)) : Math.expm1;
  const { means, dispersions, normalized } = normalizedDispersions(x, unlog, bins);
  const least = count === undefined ? 0 : nthLargest(normalized, count);
  const chosen = Array.from(normalized, (value, j) => {
    const known = Number.isNaN(value) ? 0 : value;
    if (count !== undefined) return known >= least;
    return means[j]! > minMean && means[j]! < maxMean && known > minDispersion;
  });
  return { highly_variable: chosen, means, dispersions, dispersions_norm: normalized };
}

function byVariance(x: Matrix, count: number, span: number): Columns {
  const { means, variances, normalized } = standardizedVariances(x, span);
  const order = Int32Array.from(normalized, (_, j) => j).sort((i, j) => normalized[j]! - normalized[i]! || i - j);
  const rank = new Float64Array(normalized.length).fill(NaN);
  order.subarray(0, count).forEach((gene, place) => (rank[gene] = place));
  return {
    highly_variable: Array.from(rank, (place) => !Number.isNaN(place)),
    highly_variable_rank: rank,
    means,
    variances,
    variances_norm: normalized,
  };
}

/** The count-th largest of the values that are known; the smallest where there are fewer. */
function nthLargest(values: Float64Array, count: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[Math.max(0, known.length - count)] ?? Infinity;
}

function checkValues(x: Matrix, flavor: string): void {
  const counts = flavor === 'seurat_v3';
  let at = 0;
  for (const { values } = x; at < values.length; at++) {
    const value = values[at]!;
    if (!(value >= 0 && value < Infinity) || (counts && !Number.isInteger(value))) break;
  }
  const bad = x.values[at];
  if (bad === undefined) return;
  throw new TissuebookError('invalid-argument', `highlyVariableGenes: the values hold ${bad}.`, {
    argument: 'X',
    found: bad,
    advice: counts
      ? "'seurat_v3' takes counts: whole numbers; name the layer that holds them."
      : "'seurat' takes log1p values, none below zero.",
  });
}
