import { gatherRows, segmentSum, tf } from '../../../engine';
import { TissuebookError } from '../../../errors';
import { rowsOf } from '../../../graph/neighborhood';
import { buildIndex } from '../../../neighbors';
import { inferInTiles } from '../../training/inferInTiles';
import { covariateRows, encoderInput, planBatch, shapeFor, sourceOf, type BatchSource } from '../batches';
import type { SquintState } from '../state';
import type { Tissue } from '../tissue';
import { officialCounts, officialLatents, officialQuantize } from './network';

/** Observed cells whose total stands in for that of a masked cell (the authors' second stage). */
const DEPTH_CELLS = 16;

/**
 * Expected mean of each given cell's and its neighbors' counts [cells, features] as the authors' code predicts it: every cell is
 * decoded with its own total, then the mean is taken over the cell and its neighbors. The total of a masked cell is the mean
 * of the 16 nearest observed cells'.
 *
 * @param masked marks the given cells: their own values are not looked at
 * @throws TissuebookError 'invalid-argument' for weights without a mask token
 */
export async function officialImpute(
  state: SquintState,
  tissue: Tissue,
  cells: Int32Array,
  masked: Uint8Array,
): Promise<Float32Array> {
  if (state.config.layout === 'official-plain') throw noToken();
  const source = sourceOf(state, tissue);
  const totals = totalsOf(tissue, masked);
  const { means } = await inferInTiles(tissue, cells, { means: state.features.length }, (asked) => ({
    means: decodeAround(state, source, asked, masked, totals),
  }));
  return means;
}

const noToken = (): TissuebookError =>
  new TissuebookError(
    'invalid-argument',
    'squint.impute: these weights have no mask token to put in place of a cell.',
    {
      argument: 'layout',
      found: 'official-plain',
    },
  );

/** Asked cells and their neighbors are decoded together; only asked ones receive messages. */
function decodeAround(
  state: SquintState,
  source: BatchSource,
  asked: Int32Array,
  masked: Uint8Array,
  totals: Float32Array,
): tf.Tensor2D {
  const { parameters, config } = state;
  const graph = source.graph;
  const plan = planBatch(asked, graph, graph);
  // All nodes are decoded, so that all of them are core.
  const whole = { ...plan, core: plan.nodes };
  const n = plan.nodes.length;
  const input = encoderInput(source, whole, shapeFor([whole], n), masked, new Float32Array(1), true);
  const seeds = tf.tensor2d(
    Float32Array.from({ length: n }, (_, at) => Number(at < asked.length)),
    [n, 1],
  );
  const { z } = officialQuantize(parameters, config, officialLatents(parameters, config, input, seeds, false));
  const depth = tf.tensor2d(
    Float32Array.from(plan.nodes, (cell) => totals[cell]!),
    [n, 1],
  );
  const counts = officialCounts(parameters, config, z, covariateRows(source, plan.nodes), depth);
  return neighborhoodMean(counts, plan.dst, plan.src, asked.length);
}

/** The mean over each of the first `cells` rows and those that it receives from. */
export function neighborhoodMean(
  rows: tf.Tensor2D,
  dst: readonly number[],
  src: readonly number[],
  cells: number,
): tf.Tensor2D {
  const own = Array.from({ length: cells }, (_, at) => at);
  const to = tf.tensor1d([...own, ...dst], 'int32');
  const from = tf.tensor1d([...own, ...src], 'int32');
  const sums = segmentSum(gatherRows(rows, from), to, cells);
  const counts = segmentSum(tf.ones([own.length + dst.length, 1]), to, cells);
  return tf.div(sums, counts) as tf.Tensor2D;
}

/** The sum of each cell's counts; of masked ones, the mean of their nearest observed cells'. */
function totalsOf({ matrix, points, section, cells }: Tissue, masked: Uint8Array): Float32Array {
  const all = Int32Array.from({ length: cells }, (_, i) => i);
  const totals = Float32Array.from(all, (cell) => rowsOf(matrix, [cell]).reduce((a, b) => a + b, 0));
  const hidden = all.filter((cell) => masked[cell]);
  const observed = all.filter((cell) => !masked[cell]);
  const near = buildIndex(points, { groups: section, candidates: observed }).nearest(hidden, DEPTH_CELLS);
  hidden.forEach((cell, at) => {
    const found = near.subarray(at * DEPTH_CELLS, (at + 1) * DEPTH_CELLS).filter((one) => one >= 0);
    totals[cell] = found.reduce((sum, one) => sum + totals[one]!, 0) / Math.max(1, found.length);
  });
  return totals;
}
