import {
  Parameters,
  Random,
  type SparseTensor,
  type StepInputs,
  createLinear,
  csrProduct,
  linear,
  sparseFromCsr,
  tf,
} from '../../../src/engine';
import { denseCounts, normal } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `scmognn`. */
const GENES = 2000;
/** One gene of so many is counted in a cell. */
const BLOCK = 10;
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
    const { toCells, toGenes } = products(cells, inputs as Record<string, tf.Tensor1D>);
    const g = p.at('gnn');
    const weight = (l: number): tf.Tensor => tf.slice(g.get('w') as tf.Tensor as tf.Tensor1D, [l], [1]);
    // The cells' input is 0, the genes' the identity.
    let u = tf.tile(tf.relu(tf.reshape(g.get('cell.bias'), [1, DIM])), [cells, 1]) as tf.Tensor2D;
    const table = tf.transpose(g.get('feat.weight') as tf.Tensor as tf.Tensor2D);
    let v = tf.relu(tf.add(table, g.get('feat.bias'))) as tf.Tensor2D;
    let total = tf.mul(weight(0), u);
    for (let l = 0; l < LAYERS - 1; l++) {
      const lin = g.at('convs').at(l).at('lin');
      const cellMessages = tf.relu(linear(lin.at('vu'), toCells(v)));
      const geneMessages = tf.relu(linear(lin.at('uv'), toGenes(u)));
      [u, v] = [tf.add(u, cellMessages), tf.add(v, geneMessages)];
      total = tf.add(total, tf.mul(weight(l + 1), u));
    }
    const error = tf.sub(linear(p.at('head'), total as tf.Tensor2D), inputs.target);
    return { loss: tf.sqrt(tf.mean(tf.square(error))) as tf.Scalar };
  };
}

/** Products with the coefficients [cells, genes] and their transposed form. */
function products(cells: number, inputs: Record<string, tf.Tensor1D>) {
  const byCell: SparseTensor = {
    shape: [cells, GENES],
    rows: inputs.cellOf,
    columns: inputs.geneOf,
    values: inputs.coefficients,
  };
  const byGene: SparseTensor = {
    shape: [GENES, cells],
    rows: inputs.geneOfSorted,
    columns: inputs.cellOfSorted,
    values: inputs.coefficientsSorted,
  };
  return {
    toCells: (v: tf.Tensor2D) => csrProduct({ ...byCell, transposed: byGene }, v),
    toGenes: (u: tf.Tensor2D) => csrProduct({ ...byGene, transposed: byCell }, u),
  };
}

function makeInputs(cells: number): StepInputs {
  const counts = denseCounts(cells, GENES, BLOCK);
  const coefficients = tf.tidy(() => {
    const m = tf.log1p(tf.tensor2d(counts, [cells, GENES]));
    const scale = tf.mul(tf.sqrt(tf.sum(m, 1, true)), tf.sqrt(tf.sum(m, 0, true)));
    return tf.div(m, tf.where(tf.greater(m, 0), scale, 1)).dataSync();
  });
  const perCell = GENES / BLOCK;
  const stored = new Int32Array(cells * perCell);
  for (let at = 0, entry = 0; at < counts.length; at++) if (counts[at] > 0) stored[entry++] = at;
  const matrix = sparseFromCsr(
    [cells, GENES],
    Int32Array.from({ length: cells + 1 }, (_, cell) => cell * perCell),
    stored.map((at) => at % GENES),
    Float32Array.from(stored, (at) => coefficients[at]),
  );
  const { rows, columns, values, transposed } = matrix;
  return {
    cellOf: rows,
    geneOf: columns,
    coefficients: values!,
    geneOfSorted: transposed!.rows,
    cellOfSorted: transposed!.columns,
    coefficientsSorted: transposed!.values!,
    target: tf.tensor2d(normal(18, cells * TARGETS), [cells, TARGETS]),
  };
}

/** The training step of the workload `scmognn`, for any number of cells. */
export function scmognn(cells: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(cells), objective: objective(p, cells) };
}
