import {
  Parameters,
  Random,
  type StepInputs,
  createGat,
  createLayerNorm,
  createLinear,
  createMlp,
  createTransformer,
  gat,
  gelu,
  layerNorm,
  linear,
  mlp,
  tf,
  transformer,
} from '../../../src/engine';
import { denseCounts, gridGraph, uniform } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `spaformer`. */
const GENES = 1000;
const DIM = 128;
const LATENT = 20;
const LAYERS = 2;
const ATTENTION = { heads: 8, kind: 'performer', features: 32 } as const;

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  createLinear(p.at('embed'), GENES, DIM, random);
  createGat(p.at('position.net'), GENES, DIM, ATTENTION.heads, random);
  for (let l = 0; l < LAYERS; l++) createTransformer(p.at('layers').at(l), DIM, 4 * DIM, random, ATTENTION);
  createLayerNorm(p.at('norm'), DIM, random);
  createLinear(p.at('latent'), DIM, LATENT, random);
  createMlp(p.at('decoder'), LATENT, DIM, GENES, random);
  return p;
}

function objective(p: Parameters) {
  return ({ x, token, feature, src, dst }: StepInputs) => {
    const keep = tf.sub(1, tf.mul(token, feature));
    const shown = rescaled(tf.mul(keep, x), x);
    const edges = { src: src as tf.Tensor1D, dst: dst as tf.Tensor1D };
    let h = tf.add(linear(p.at('embed'), shown), gat(p.at('position.net'), shown, edges)) as tf.Tensor2D;
    for (let l = 0; l < LAYERS; l++) h = transformer(p.at('layers').at(l), h, ATTENTION);
    const z = linear(p.at('latent'), layerNorm(p.at('norm'), h));
    const out = mlp(p.at('decoder'), z, (y) => gelu(y));
    const scored = tf.sub(1, keep);
    const error = tf.sum(tf.mul(scored, tf.square(tf.sub(out, x))));
    return { loss: tf.div(error, tf.maximum(tf.sum(scored), 1)) as tf.Scalar };
  };
}

/** Each cell times a factor that gives it back the sum it had before masking. */
function rescaled(masked: tf.Tensor, full: tf.Tensor): tf.Tensor2D {
  const left = tf.sum(masked, 1, true);
  const some = tf.greater(left, 0);
  const factor = tf.where(some, tf.div(tf.sum(full, 1, true), tf.where(some, left, 1)), 1);
  return tf.mul(masked, factor) as tf.Tensor2D;
}

function makeInputs(cells: number): StepInputs {
  const { dst, src } = gridGraph(cells, 6);
  const hits = (seed: number, columns: number): tf.Tensor2D =>
    tf.tensor2d(
      uniform(seed, cells * columns).map((u) => Number(u < 0.5)),
      [cells, columns],
    );
  return {
    x: tf.tidy(() => tf.log1p(tf.tensor2d(denseCounts(cells, GENES, 5), [cells, GENES]))),
    token: hits(10, 1),
    feature: hits(11, GENES),
    src: tf.tensor1d(src, 'int32'),
    dst: tf.tensor1d(dst, 'int32'),
  };
}

/** The training step of the workload `spaformer`, for any number of cells. */
export function spaformer(cells: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(cells), objective: objective(p) };
}
