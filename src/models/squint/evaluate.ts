import type { Random } from '../../engine';
import { nearestMeans } from '../../graph/nearestMeans';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { imputeCells } from './imputing';
import { drawGaps } from './masks';
import type { SquintState } from './state';
import { withoutCells, type Tissue } from './tissue';

/**
 * How well gaps in the tissue are filled in. Errors are squared, in units of each feature's variance over the cells of the gaps,
 * and averaged over the features: 1 is what the best single answer for all of these cells gives.
 */
export interface GapEvaluation {
  /** Cells in the gaps. */
  readonly cells: number;
  readonly model: number;
  /** The means of the 8 and of the 30 nearest cells outside of the gaps, as in imputePatch. */
  readonly nearest8: number;
  readonly nearest30: number;
}

/** Share of the cells that are put into gaps, and how many at most (ours): some three neighborhoods across, as in imputePatch. */
const SHARE = 0.1;
const MOST_CELLS = 600;
const GAP_CELLS = 100;
/** Where fewer cells than this would lie in a gap, nothing can be told. */
const FEWEST_CELLS = 3;

/**
 * Hides contiguous gaps from a trained model and compares what it says of the neighborhoods there (X_nbr, as a mean) with the
 * mean of the nearest observed cells. Training has seen these cells, so that the model looks a little better than on cells that
 * it never met; imputePatch sets cells aside before training.
 *
 * @param open the cells that were trained on
 * @param held cells that are no input here either
 * @returns undefined where the tissue is too small, or where all neighborhoods in the gaps are alike
 */
export async function evaluateInGaps(
  state: SquintState,
  tissue: Tissue,
  open: Int32Array,
  held: Uint8Array,
  random: Random,
): Promise<GapEvaluation | undefined> {
  const wanted = Math.min(MOST_CELLS, Math.round(SHARE * open.length));
  const size = Math.min(GAP_CELLS, Math.floor(wanted / 3));
  if (size < FEWEST_CELLS) return undefined;
  const known = held.includes(1) ? withoutCells(tissue.graph, held) : tissue.graph;
  const cells = drawGaps(known, open, wanted, size, random);
  const masked = held.slice();
  for (const cell of cells) masked[cell] = 1;
  const truth = neighborhoodMeans(tissue.matrix, known, cells);
  const error = errorOf(truth, tissue.features.length);
  const observed = [...masked.keys()].filter((cell) => !masked[cell]);
  const [model, nearest8, nearest30] = [
    error(await imputeCells(state, tissue, cells, masked)),
    error(nearestMeans(tissue, observed, cells, 8).values),
    error(nearestMeans(tissue, observed, cells, 30).values),
  ];
  return Number.isFinite(model) ? { cells: cells.length, model, nearest8, nearest30 } : undefined;
}

/** What measures predictions of a table [cells, features] in units of its columns' variances; NaN where no column varies. */
export function errorOf(truth: Float32Array, features: number): (predicted: ArrayLike<number>) => number {
  const cells = truth.length / features;
  const sum = (term: (at: number, feature: number) => number): Float64Array => {
    const sums = new Float64Array(features);
    for (let at = 0; at < truth.length; at++) sums[at % features]! += term(at, at % features);
    return sums;
  };
  const means = sum((at) => truth[at]! / cells);
  const spread = sum((at, feature) => (truth[at]! - means[feature]!) ** 2);
  // What is left of a constant feature by rounding is no spread.
  const varying = [...spread.keys()].filter((feature) => spread[feature]! > 1e-10 * cells * means[feature]! ** 2);
  return (predicted) => {
    const errors = sum((at) => (truth[at]! - predicted[at]!) ** 2);
    return varying.reduce((total, feature) => total + errors[feature]! / spread[feature]!, 0) / varying.length;
  };
}
