import { exactMath } from '../../exactMath';
import type { ColumnMoments } from '../values/columnMoments';

export interface NormalizedDispersions {
  /** log(1 + mean) of each gene. */
  means: Float64Array;
  /** log(variance / mean); NaN where a gene does not vary. */
  dispersions: Float64Array;
  /** Dispersions less the mean of their bin, divided by its standard deviation. */
  normalized: Float64Array;
}

/** Stands for a mean of 0, which nothing can be divided by; as scanpy. */
const TINY = 1e-12;

/**
 * Dispersions, normalized among genes of similar mean: bins of equal width over log(1 + mean). A gene alone in its bin
 * gets 1, as in scanpy.
 *
 * @param moments of the values before their logarithm was taken
 */
export function normalizedDispersions({ mean, variance }: ColumnMoments, bins: number): NormalizedDispersions {
  const dispersions = mean.map((value, j) => {
    const dispersion = variance[j]! / (value || TINY);
    return dispersion === 0 ? NaN : exactMath.log(dispersion);
  });
  const means = mean.map((value) => exactMath.log1p(value || TINY));
  const bin = binsOf(means, bins);
  const { average, deviation } = binMoments(dispersions, bin, bins);
  const normalized = dispersions.map((value, j) => (value - average[bin[j]!]!) / deviation[bin[j]!]!);
  return { means, dispersions, normalized };
}

/** The bin of each value, as pandas.cut: bins of equal width, of which each holds its upper edge. */
function binsOf(values: Float64Array, bins: number): Int32Array {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const edges = Float64Array.from({ length: bins }, (_, b) => low + ((b + 1) * (high - low)) / bins);
  return Int32Array.from(values, (value) => {
    let bin = Math.min(bins - 1, Math.max(0, Math.ceil(((value - low) / (high - low)) * bins) - 1 || 0));
    while (bin > 0 && value <= edges[bin - 1]!) bin--;
    while (bin < bins - 1 && value > edges[bin]!) bin++;
    return bin;
  });
}

function binMoments(
  values: Float64Array,
  bin: Int32Array,
  bins: number,
): { average: Float64Array; deviation: Float64Array } {
  const members: number[][] = Array.from({ length: bins }, () => []);
  values.forEach((value, j) => {
    if (!Number.isNaN(value)) members[bin[j]!]!.push(value);
  });
  const average = new Float64Array(bins);
  const deviation = new Float64Array(bins);
  members.forEach((list, b) => {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    average[b] = list.length === 1 ? 0 : mean;
    deviation[b] = list.length === 1 ? mean : Math.sqrt(squares / (list.length - 1));
  });
  return { average, deviation };
}
