import { Parameters, Random, type StepInputs, tf } from '../../../src/engine';
import type { ScmoformerNetworkConfig } from '../../../src/models/scmoformer/config';
import { createScmoformer, predictProteins } from '../../../src/models/scmoformer/network';
import { proteinLoss } from '../../../src/models/scmoformer/objective';
import { denseCounts, normal, uniform, uniformAt } from './inputs';
import type { Network } from './workload';

/** Sizes of a workload, as workloads.json names them. */
export type ScmoformerSizes = Record<'genes' | 'proteins' | 'rank' | 'dim' | 'heads' | 'layers' | 'features', number>;

/** Sizes of the workload `scmoformer`. */
const SIZES: ScmoformerSizes = { genes: 1000, proteins: 100, rank: 64, dim: 128, heads: 8, layers: 4, features: 32 };

const configOf = ({ rank, dim, heads, layers, features }: ScmoformerSizes): ScmoformerNetworkConfig => ({
  rank,
  width: dim,
  heads,
  layers,
  attention: 'performer',
  features,
  encoding: 0,
});

/** 0 and 1, symmetric, zero diagonal. */
function symmetric(seed: number, size: number, probability: number): tf.Tensor2D {
  const a = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      a[i * size + j] = a[j * size + i] = Number(uniformAt(seed, i * size + j) < probability);
    }
  }
  return tf.tensor2d(a, [size, size]);
}

/** D^-1/2 (A + I) D^-1/2. */
function looped(a: tf.Tensor2D): tf.Tensor2D {
  const own = tf.add(a, tf.eye(a.shape[0]));
  const scale = tf.rsqrt(tf.sum(own, 1));
  return tf.mul(tf.mul(tf.expandDims(scale, 1), own), scale);
}

/** Rows divided by their sums; a row of zeros stays. */
function averaged(a: tf.Tensor2D): tf.Tensor2D {
  const total = tf.sum(a, 1, true);
  return tf.div(a, tf.where(tf.greater(total, 0), total, 1));
}

function makeInputs(cells: number, { genes, proteins, rank }: ScmoformerSizes): StepInputs {
  return tf.tidy(() => {
    const cellGene = tf.log1p(tf.tensor2d(denseCounts(cells, genes, 10), [cells, genes]));
    const geneProtein = tf.tensor2d(
      uniform(17, genes * proteins).map((u) => Number(u < 0.01)),
      [genes, proteins],
    );
    return {
      genes: tf.tensor2d(normal(13, genes * rank), [genes, rank]),
      cells: tf.tensor2d(normal(14, cells * rank), [cells, rank]),
      geneGene: looped(symmetric(15, genes, 0.01)),
      proteinProtein: looped(symmetric(16, proteins, 0.05)),
      geneProtein: averaged(geneProtein),
      geneCell: averaged(tf.transpose(cellGene)),
      cellGene: averaged(cellGene),
      proteinGene: averaged(tf.transpose(geneProtein)),
      target: tf.tensor2d(normal(18, cells * proteins), [cells, proteins]),
    };
  });
}

/** The training step of the workload `scmoformer`, for any number of cells. */
export function scmoformer(cells: number, sizes = SIZES): Network {
  const p = new Parameters();
  const config = configOf(sizes);
  createScmoformer(p, config, sizes, new Random(0));
  return {
    parameters: p,
    inputs: makeInputs(cells, sizes),
    objective: (inputs) => {
      const { genes, cells: starts, target, ...graph } = inputs as Record<string, tf.Tensor2D>;
      return { loss: proteinLoss(predictProteins(p, config, { genes, cells: starts }, graph), target) };
    },
  };
}
