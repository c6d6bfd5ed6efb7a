import type { SparseMatrix } from '../../data';
import {
  createLinear,
  csrProduct,
  gatherRows,
  linear,
  tf,
  type Parameters,
  type Random,
  type SparseTensor,
} from '../../engine';
import { evenParts } from '../training/evenParts';
import type { ScmognnPredictionConfig } from './config';
import {
  createTypedConvolution,
  toFeatures,
  typedConvolution,
  typedMessage,
  type CellFeatureGraph,
  type NodeStates,
} from './convolution';
import { CELLS_AT_ONCE, onDevice } from './sparseInputs';

/** Sizes that the data add to the configuration. */
export interface PredictionSizes {
  /** Features of the modality that is given. */
  readonly features: number;
  /** Features of the modality that is predicted. */
  readonly targets: number;
}

/** Makes the parameters of the network that predicts one modality from another (task 1). */
export function createPrediction(
  p: Parameters,
  config: ScmognnPredictionConfig,
  { features, targets }: PredictionSizes,
  random: Random,
): void {
  const { width, layers, alpha } = config;
  const gnn = p.at('gnn');
  gnn.create('w', [layers], random, { init: { constant: 1 / layers } });
  if (alpha === 'learned') gnn.create('alpha', [1], random, { init: { constant: 0.5 } });
  // The cells' input is 0, so no gradient reaches their weight.
  gnn.create('cell.weight', [width, 1], random, { trainable: false });
  gnn.create('cell.bias', [width], random, { init: 'zeros' });
  createLinear(gnn.at('feat'), features, width, random);
  for (let l = 0; l < layers - 1; l++) createTypedConvolution(gnn.at('convs').at(l), config, random);
  createLinear(p.at('head'), width, targets, random);
}

/** What all nodes become. */
export interface Convolved {
  /** Embeddings of the cells [cells, width]. */
  readonly cells: tf.Tensor2D;
  /** What features were when each convolution heard them [features, width]. */
  readonly features: tf.Tensor2D[];
}

/**
 * H = sum of w_l H_U^l over the input layer and the convolutions (equation 2.13). Cells start alike, from an input of 0, features from
 * a row of their own.
 */
export function convolve(p: Parameters, config: ScmognnPredictionConfig, graph: CellFeatureGraph): Convolved {
  const gnn = p.at('gnn');
  const weight = levelWeight(gnn);
  const alpha = alphaOf(gnn, config);
  const first = inputStates(gnn, graph.edges.shape[0], graph.drawn);
  const features: tf.Tensor2D[] = [];
  let at = first;
  let total: tf.Tensor2D = tf.mul(weight(0), at.cells);
  for (let l = 0; l < config.layers - 1; l++) {
    features.push(at.features);
    const heard = typedConvolution(gnn.at('convs').at(l), config, at, graph, alpha);
    const from = config.residual === 'initial' ? first : at;
    at = { cells: tf.add(from.cells, heard.cells), features: tf.add(from.features, heard.features) };
    total = tf.add(total, tf.mul(weight(l + 1), at.cells));
  }
  return { cells: total, features };
}

/**
 * What convolve() gives, for any number of cells: the edges of a part of them are on the device at a time. For answers, as no
 * gradient is kept.
 *
 * @param edges as the network takes them [cells, features]
 */
export function convolveInParts(
  p: Parameters,
  config: ScmognnPredictionConfig,
  edges: SparseMatrix,
  prior?: SparseTensor,
  most = CELLS_AT_ONCE,
): Convolved {
  if (edges.rows <= most) return convolve(p, config, { edges: onDevice(edges), prior });
  const gnn = p.at('gnn');
  const weight = levelWeight(gnn);
  const alpha = alphaOf(gnn, config);
  const first = inputStates(gnn, edges.rows);
  const features: tf.Tensor2D[] = [];
  let at = first;
  let total: tf.Tensor2D = tf.mul(weight(0), at.cells);
  for (let l = 0; l < config.layers - 1; l++) {
    features.push(at.features);
    const conv = gnn.at('convs').at(l);
    const heard = evenParts(edges.rows, most).map((rows) =>
      tf.tidy((): [tf.Tensor2D, tf.Tensor2D] => {
        const part = onDevice(edges.takeRows(rows));
        const own = tf.slice(at.cells, [rows[0], 0], [rows.length, -1]);
        return [typedMessage(conv, config, 'vu', csrProduct(part, at.features)), csrProduct(part.transposed!, own)];
      }),
    );
    const summed: tf.Tensor2D = tf.addN(heard.map(([, said]) => said));
    const from = config.residual === 'initial' ? first : at;
    const cells = tf.add(from.cells, tf.concat(heard.map(([toCells]) => toCells), 0)) as tf.Tensor2D; // prettier-ignore
    const told = toFeatures(conv, config, summed, { features: at.features, prior, alpha });
    at = { cells, features: tf.add(from.features, told) };
    total = tf.add(total, tf.mul(weight(l + 1), at.cells));
  }
  return { cells: total, features };
}

/** The cells' embeddings alone [cells, width]. */
export const embedGraph = (p: Parameters, config: ScmognnPredictionConfig, graph: CellFeatureGraph): tf.Tensor2D =>
  convolve(p, config, graph).cells;

/**
 * Embeddings of cells that listen and do not speak [cells, width]: those that convolve() gives, with given states of the features.
 *
 * @param edges [cells, features] @param features as convolve() gave them
 */
export function listen(
  p: Parameters,
  config: ScmognnPredictionConfig,
  edges: SparseTensor,
  features: readonly tf.Tensor2D[],
): tf.Tensor2D {
  const gnn = p.at('gnn');
  const weight = levelWeight(gnn);
  const first = inputStates(gnn, edges.shape[0]).cells;
  let at = first;
  let total: tf.Tensor2D = tf.mul(weight(0), at);
  for (let l = 0; l < config.layers - 1; l++) {
    const heard = typedMessage(gnn.at('convs').at(l), config, 'vu', csrProduct(edges, features[l]));
    at = tf.add(config.residual === 'initial' ? first : at, heard);
    total = tf.add(total, tf.mul(weight(l + 1), at));
  }
  return total;
}

function levelWeight(gnn: Parameters): (l: number) => tf.Tensor {
  const weights = gnn.get('w') as tf.Tensor as tf.Tensor1D;
  return (l) => tf.slice(weights, [l], [1]);
}

const alphaOf = (gnn: Parameters, { alpha }: ScmognnPredictionConfig): tf.Tensor | number =>
  alpha === 'learned' ? (gnn.get('alpha') as tf.Tensor) : alpha;

/**
 * The predicted modality [cells, targets]: a linear map of the embeddings (equation 2.14).
 *
 * @param drawn which targets, int32; all unless given
 */
export function predict(p: Parameters, h: tf.Tensor2D, drawn?: tf.Tensor1D): tf.Tensor2D {
  const head = p.at('head');
  if (!drawn) return linear(head, h);
  const weight = gatherRows(head.get('weight') as tf.Tensor as tf.Tensor2D, drawn);
  return tf.add(tf.matMul(h, weight, false, true), gatherRows(head.get('bias') as tf.Tensor as tf.Tensor1D, drawn));
}

/** Equation 2.5 with an input of 0 for cells and the identity for features. @param drawn which features; all unless given */
function inputStates(gnn: Parameters, cells: number, drawn?: tf.Tensor1D): NodeStates {
  const row = tf.relu(tf.reshape(gnn.get('cell.bias'), [1, -1]));
  const table = tf.transpose(gnn.get('feat.weight') as tf.Tensor as tf.Tensor2D);
  return {
    cells: tf.tile(row, [cells, 1]) as tf.Tensor2D,
    features: tf.relu(tf.add(drawn ? gatherRows(table, drawn) : table, gnn.get('feat.bias')) as tf.Tensor2D),
  };
}

/** Root of the mean squared error over all entries (equation 2.15). */
export function rootMeanSquare(predicted: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  // The root has no slope at 0.
  return tf.sqrt(tf.maximum(tf.mean(tf.square(tf.sub(predicted, target))), 1e-24)) as tf.Scalar;
}
