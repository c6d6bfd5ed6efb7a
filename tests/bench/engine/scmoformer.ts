import {
  Parameters,
  Random,
  type StepInputs,
  attention,
  createAttention,
  createLayerNorm,
  createLinear,
  createMlp,
  layerNorm,
  linear,
  mlp,
  tf,
} from '../../../src/engine';
import { denseCounts, normal, uniform, uniformAt } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `scmoformer`. */
const GENES = 1000;
const PROTEINS = 100;
const RANK = 64;
const DIM = 128;
const LAYERS = 4;
const ATTENTION = { heads: 8, kind: 'performer', features: 32 } as const;

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  p.create('protein', [PROTEINS, DIM], random, { init: 'normal' });
  for (const name of ['in_c', 'in_g']) createLinear(p.at(name), RANK, DIM, random);
  for (const name of ['norm_g', 'norm_c', 'norm_p']) createLayerNorm(p.at(name), DIM, random);
  for (let l = 0; l < LAYERS; l++) {
    const layer = p.at('layers').at(l);
    for (const name of ['gene', 'protein']) {
      createLinear(layer.at(name).at('gnn.lin'), DIM, DIM, random);
      createAttention(layer.at(name).at('attn'), DIM, random, ATTENTION);
      createMlp(layer.at(name).at('mlp'), DIM, 2 * DIM, DIM, random);
    }
    createAttention(layer.at('cell'), DIM, random, ATTENTION);
    for (const name of ['p2g', 'c2g', 'g2c', 'g2p']) {
      createLinear(layer.at(name).at('self'), DIM, DIM, random);
      createLinear(layer.at(name).at('nbr'), DIM, DIM, random, { bias: false });
    }
    createLinear(layer.at('fc'), DIM, DIM, random);
    for (const name of ['norm_g', 'norm_c', 'norm_p']) createLayerNorm(layer.at(name), DIM, random);
  }
  createLinear(p.at('head'), LAYERS * DIM, PROTEINS, random);
  return p;
}

/** A transformer among nodes of one kind that also hears its graph. */
function mixed(p: Parameters, h: tf.Tensor2D, a: tf.Tensor2D): tf.Tensor2D {
  return mlp(p.at('mlp'), tf.add(linear(p.at('gnn.lin'), tf.matMul(a, h)), attention(p.at('attn'), h, ATTENTION)));
}

/** What nodes of one kind hear from those of another. */
function heard(p: Parameters, to: tf.Tensor2D, a: tf.Tensor2D, from: tf.Tensor2D): tf.Tensor2D {
  return tf.relu(tf.add(linear(p.at('self'), to), linear(p.at('nbr'), tf.matMul(a, from)))) as tf.Tensor2D;
}

function objective(p: Parameters) {
  return (inputs: StepInputs) => {
    const { xg, xc, gg, pp, gp, gc, cg, pg } = inputs as Record<string, tf.Tensor2D>;
    let g = layerNorm(p.at('norm_g'), linear(p.at('in_g'), xg));
    let c = layerNorm(p.at('norm_c'), linear(p.at('in_c'), xc));
    let q = layerNorm(p.at('norm_p'), p.get('protein') as tf.Tensor as tf.Tensor2D);
    const cells: tf.Tensor2D[] = [];
    for (let l = 0; l < LAYERS; l++) {
      const k = p.at('layers').at(l);
      const genes = tf.addN([mixed(k.at('gene'), g, gg), heard(k.at('p2g'), g, gp, q), heard(k.at('c2g'), g, gc, c)]);
      const own = attention(k.at('cell'), c, ATTENTION);
      const next: tf.Tensor2D = tf.addN([own, heard(k.at('g2c'), c, cg, g), linear(k.at('fc'), c)]);
      const proteins = tf.add(mixed(k.at('protein'), q, pp), heard(k.at('g2p'), q, pg, g)) as tf.Tensor2D;
      [g, c, q] = [
        layerNorm(k.at('norm_g'), genes),
        layerNorm(k.at('norm_c'), next),
        layerNorm(k.at('norm_p'), proteins),
      ];
      cells.push(c);
    }
    const error = tf.sub(linear(p.at('head'), tf.concat(cells, 1)), inputs.target);
    return { loss: tf.mean(tf.square(error)) as tf.Scalar };
  };
}

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

function makeInputs(cells: number): StepInputs {
  return tf.tidy(() => {
    const cellGene = tf.log1p(tf.tensor2d(denseCounts(cells, GENES, 10), [cells, GENES]));
    const geneProtein = tf.tensor2d(
      uniform(17, GENES * PROTEINS).map((u) => Number(u < 0.01)),
      [GENES, PROTEINS],
    );
    return {
      xg: tf.tensor2d(normal(13, GENES * RANK), [GENES, RANK]),
      xc: tf.tensor2d(normal(14, cells * RANK), [cells, RANK]),
      gg: looped(symmetric(15, GENES, 0.01)),
      pp: looped(symmetric(16, PROTEINS, 0.05)),
      gp: averaged(geneProtein),
      gc: averaged(tf.transpose(cellGene)),
      cg: averaged(cellGene),
      pg: averaged(tf.transpose(geneProtein)),
      target: tf.tensor2d(normal(18, cells * PROTEINS), [cells, PROTEINS]),
    };
  });
}

/** The training step of the workload `scmoformer`, for any number of cells. */
export function scmoformer(cells: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(cells), objective: objective(p) };
}
