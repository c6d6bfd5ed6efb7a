import { DenseMatrix, type MuData } from '../../data';
import { withoutZeros } from '../../data/sparseMatrix';
import { tf } from '../../engine';
import { TissuebookError } from '../../errors';
import type { Classification, Matching, ModalityPrediction } from '../contract';
import { evenParts } from '../training/evenParts';
import type { ScmognnConfig } from './config';
import { decoupled } from './decoupled';
import { jointLevels, type Levels, modalityLevels } from './decoupledTraining';
import { priorOf } from './priorOf';
import { compareCells } from './matching';
import { type ModalityCells, readModality, readPairs, takeRowsOnce } from './pairs';
import { convolveInParts, predict } from './prediction';
import { cellsAtOnce, embedCells, weighted } from './predictionTraining';
import { CELLS_AT_ONCE, onDevice } from './sparseInputs';
import type { ScmognnState } from './state';
import { decoupledConfig, predictionConfig, temperatureOf } from './taskSettings';

/** Pairs of which probabilities and similarities fit into memory (ours): 4 GB. */
const MOST_PAIRS = 5e8;

/** @throws TissuebookError 'invalid-argument' for a model that was trained for something else */
export function needTask(where: string, { config }: ScmognnState, ...tasks: ScmognnConfig['task'][]): void {
  if (tasks.includes(config.task)) return;
  throw new TissuebookError('invalid-argument', `${where}: this model was trained for ${config.task}.`, {
    argument: 'task',
    found: config.task,
    advice: `Train one with task: '${tasks[0]}'.`,
  });
}

/** The second modality of every cell that has the first [cells of the data, targets]; NaN for others. */
export async function predictAll(where: string, state: ScmognnState, mdata: MuData): Promise<ModalityPrediction> {
  needTask(where, state, 'prediction');
  const { parameters, targets, config } = state;
  const center = parameters.get('memory.center').dataSync();
  const given = readModality(where, mdata, state.modalities[0], state.features);
  const cellOf = cellsOfRows(given);
  const out = new Float32Array(given.row.length * targets.length).fill(NaN);
  for (const { rows, vectors } of vectorsInParts(state, given, cellsAtOnce(targets.length))) {
    const values = tf.tidy(() => predict(parameters, vectors));
    vectors.dispose();
    const found = await values.data();
    values.dispose();
    rows.forEach((row, at) => {
      if (cellOf[row] < 0) return;
      const [from, to] = [at * targets.length, cellOf[row] * targets.length];
      for (let j = 0; j < targets.length; j++) out[to + j] = found[from + j] + center[j];
    });
  }
  const kind = config.graph === 'joined' ? 'transductive' : 'inductive';
  return { values: new DenseMatrix(given.row.length, targets.length, out), features: targets, kind };
}

/** Some cells of the given modality, by row, and their embeddings [rows, width], on the device. */
interface VectorPart {
  readonly rows: Int32Array;
  readonly vectors: tf.Tensor2D;
}

/** Embeddings of the cells of the given modality, some at a time. Whoever takes them disposes of them. */
function* vectorsInParts(state: ScmognnState, { x: given, table }: ModalityCells, most: number): Generator<VectorPart> {
  const { config, parameters, prior } = state;
  const parts = evenParts(given.rows, most);
  if (config.graph === 'training') {
    for (const rows of parts) {
      const vectors = tf.tidy(() => {
        const states = tf.unstack(parameters.get('memory.features') as tf.Tensor3D) as tf.Tensor2D[];
        return embedCells(state, states, withoutZeros(takeRowsOnce(given, rows)));
      });
      yield { rows, vectors };
    }
    return;
  }
  const all = tf.tidy(() => {
    const own = prior ? priorOf(table, config) : undefined;
    const edges = weighted(config, withoutZeros(given));
    return convolveInParts(parameters, predictionConfig(config, prior), edges, own && onDevice(weighted(config, own))).cells; // prettier-ignore
  });
  try {
    for (const rows of parts) yield { rows, vectors: tf.slice(all, [rows[0], 0], [rows.length, -1]) };
  } finally {
    all.dispose();
  }
}

/** The cell of the data that each row of a modality is, -1 for none. */
function cellsOfRows({ x, row }: ModalityCells): Int32Array {
  const cells = new Int32Array(x.rows).fill(-1);
  row.forEach((at, cell) => {
    if (at >= 0) cells[at] = cell;
  });
  return cells;
}

/** Vectors of all cells of the data [cells, width]; NaN for cells that lack what they are made of. */
export async function embedAll(where: string, state: ScmognnState, mdata: MuData): Promise<DenseMatrix> {
  needTask(where, state, 'joint', 'prediction');
  if (state.config.task === 'prediction') {
    const { width } = state.config;
    const given = readModality(where, mdata, state.modalities[0], state.features);
    const cellOf = cellsOfRows(given);
    const out = new Float32Array(given.row.length * width).fill(NaN);
    for (const { rows, vectors } of vectorsInParts(state, given, CELLS_AT_ONCE)) {
      const found = await vectors.data();
      vectors.dispose();
      rows.forEach((row, at) => {
        if (cellOf[row] >= 0) out.set(found.subarray(at * width, (at + 1) * width), cellOf[row] * width);
      });
    }
    return new DenseMatrix(given.row.length, width, out);
  }
  const pairs = readPairs(where, mdata, state.config, state);
  const levels = await jointLevels(state, [pairs.x, pairs.y]);
  const found = tf.tidy(() => decoupled(state.parameters.at('net'), tensorOf(levels)).dataSync());
  const { width } = decoupledConfig(state);
  const out = new Float32Array(mdata.nObs * width).fill(NaN);
  pairs.cells.forEach((cell, at) => out.set(found.subarray(at * width, (at + 1) * width), cell * width));
  return new DenseMatrix(mdata.nObs, width, out);
}

/** Shares of the types of all cells of the data, a softmax of the first columns of their vectors. */
export async function classifyAll(where: string, state: ScmognnState, mdata: MuData): Promise<Classification> {
  needTask(where, state, 'joint');
  const { types } = state;
  if (types.length === 0) {
    throw new TissuebookError('invalid-argument', `${where}: this model was trained without labels.`, {
      argument: 'labels',
      advice: "Name their column when it is trained: fit(mdata, { labels: 'cell_type' }).",
    });
  }
  const columns = Int32Array.from(types, (_, at) => at);
  const { rows, values } = (await embedAll(where, state, mdata)).takeColumns(columns);
  const shares = tf.tidy(() => tf.softmax(tf.tensor2d(Float32Array.from(values), [rows, types.length])).dataSync());
  return { classes: types, probabilities: new DenseMatrix(rows, types.length, shares as Float32Array) };
}

/**
 * How likely each cell of the second modality is the partner of each of the first.
 *
 * @throws TissuebookError 'too-large' where the pairs would take more than 4 GB
 */
export async function matchAll(where: string, state: ScmognnState, mdata: MuData): Promise<Matching> {
  needTask(where, state, 'matching');
  const { parameters, config, features, targets, modalities } = state;
  const sides = [
    readModality(where, mdata, modalities[0], features),
    readModality(where, mdata, modalities[1], targets),
  ];
  const [n, m] = sides.map(({ x }) => x.rows);
  if (n * m > MOST_PAIRS) {
    throw new TissuebookError('too-large', `${where}: ${n} x ${m} pairs do not fit into memory.`, {
      argument: 'data',
      found: n * m,
      advice: 'Match the cells of one batch at a time: partners are of the same batch.',
    });
  }
  const network = { ...decoupledConfig(state), temperature: temperatureOf(config) };
  const levels = [await modalityLevels(state, 0, sides[0].x), await modalityLevels(state, 1, sides[1].x)];
  const [first, second] = levels.map((own, side) =>
    tf.tidy(() => decoupled(parameters.at(`net${side + 1}`), tensorOf(own))),
  );
  const [probabilities, similarity] = [new Float32Array(n * m), new Float32Array(n * m)];
  for (const rows of evenParts(n, cellsAtOnce(m))) {
    const [shares, cosines] = tf.tidy(() => {
      const found = compareCells(parameters, network, tf.slice(first, [rows[0], 0], [rows.length, -1]), second);
      return [tf.softmax(found.logits), found.cosines];
    });
    probabilities.set(await shares.data(), rows[0] * m);
    similarity.set(await cosines.data(), rows[0] * m);
    tf.dispose([shares, cosines]);
  }
  tf.dispose([first, second]);
  return {
    probabilities: new DenseMatrix(n, m, probabilities),
    similarity: new DenseMatrix(n, m, similarity),
    first: sides[0].table.obs.index,
    second: sides[1].table.obs.index,
  };
}

function tensorOf({ cells, width, steps }: Levels): tf.Tensor3D {
  return tf.tensor3d(steps, [steps.length / Math.max(1, cells * width), cells, width]);
}
