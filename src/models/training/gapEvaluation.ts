import type { Random } from '../../engine';
import { type Graph, withoutNodes } from '../../graph';
import { nearestMeans, neighborhoodMeans } from '../../graph/neighborhood';
import type { TissueCells } from './addedCells';
import { marked, unmarked } from './cells';

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

/** Whom a model that fills in cells is asked about. */
export interface GapOptions {
  /** Cells that the gaps may hold: those trained on. */
  readonly cells: Int32Array;
  /** 1 for cells that are no input here either. */
  readonly held: Uint8Array;
  readonly random: Random;
  /** Expected means of the neighborhoods of some cells [cells, features], as `fillCells` of a model; 1 marks what is hidden. */
  fill(cells: Int32Array, hidden: Uint8Array): Promise<ArrayLike<number>>;
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
 * @param tissue its graph says which cells are a neighborhood
 * @returns undefined where the tissue is too small, or where all neighborhoods in the gaps are alike
 */
export async function evaluateInGaps(
  tissue: TissueCells & { readonly graph: Graph },
  { cells: trained, held, random, fill }: GapOptions,
): Promise<GapEvaluation | undefined> {
  const { matrix } = tissue;
  const wanted = Math.min(MOST_CELLS, Math.round(SHARE * trained.length));
  const size = Math.min(GAP_CELLS, Math.floor(wanted / 3));
  if (size < FEWEST_CELLS) return undefined;
  const known = withoutNodes(tissue.graph, held);
  const cells = drawGaps(known, trained, wanted, size, random);
  const hidden = marked(held.length, cells).map((value, cell) => value | held[cell]!);
  const error = standardizedError(neighborhoodMeans(matrix, known, cells), matrix.columns);
  const observed = unmarked(hidden);
  const model = error(await fill(cells, hidden));
  const [nearest8, nearest30] = [8, 30].map((k) => error(nearestMeans(tissue, observed, cells, k).values));
  return Number.isFinite(model)
    ? { cells: cells.length, model, nearest8: nearest8!, nearest30: nearest30! }
    : undefined;
}

/** Cells in contiguous gaps of at most `size` cells that may touch, `wanted` in all, in the order of their numbers. */
export function drawGaps(graph: Graph, cells: Int32Array, wanted: number, size: number, random: Random): Int32Array {
  const gaps = new Set<number>();
  while (gaps.size < wanted) {
    const block = growBlock(graph, cells[random.integer(0, cells.length)]!, size);
    for (const cell of block) if (gaps.size < wanted) gaps.add(cell);
  }
  return Int32Array.from(gaps).sort();
}

/** The first `size` cells that a breadth-first walk from a cell meets. */
export function growBlock(graph: Graph, start: number, size: number): number[] {
  const met = new Set([start]);
  for (const cell of met) {
    for (const next of graph.neighbors(cell)) if (met.size < size) met.add(next);
    if (met.size >= size) break;
  }
  return [...met];
}

/** What measures predictions of a table [cells, features] in units of its columns' variances; NaN where no column varies. */
export function standardizedError(truth: Float32Array, features: number): (predicted: ArrayLike<number>) => number {
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
