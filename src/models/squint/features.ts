import type { Matrix } from '../../data';
import type { Graph } from '../../graph';
import { neighborhoodMeans, neighborhoodSums, rowsOf } from '../../graph/neighborhood';
import type { Likelihood } from './network';

/** How X becomes the network's input: counts go in as they are (and through log1p there), intensities standardized. */
export interface FeatureScale {
  readonly likelihood: Likelihood;
  /** Mean and standard deviation of each feature over the training cells; 0 and 1 for counts. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Measures the features over given cells. A constant feature gets deviation 1. */
export function featureScale(matrix: Matrix, cells: Int32Array, likelihood: Likelihood): FeatureScale {
  const mean = new Float32Array(matrix.columns);
  const deviation = new Float32Array(matrix.columns).fill(1);
  if (likelihood === 'negative-binomial') return { likelihood, mean, deviation };
  const sums = new Float64Array(matrix.columns);
  const squares = new Float64Array(matrix.columns);
  for (const cell of cells) {
    const row = matrix.row(cell);
    for (let j = 0; j < row.length; j++) {
      sums[j]! += row[j]!;
      squares[j]! += row[j]! ** 2;
    }
  }
  for (let j = 0; j < matrix.columns; j++) {
    const center = sums[j]! / cells.length;
    const spread = Math.sqrt(Math.max(0, squares[j]! / cells.length - center * center));
    mean[j] = center;
    // What is left of a constant feature by rounding is no spread.
    deviation[j] = spread > 1e-6 * Math.max(1e-6, Math.abs(center)) ? spread : 1;
  }
  return { likelihood, mean, deviation };
}

/** The network's input for some cells [cells.length, features]. */
export function inputRows(matrix: Matrix, scale: FeatureScale, cells: ArrayLike<number>): Float32Array {
  return standardize(rowsOf(matrix, cells), scale);
}

/** What the decoder has to predict for some cells: sums of counts, or means of standardized intensities. */
export function targetRows(matrix: Matrix, scale: FeatureScale, graph: Graph, cells: ArrayLike<number>): Float32Array {
  if (scale.likelihood === 'negative-binomial') return neighborhoodSums(matrix, graph, cells);
  return standardize(neighborhoodMeans(matrix, graph, cells), scale);
}

/** Predicted standardized intensities in the unit of the data again; in place. */
export function unstandardize(rows: Float32Array, scale: FeatureScale): Float32Array {
  const width = scale.mean.length;
  for (let at = 0; at < rows.length; at++)
    rows[at] = rows[at]! * scale.deviation[at % width]! + scale.mean[at % width]!;
  return rows;
}

function standardize(rows: Float32Array, scale: FeatureScale): Float32Array {
  if (scale.likelihood === 'negative-binomial') return rows;
  const width = scale.mean.length;
  for (let at = 0; at < rows.length; at++)
    rows[at] = (rows[at]! - scale.mean[at % width]!) / scale.deviation[at % width]!;
  return rows;
}
