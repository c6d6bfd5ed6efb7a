import type { Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { Graph } from '../../graph';
import { neighborhoodMeans, neighborhoodSums, rowsOf } from '../../graph/neighborhood';
import { quantile } from '../../statistics';
import { featureMoments, standardize } from '../training/featureMoments';
import type { SquintConfig } from './config';
import type { Likelihood } from './network';
import type { DistanceScale, FeatureScale } from './scales';
import type { Tissue } from './tissue';

/** Decides 'auto' by whether X holds counts. @throws TissuebookError 'invalid-argument' for negative counts */
export function chooseLikelihood(where: string, tissue: Tissue, config: SquintConfig): Likelihood {
  const { counts, negative } = tissue.values;
  if (config.likelihood === 'auto') return counts ? 'negative-binomial' : 'gaussian';
  if (config.likelihood === 'negative-binomial' && negative > 0) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: X holds ${negative} negative values, which no count can be.`,
      {
        argument: 'likelihood',
        found: config.likelihood,
        advice: "Give counts, or use likelihood: 'gaussian' for intensities and scaled data.",
      },
    );
  }
  return config.likelihood;
}

/** Measures the features over given cells; mean 0 and deviation 1 for counts. */
export function featureScale(matrix: Matrix, cells: Int32Array, likelihood: Likelihood): FeatureScale {
  if (likelihood === 'gaussian') return { likelihood, ...featureMoments(matrix, cells) };
  const features = matrix.columns;
  return { likelihood, mean: new Float32Array(features), deviation: new Float32Array(features).fill(1) };
}

/** The network's input for some cells [cells.length, features]. */
export function inputRows(matrix: Matrix, scale: FeatureScale, cells: ArrayLike<number>): Float32Array {
  const rows = rowsOf(matrix, cells);
  return scale.likelihood === 'gaussian' ? standardize(rows, scale) : rows;
}

/** What the decoder has to predict for some cells: sums of counts, or means of standardized intensities. */
export function targetRows(matrix: Matrix, scale: FeatureScale, graph: Graph, cells: ArrayLike<number>): Float32Array {
  if (scale.likelihood === 'negative-binomial') return neighborhoodSums(matrix, graph, cells);
  return standardize(neighborhoodMeans(matrix, graph, cells), scale);
}

/** The scale that a graph's edge lengths give. Cells that all lie at one place have no length to scale by: then 1. */
export function distanceScale(graph: Graph, count: number): DistanceScale {
  return { count, limit: quantile(graph.weights ?? [], 0.95, 0) || 1 };
}

/**
 * What a cell knows of its place (C of the paper): radial basis features of the distances to its neighbors,
 * averaged over them, then its section as one-hot. Centers mu_r = r * limit / (count - 1), width limit / (count - 1).
 *
 * @param graph its weights are the lengths of the edges
 * @param section the section number of each cell; one from `sections` on is unknown and counts as a part of each known one
 * @returns [cells, count + sections] row-major; a cell without neighbors has 0 in its distance part
 */
export function covariates(graph: Graph, scale: DistanceScale, section: Int32Array, sections: number): Float32Array {
  const width = scale.count + sections;
  const sigma = scale.limit / (scale.count - 1);
  const out = new Float32Array(graph.nNodes * width);
  const sum = new Float64Array(scale.count);
  for (let i = 0; i < graph.nNodes; i++) {
    const from = graph.indptr[i]!;
    const to = graph.indptr[i + 1]!;
    sum.fill(0);
    for (let e = from; e < to; e++) {
      for (let r = 0; r < scale.count; r++) {
        sum[r]! += Math.exp(-((graph.weights![e]! - r * sigma) ** 2) / (2 * sigma * sigma));
      }
    }
    for (let r = 0; r < scale.count; r++) out[i * width + r] = sum[r]! / Math.max(1, to - from);
    if (section[i]! < sections) out[i * width + scale.count + section[i]!] = 1;
    else out.fill(1 / sections, i * width + scale.count, (i + 1) * width);
  }
  return out;
}
