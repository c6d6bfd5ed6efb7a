import type { ColumnMoments } from '../values/columnMoments';
import { normalizedDispersions } from './normalizedDispersions';

/** Columns of var, one entry for each gene. */
export type MarkedGenes = { highly_variable: boolean[] } & Record<string, Float64Array | boolean[]>;

/** What 'seurat' chooses by. */
export interface DispersionLimits {
  /**
   * How many genes: exactly so many, of equal ones the first, but never a gene without counts; where fewer genes have
   * any, those. For 'seurat', the limits below unless it is given; 2,000 for 'seurat_v3'.
   */
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
  const within = (value: number, j: number): boolean =>
    means[j]! > minMean && means[j]! < maxMean && value > minDispersion;
  const first =
    count === undefined ? undefined : new Set(firstGenes(normalized, (j) => !Number.isNaN(dispersions[j]!), count));
  const chosen = Array.from(normalized, (value, j) => first?.has(j) ?? within(value, j));
  return { highly_variable: chosen, means, dispersions, dispersions_norm: normalized };
}

/** 'seurat_v3': the genes of the highest standardized variances, 2,000 unless a count is given. */
export function markedByVariance(
  { mean, variance }: ColumnMoments,
  normalized: Float64Array,
  { count = 2000 }: Pick<DispersionLimits, 'count'>,
): MarkedGenes {
  const rank = new Float64Array(normalized.length).fill(NaN);
  firstGenes(normalized, (j) => mean[j]! > 0, count).forEach((gene, place) => (rank[gene] = place));
  return {
    highly_variable: Array.from(rank, (place) => !Number.isNaN(place)),
    highly_variable_rank: rank,
    means: mean,
    variances: variance,
    variances_norm: normalized,
  };
}

/** The genes of the highest values among those that have counts, `count` of them; of equal ones the first. */
function firstGenes(values: Float64Array, counted: (gene: number) => boolean, count: number): Int32Array {
  // Where the genes of a bin are all alike, their place among them is not defined: they come last.
  const place = (gene: number): number => (Number.isNaN(values[gene]!) ? -Infinity : values[gene]!);
  return Int32Array.from(values.keys())
    .filter(counted)
    .sort((i, j) => (place(i) === place(j) ? i - j : place(j) - place(i)))
    .subarray(0, count);
}
