import { DenseMatrix, type MuData } from '../../data';
import { withoutZeros } from '../../data/sparseMatrix';
import { tf } from '../../engine';
import { TissuebookError } from '../../errors';
import type { Classification, Matching, ModalityPrediction } from '../contract';
import type { ScmognnConfig } from './config';
import { decoupled } from './decoupled';
import { jointLevels, type Levels, modalityLevels } from './decoupledTraining';
import { priorOf } from './priorOf';
import { matchCells } from './matching';
import { type ModalityCells, readModality, readPairs } from './pairs';
import { embedGraph, predict } from './prediction';
import { embedCells, weighted } from './predictionTraining';
import { onDevice } from './sparseInputs';
import type { ScmognnState } from './state';
import { decoupledConfig, predictionConfig, temperatureOf } from './taskSettings';

/** Cells that are answered at once (ours). */
const ROWS = 4096;

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
export function predictAll(where: string, state: ScmognnState, mdata: MuData): ModalityPrediction {
  needTask(where, state, 'prediction');
  const { parameters, targets, config } = state;
  const center = parameters.get('memory.center').dataSync();
  const { vectors, given } = vectorsOf(where, state, mdata);
  const out = new Float32Array(given.row.length * targets.length).fill(NaN);
  const found = tf.tidy(() => predict(parameters, vectors).dataSync());
  vectors.dispose();
  given.row.forEach((row, cell) => {
    if (row < 0) return;
    for (let j = 0; j < targets.length; j++)
      out[cell * targets.length + j] = found[row * targets.length + j] + center[j];
  });
  const kind = config.graph === 'joined' ? 'transductive' : 'inductive';
  return { values: new DenseMatrix(given.row.length, targets.length, out), features: targets, kind };
}

/** Embeddings of the cells of the given modality [cells, width], on the device. */
function vectorsOf(where: string, state: ScmognnState, mdata: MuData): { vectors: tf.Tensor2D; given: ModalityCells } {
  const { config, parameters, features, modalities, prior } = state;
  const given = readModality(where, mdata, modalities[0], features);
  const x = withoutZeros(given.x);
  if (config.graph === 'joined') {
    const own = prior ? priorOf(given.table, config) : undefined;
    const vectors = tf.tidy(() =>
      embedGraph(parameters, predictionConfig(config, prior), {
        edges: onDevice(weighted(config, x)),
        prior: own && onDevice(weighted(config, own)),
      }),
    );
    return { vectors, given };
  }
  const vectors = tf.tidy(() => {
    const states = tf.unstack(parameters.get('memory.features') as tf.Tensor3D) as tf.Tensor2D[];
    const parts: tf.Tensor2D[] = [tf.zeros([0, config.width])];
    for (let from = 0; from < x.rows; from += ROWS) {
      const rows = Array.from({ length: Math.min(ROWS, x.rows - from) }, (_, at) => from + at);
      parts.push(embedCells(state, states, x.rows <= ROWS ? x : withoutZeros(x.takeRows(rows))));
    }
    return parts.length === 1 ? parts[0] : (tf.concat(parts.slice(1), 0) as tf.Tensor2D);
  });
  return { vectors, given };
}

/** Vectors of all cells of the data [cells, width]; NaN for cells that lack what they are made of. */
export function embedAll(where: string, state: ScmognnState, mdata: MuData): DenseMatrix {
  needTask(where, state, 'joint', 'prediction');
  if (state.config.task === 'prediction') {
    const { vectors, given } = vectorsOf(where, state, mdata);
    return placed(vectors, given.row, state.config.width);
  }
  const pairs = readPairs(where, mdata, state.config, state);
  const row = new Int32Array(mdata.nObs).fill(-1);
  pairs.cells.forEach((cell, at) => (row[cell] = at));
  const levels = jointLevels(state, pairs.x, pairs.y);
  const vectors = tf.tidy(() => decoupled(state.parameters.at('net'), tensorOf(levels)));
  return placed(vectors, row, decoupledConfig(state).width);
}

/** Shares of the types of all cells of the data, a softmax of the first columns of their vectors. */
export function classifyAll(where: string, state: ScmognnState, mdata: MuData): Classification {
  needTask(where, state, 'joint');
  const { types } = state;
  if (types.length === 0) {
    throw new TissuebookError('invalid-argument', `${where}: this model was trained without labels.`, {
      argument: 'labels',
      advice: "Name their column when it is trained: fit(mdata, { labels: 'cell_type' }).",
    });
  }
  const columns = Int32Array.from(types, (_, at) => at);
  const { rows, values } = embedAll(where, state, mdata).takeColumns(columns);
  const shares = tf.tidy(() => tf.softmax(tf.tensor2d(Float32Array.from(values), [rows, types.length])).dataSync());
  return { classes: types, probabilities: new DenseMatrix(rows, types.length, shares as Float32Array) };
}

function placed(vectors: tf.Tensor2D, row: Int32Array, width: number): DenseMatrix {
  const found = vectors.dataSync();
  vectors.dispose();
  const out = new Float32Array(row.length * width).fill(NaN);
  row.forEach((at, cell) => {
    if (at >= 0) out.set(found.subarray(at * width, (at + 1) * width), cell * width);
  });
  return new DenseMatrix(row.length, width, out);
}

/** How likely each cell of the second modality is the partner of each of the first. */
export function matchAll(where: string, state: ScmognnState, mdata: MuData): Matching {
  needTask(where, state, 'matching');
  const { parameters, config, features, targets, modalities } = state;
  const sides = [
    readModality(where, mdata, modalities[0], features),
    readModality(where, mdata, modalities[1], targets),
  ];
  const levels = [modalityLevels(state, 0, sides[0].x), modalityLevels(state, 1, sides[1].x)];
  const network = { ...decoupledConfig(state), temperature: temperatureOf(config) };
  const [n, m] = levels.map(({ cells }) => cells);
  const [cosines, probabilities] = tf.tidy(() => {
    const found = matchCells(parameters, network, [tensorOf(levels[0]), tensorOf(levels[1])]);
    return [found.cosines.dataSync(), tf.softmax(found.logits).dataSync()];
  });
  return {
    probabilities: new DenseMatrix(n, m, probabilities as Float32Array),
    similarity: new DenseMatrix(n, m, cosines as Float32Array),
    first: sides[0].table.obs.index,
    second: sides[1].table.obs.index,
  };
}

function tensorOf({ cells, width, steps }: Levels): tf.Tensor3D {
  return tf.tensor3d(steps, [steps.length / (cells * width), cells, width]);
}
