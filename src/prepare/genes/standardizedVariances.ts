import type { Matrix } from '../../data';
import { columnMoments } from '../values/columnMoments';
import { loess } from './loess';
import { forEachStored } from '../values/mapValues';

export interface StandardizedVariances {
  means: Float64Array;
  /** Variances (n - 1) of the counts. */
  variances: Float64Array;
  /** Variances of the counts after standardising and clipping; 0 where a gene does not vary. */
  normalized: Float64Array;
}

/**
 * Variances of counts that were standardised by what genes of their mean usually vary, and clipped at the square root of
 * the number of cells (Stuart et al. 2019, "Feature selection for individual datasets").
 *
 * @param span the share of the genes in each local fit
 */
export function standardizedVariances(x: Matrix, span: number): StandardizedVariances {
  const cells = x.rows;
  const { mean, variance } = columnMoments(x);
  const deviation = usualDeviations(mean, variance, span);
  const limit = mean.map((value, j) => deviation[j]! * Math.sqrt(cells) + value);
  const sum = new Float64Array(x.columns);
  const squares = new Float64Array(x.columns);
  forEachStored(x, (_, j, value) => {
    const clipped = Math.min(value, limit[j]!);
    sum[j]! += clipped;
    squares[j]! += clipped * clipped;
  });
  const normalized = mean.map(
    (value, j) => (cells * value ** 2 + squares[j]! - 2 * sum[j]! * value) / ((cells - 1) * deviation[j]! ** 2),
  );
  return { means: mean, variances: variance, normalized };
}

/** The standard deviation that is usual for each gene's mean: a curve through all genes that vary; else 1. */
function usualDeviations(mean: Float64Array, variance: Float64Array, span: number): Float64Array {
  const varying = Int32Array.from(variance, (_, j) => j).filter((j) => variance[j]! > 0);
  const curve = loess(
    Float64Array.from(varying, (j) => Math.log10(mean[j]!)),
    Float64Array.from(varying, (j) => Math.log10(variance[j]!)),
    span,
  );
  const out = new Float64Array(mean.length).fill(1);
  varying.forEach((gene, i) => (out[gene] = Math.sqrt(10 ** curve[i]!)));
  return out;
}
