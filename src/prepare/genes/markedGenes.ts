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
  const chosen =
    count === undefined
      ? Array.from(normalized, (value, j) => means[j]! > minMean && means[j]! < maxMean && value > minDispersion)
      : firstGenes(normalized, count);
  return { highly_variable: chosen, means, dispersions, dispersions_norm: normalized };
}

/** 'seurat_v3': the genes of the highest standardized variances, 2,000 unless a count is given. */
export function markedByVariance(
  { mean, variance }: ColumnMoments,
  normalized: Float64Array,
  { count = 2000 }: Pick<DispersionLimits, 'count'>,
): MarkedGenes {
  const known = normalized.map((value, j) => (mean[j]! > 0 ? value : NaN));
  const rank = new Float64Array(normalized.length).fill(NaN);
  descending(known)
    .subarray(0, count)
    .forEach((gene, place) => (rank[gene] = place));
  return {
    highly_variable: Array.from(rank, (place) => !Number.isNaN(place)),
    highly_variable_rank: rank,
    means: mean,
    variances: variance,
    variances_norm: normalized,
  };
}

/** The genes of the highest values that are known, `count` of them; of equal ones the first. */
function firstGenes(values: Float64Array, count: number): boolean[] {
  const chosen = new Array<boolean>(values.length).fill(false);
  for (const gene of descending(values).subarray(0, count)) chosen[gene] = true;
  return chosen;
}

/** Genes whose value is known, from the highest on; genes without counts, or that do not vary, have none. */
function descending(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys())
    .filter((j) => !Number.isNaN(values[j]!))
    .sort((i, j) => values[j]! - values[i]! || i - j);
}
