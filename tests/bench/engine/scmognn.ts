import { Parameters, Random, type SparseTensor, type StepInputs, sparseFromCsr, tf } from '../../../src/engine';
import type { ScmognnPredictionConfig } from '../../../src/models/scmognn/config';
import { createPrediction, embedGraph, predict, rootMeanSquare } from '../../../src/models/scmognn/prediction';
import { denseCounts, normal } from './inputs';
import type { Network } from './workload';

/** Genes and targets of a workload. */
export type ScmognnSizes = Record<'genes' | 'targets', number>;

/** Sizes of the workload `scmognn`. */
const SIZES: ScmognnSizes = { genes: 2000, targets: 100 };
/** One gene of so many is counted in a cell. */
const BLOCK = 10;
const CONFIG: ScmognnPredictionConfig = {
  width: 48,
  layers: 4,
  residual: 'previous',
  groups: 0,
  prior: false,
  alpha: 0.5,
};

/** The coefficients [cells, genes] with their transposed form. */
function edgesOf(cells: number, genes: number, inputs: Record<string, tf.Tensor1D>): SparseTensor {
  const byCell: SparseTensor = {
    shape: [cells, genes],
    rows: inputs.cellOf,
    columns: inputs.geneOf,
    values: inputs.coefficients,
  };
  const byGene: SparseTensor = {
    shape: [genes, cells],
    rows: inputs.geneOfSorted,
    columns: inputs.cellOfSorted,
    values: inputs.coefficientsSorted,
  };
  return { ...byCell, transposed: { ...byGene, transposed: byCell } };
}

function makeInputs(cells: number, { genes, targets }: ScmognnSizes): StepInputs {
  const counts = denseCounts(cells, genes, BLOCK);
  const coefficients = tf.tidy(() => {
    const m = tf.log1p(tf.tensor2d(counts, [cells, genes]));
    const scale = tf.mul(tf.sqrt(tf.sum(m, 1, true)), tf.sqrt(tf.sum(m, 0, true)));
    return tf.div(m, tf.where(tf.greater(m, 0), scale, 1)).dataSync();
  });
  const perCell = genes / BLOCK;
  const stored = new Int32Array(cells * perCell);
  for (let at = 0, entry = 0; at < counts.length; at++) if (counts[at] > 0) stored[entry++] = at;
  const matrix = sparseFromCsr(
    [cells, genes],
    Int32Array.from({ length: cells + 1 }, (_, cell) => cell * perCell),
    stored.map((at) => at % genes),
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
    target: tf.tensor2d(normal(18, cells * targets), [cells, targets]),
  };
}

/** The training step of the workload `scmognn`, for any number of cells. */
export function scmognn(cells: number, sizes = SIZES): Network {
  const p = new Parameters();
  createPrediction(p, CONFIG, { features: sizes.genes, targets: sizes.targets }, new Random(0));
  return {
    parameters: p,
    inputs: makeInputs(cells, sizes),
    objective: (inputs) => {
      const graph = { edges: edgesOf(cells, sizes.genes, inputs as Record<string, tf.Tensor1D>) };
      const predicted = predict(p, embedGraph(p, CONFIG, graph));
      return { loss: rootMeanSquare(predicted, inputs.target as tf.Tensor2D) };
    },
  };
}
