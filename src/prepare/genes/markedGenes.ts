import type { ColumnMoments } from '../values/columnMoments';
import { normalizedDispersions } from './normalizedDispersions';

/** Columns of var, one entry for each gene. */
export type MarkedGenes = { highly_variable: boolean[] } & Record<string, Float64Array | boolean[]>;

/** What 'seurat' chooses by. */
export interface DispersionLimits {
  /** How many genes. For 'seurat', the limits below unless it is given; 2,000 for 'seurat_v3'. */
  count?: number;
  /** 'seurat' without count: bounds of the mean, and the least normalized dispersion. 0.0125, 3 and 0.5, as scanpy. */
  minMean?: number;
  maxMean?: number;
  minDispersion?: number;
  /** 'seurat': bins of the mean. 20, as scanpy. */
  bins?: number;
}

/** 'seurat': the genes of the highest normalized dispersions, or those within the limits. */
export function markedByDispersion(moments: ColumnMoments, options: DispersionLimits): MarkedGenes {
  const { count, minMean = 0.0125, maxMean = 3, minDispersion = 0.5, bins = 20 } = options;
  const { means, dispersions, normalized } = normalizedDispersions(moments, bins);
  const least = count === undefined ? 0 : nthLargest(normalized, count);
  const chosen = Array.from(normalized, (value, j) => {
    const known = Number.isNaN(value) ? 0 : value;
    if (count !== undefined) return known >= least;
    return means[j]! > minMean && means[j]! < maxMean && known > minDispersion;
  });
  return { highly_variable: chosen, means, dispersions, dispersions_norm: normalized };
}

/** 'seurat_v3': the genes of the highest standardized variances, 2,000 unless a count is given. */
export function markedByVariance(
  { mean, variance }: ColumnMoments,
  normalized: Float64Array,
  { count = 2000 }: Pick<DispersionLimits, 'count'>,
): MarkedGenes {
  const order = Int32Array.from(normalized, (_, j) => j).sort((i, j) => normalized[j]! - normalized[i]! || i - j);
  const rank = new Float64Array(normalized.length).fill(NaN);
  order.subarray(0, count).forEach((gene, place) => (rank[gene] = place));
  return {
    highly_variable: Array.from(rank, (place) => !Number.isNaN(place)),
    highly_variable_rank: rank,
    means: mean,
    variances: variance,
    variances_norm: normalized,
  };
}

/** The count-th largest of the values that are known; the smallest where there are fewer. */
function nthLargest(values: Float64Array, count: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[Math.max(0, known.length - count)] ?? Infinity;
}
