import type { SparseMatrix } from '../../data';
import { linear, startEngine, tf } from '../../engine';
import { TissuebookError } from '../../errors';
import { evenParts } from '../training/evenParts';
import { networkConfig } from './config';
import { cellEdges, edgeMatrices, isDense } from './cellEdges';
import { type FixedGraph, fixedGraph, fixedMatrices } from './fixedGraph';
import type { HeteroGraph } from './graph';
import type { NodeStates } from './layer';
import type { Memory } from './memory';
import { cellVectors, laterCells, statesOf } from './network';
import { cellStart } from './start';
import type { ScmoformerState } from './state';

/** What the network says of cells. */
export interface Answers {
  /** The cells after every layer, side by side [cells, layers * width]. */
  readonly vectors: Float32Array;
  /** Their proteins [cells, proteins]. */
  readonly values: Float32Array;
}

/** Whom cells are answered among: the training cells that the model keeps, or all of the cells at hand. */
export type Company = 'training' | 'data';

export interface AnswerOptions {
  readonly company: Company;
  /** What of it is wanted: vectors of many cells take memory. */
  readonly want?: 'vectors' | 'values' | 'both';
  readonly signal?: AbortSignal | undefined;
}

/** Cells that are answered at a time (ours). */
export const CELLS_AT_ONCE = 4096;

/**
 * Reads cells. Among training cells each is answered for itself, in parts that bound the memory; with the cells of the data as company
 * all of them are one graph, as published, or several of equal size where they are more than fit.
 *
 * @param x [cells, genes] as the model knows them
 */
export async function answer(
  state: ScmoformerState,
  memory: Memory,
  x: SparseMatrix,
  { company, want = 'both', signal }: AnswerOptions,
): Promise<Answers> {
  await startEngine();
  const { config, proteins } = state;
  const width = config.layers * config.width;
  const vectors = new Float32Array(want === 'values' ? 0 : x.rows * width);
  const values = new Float32Array(want === 'vectors' ? 0 : x.rows * proteins.length);
  const fixed = await fixedGraph(config, memory, signal);
  const known = company === 'training' ? statesAmong(state, memory, fixed) : undefined;
  const most = company === 'training' ? CELLS_AT_ONCE : Math.max(CELLS_AT_ONCE, config.batchSize);
  try {
    for (const rows of evenParts(x.rows, most)) {
      if (signal?.aborted) throw new TissuebookError('aborted', 'scmoformer: the prediction was stopped.');
      const part = rows.length === x.rows ? x : x.takeRows(rows);
      const [found, said] = tf.tidy(() => {
        const cells = known
          ? later(state, memory, known, part)
          : cellVectors(together(state, memory, fixed, part, config.layers));
        return [cells, linear(state.parameters.at('head'), cells)];
      });
      if (want !== 'values') vectors.set(await found.data(), rows[0]! * width);
      if (want !== 'vectors') values.set(await said.data(), rows[0]! * proteins.length);
      tf.dispose([found, said]);
    }
  } finally {
    tf.dispose(known ?? []);
    fixed.dispose();
  }
  return { vectors, values };
}

/** The states of the training cells that the model keeps, before every layer. They are to be disposed of. */
export function statesAmong(state: ScmoformerState, memory: Memory, fixed: FixedGraph): NodeStates[] {
  return tf.tidy(() => together(state, memory, fixed, memory.context, state.config.layers - 1));
}

/** Vectors of cells that come later. */
export function later(
  { config, parameters, encoded, features }: ScmoformerState,
  { loadings }: Memory,
  states: readonly NodeStates[],
  x: SparseMatrix,
): tf.Tensor2D {
  const start = tf.tensor2d(cellStart(x, loadings, config.rank), [x.rows, config.rank]);
  const edges = cellEdges(x, { dense: isDense(x.rows, x.columns, x.stored) });
  const { cellGene } = edgeMatrices(edges, [x.rows, features.length]);
  return laterCells(parameters, networkConfig(config, encoded), states, start, cellGene);
}

/** All nodes of a graph of some cells, before the first of some layers and after every one. */
function together(
  { config, parameters, encoded, proteins }: ScmoformerState,
  { loadings }: Memory,
  { tensors, encoding }: FixedGraph,
  x: SparseMatrix,
  layers: number,
): NodeStates[] {
  const sizes = { genes: x.columns, proteins: proteins.length };
  const edges = cellEdges(x, { dense: isDense(x.rows, x.columns, x.stored) });
  const graph: HeteroGraph = { ...fixedMatrices(tensors, sizes), ...edgeMatrices(edges, [x.rows, x.columns]) };
  const input = {
    genes: tensors.genes as tf.Tensor2D,
    cells: tf.tensor2d(cellStart(x, loadings, config.rank), [x.rows, config.rank]),
    ...(encoding && { encoding: tf.tensor2d(encoding.values, [x.columns, encoding.columns]) }),
  };
  return statesOf(parameters, { ...networkConfig(config, encoded), layers }, input, graph);
}
