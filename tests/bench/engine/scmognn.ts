import { Parameters, Random, type StepInputs, createLinear, linear, tf } from '../../../src/engine';
import { denseCounts, normal } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `scmognn`. */
const GENES = 2000;
const TARGETS = 100;
const DIM = 48;
const LAYERS = 4;

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  p.create('gnn.w', [LAYERS], random, { init: { constant: 1 / LAYERS } });
  // The cells' input is 0, so no gradient reaches their weight.
  p.create('gnn.cell.weight', [DIM, 1], random, { trainable: false });
  p.create('gnn.cell.bias', [DIM], random, { init: 'zeros' });
  createLinear(p.at('gnn.feat'), GENES, DIM, random);
  for (let l = 0; l < LAYERS - 1; l++) {
    for (const kind of ['uv', 'vu']) createLinear(p.at('gnn.convs').at(l).at('lin').at(kind), DIM, DIM, random);
  }
  createLinear(p.at('head'), DIM, TARGETS, random);
  return p;
}

function objective(p: Parameters, cells: number) {
  return (inputs: StepInputs) => {
    const coefficients = inputs.coefficients as tf.Tensor2D;
    const g = p.at('gnn');
    const weight = (l: number): tf.Tensor => tf.slice(g.get('w') as tf.Tensor as tf.Tensor1D, [l], [1]);
    // The cells' input is 0, the genes' the identity.
    let u = tf.tile(tf.relu(tf.reshape(g.get('cell.bias'), [1, DIM])), [cells, 1]) as tf.Tensor2D;
    const table = tf.transpose(g.get('feat.weight') as tf.Tensor as tf.Tensor2D);
    let v = tf.relu(tf.add(table, g.get('feat.bias'))) as tf.Tensor2D;
    let total = tf.mul(weight(0), u);
    for (let l = 0; l < LAYERS - 1; l++) {
      const lin = g.at('convs').at(l).at('lin');
      const toCells = tf.relu(linear(lin.at('vu'), tf.matMul(coefficients, v)));
      const toGenes = tf.relu(linear(lin.at('uv'), tf.matMul(coefficients, u, true)));
      [u, v] = [tf.add(u, toCells), tf.add(v, toGenes)];
      total = tf.add(total, tf.mul(weight(l + 1), u));
    }
    const error = tf.sub(linear(p.at('head'), total as tf.Tensor2D), inputs.target);
    return { loss: tf.sqrt(tf.mean(tf.square(error))) as tf.Scalar };
  };
}

function makeInputs(cells: number): StepInputs {
  return tf.tidy(() => {
    const m = tf.log1p(tf.tensor2d(denseCounts(cells, GENES, 10), [cells, GENES]));
    const scale = tf.mul(tf.sqrt(tf.sum(m, 1, true)), tf.sqrt(tf.sum(m, 0, true)));
    return {
      coefficients: tf.div(m, tf.where(tf.greater(m, 0), scale, 1)),
      target: tf.tensor2d(normal(18, cells * TARGETS), [cells, TARGETS]),
    };
  });
}

/** The training step of the workload `scmognn`, for any number of cells. */
export function scmognn(cells: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(cells), objective: objective(p, cells) };
}
