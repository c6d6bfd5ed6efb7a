import {
  Parameters,
  Random,
  type StepInputs,
  createEmbedding,
  createLayerNorm,
  createLinear,
  createTransformer,
  embedding,
  gelu,
  layerNorm,
  linear,
  patchIndices,
  sinusoidEncoding,
  tf,
  transformer,
} from '../../../src/engine';
import { denseCounts, gridCoordinates, normal, uniform } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `cellplm`. */
const GENES = 2000;
const DIM = 512;
const LAYERS = 4;
const COMPONENTS = 16;
const BATCHES = 4;
const ATTENTION = { heads: 8, kind: 'flow' } as const;

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  createEmbedding(p.at('embed'), GENES, DIM, random);
  for (let l = 0; l < LAYERS; l++) createTransformer(p.at('layers').at(l), DIM, 4 * DIM, random, ATTENTION);
  createLayerNorm(p.at('norm'), DIM, random);
  const m = p.at('mixture');
  for (const name of ['f_mu', 'f_logvar']) createLinear(m.at(name), DIM, DIM, random);
  createLinear(m.at('f_pi'), DIM, COMPONENTS, random);
  m.create('mu', [COMPONENTS, DIM], random, { init: 'normal' });
  m.create('logvar', [COMPONENTS, DIM], random, { init: 'zeros' });
  createEmbedding(p.at('decoder.batch'), BATCHES, DIM, random);
  createLinear(p.at('decoder.fc').at(0), DIM, DIM, random);
  createLinear(p.at('decoder.fc').at(1), DIM, GENES, random);
  return p;
}

function objective(p: Parameters, cells: number) {
  return ({ shown, x, hidden, place, eps, batch }: StepInputs) => {
    let h = tf.add(tf.matMul(shown as tf.Tensor2D, p.get('embed.weight') as tf.Tensor2D), place) as tf.Tensor2D;
    for (let l = 0; l < LAYERS; l++) h = transformer(p.at('layers').at(l), h, ATTENTION);
    h = layerNorm(p.at('norm'), h);
    const [mu, logVariance] = ['f_mu', 'f_logvar'].map((name) => linear(p.at('mixture').at(name), h));
    const z = tf.add(mu, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), eps)) as tf.Tensor2D;
    const { conditional, component } = mixtureTerms(p.at('mixture'), mu, logVariance, z);
    const input = tf.add(z, embedding(p.at('decoder.batch'), batch as tf.Tensor1D)) as tf.Tensor2D;
    const out = linear(p.at('decoder.fc').at(1), gelu(linear(p.at('decoder.fc').at(0), input)));
    const error = tf.sum(tf.square(tf.mul(hidden, tf.sub(out, x))));
    return { loss: tf.div(tf.add(error, tf.add(tf.sum(conditional), tf.sum(component))), cells) as tf.Scalar };
  };
}

/** Kullback-Leibler terms to the mixture by matrix products: no [cells, components, latent] tensor. */
function mixtureTerms(m: Parameters, mu: tf.Tensor2D, logVariance: tf.Tensor2D, z: tf.Tensor2D) {
  const center = m.get('mu') as tf.Tensor2D;
  const spread = m.get('logvar') as tf.Tensor2D;
  const precision = tf.exp(tf.neg(spread)) as tf.Tensor2D;
  const second = tf.matMul(tf.add(tf.exp(logVariance), tf.square(mu)) as tf.Tensor2D, precision, false, true);
  const cross = tf.matMul(mu, tf.mul(center, precision) as tf.Tensor2D, false, true);
  const own = tf.sum(tf.add(tf.mul(tf.square(center), precision), spread), 1);
  const cell = tf.add(tf.sum(logVariance, 1, true), DIM);
  const kl = tf.mul(tf.sub(tf.add(tf.sub(second, tf.mul(cross, 2)), own), cell), 0.5);
  const log = tf.logSoftmax(linear(m.at('f_pi'), z));
  const share = tf.exp(log);
  return {
    conditional: tf.sum(tf.mul(share, kl), 1),
    component: tf.sum(tf.mul(share, tf.add(log, Math.log(COMPONENTS))), 1),
  };
}

function makeInputs(cells: number): StepInputs {
  return tf.tidy(() => {
    const x = tf.log1p(tf.tensor2d(denseCounts(cells, GENES, 10), [cells, GENES]));
    const token = tf.tensor2d(
      uniform(10, cells).map((u) => Number(u < 0.75)),
      [cells, 1],
    );
    const feature = tf.tensor2d(
      uniform(11, cells * GENES).map((u) => Number(u < 0.25)),
      [cells, GENES],
    );
    const hidden = tf.mul(token, feature);
    return {
      x,
      hidden,
      shown: tf.mul(tf.sub(1, hidden), x),
      place: tf.tensor2d(sinusoidEncoding(patchIndices(gridCoordinates(cells)), DIM), [cells, DIM]),
      eps: tf.tensor2d(normal(12, cells * DIM), [cells, DIM]),
      batch: tf.tensor1d(
        Int32Array.from({ length: cells }, (_, i) => i % BATCHES),
        'int32',
      ),
    };
  });
}

/** The training step of the workload `cellplm`, for any number of cells. */
export function cellplm(cells: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(cells), objective: objective(p, cells) };
}
