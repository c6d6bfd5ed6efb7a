import {
  Parameters,
  Random,
  type StepInputs,
  createFilm,
  createLinear,
  createMlp,
  createSage,
  csrProduct,
  film,
  gatherRows,
  l2Normalize,
  linear,
  logGamma,
  mlp,
  sage,
  segmentSum,
  stopGradient,
  straightThrough,
  tf,
} from '../../../src/engine';
import { denseCounts, gridGraph, uniform } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `squint`. */
const GENES = 1000;
const HIDDEN = 512;
const LATENT = 256;
const HEADS = 4;
const CODES = 512;
const CONDITION = 17;
const DEGREE = 8;
const WIDTH = LATENT / HEADS;

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  p.create('mask_token', [GENES], random, { init: 'normal' });
  createMlp(p.at('mlp'), GENES, HIDDEN, LATENT, random);
  createSage(p.at('sage'), LATENT, LATENT, random);
  createFilm(p.at('film'), CONDITION, LATENT, random);
  p.create('log_dispersion', [GENES], random, { init: 'zeros' });
  createMlp(p.at('adjacency'), LATENT, HIDDEN, LATENT, random);
  const a = p.at('attributes');
  createLinear(a.at('layers').at(0), LATENT, HIDDEN, random);
  createLinear(a.at('layers').at(1), HIDDEN, HIDDEN, random);
  createFilm(a.at('films').at(0), CONDITION, HIDDEN, random);
  createFilm(a.at('films').at(1), CONDITION, HIDDEN, random);
  createLinear(a.at('out'), HIDDEN, GENES, random);
  const q = p.at('quantizer');
  q.create('codebook', [HEADS, CODES, WIDTH], random, { init: 'normal', trainable: false });
  const codebook = q.get('codebook');
  codebook.assign(tf.tidy(() => l2Normalize(codebook as tf.Tensor)) as tf.Variable);
  q.create('ema_count', [HEADS, CODES], random, { init: 'ones', trainable: false });
  q.create('ema_sum', [HEADS, CODES, WIDTH], random, { init: 'zeros', trainable: false });
  q.get('ema_sum').assign(codebook);
  return p;
}

function objective(p: Parameters, cells: number) {
  return (inputs: StepInputs) => {
    const { logs, target, depth, covariates, masked, first, second, label, factorial } = inputs;
    const edges = { src: inputs.src as tf.Tensor1D, dst: inputs.dst as tf.Tensor1D };
    const cov = covariates as tf.Tensor2D;
    const x = tf.where(tf.expandDims(tf.cast(masked, 'bool'), 1), p.get('mask_token'), logs) as tf.Tensor2D;
    const counts = tf.fill([cells], DEGREE) as tf.Tensor1D;
    const h = film(p.at('film'), sage(p.at('sage'), tf.relu(mlp(p.at('mlp'), x)), { ...edges, counts }), cov);
    const { u, flat, e } = quantize(p.at('quantizer'), h, cells);
    const gap = tf.mean(tf.sum(tf.square(tf.sub(u, e)), 1));
    const z = straightThrough(e, u);
    const mean = tf.mul(decode(p.at('attributes'), z, cov), depth);
    const theta = tf.exp(p.get('log_dispersion'));
    const total = tf.log(tf.add(tf.add(theta, mean), 1e-8));
    const each = tf.add(
      tf.add(
        tf.mul(theta, tf.sub(tf.log(tf.add(theta, 1e-8)), total)),
        tf.mul(target, tf.sub(tf.log(tf.add(mean, 1e-8)), total)),
      ),
      tf.sub(logGamma(tf.add(target, theta)), logGamma(theta)),
    );
    const nb = tf.sub(tf.mean(tf.sum(each, 1)), factorial);
    const v = mlp(p.at('adjacency'), z);
    const ends = [first, second].map((end) => gatherRows(v, end as tf.Tensor1D));
    const logits = tf.sum(tf.mul(ends[0], ends[1]), 1);
    const bce = tf.mean(tf.sub(tf.softplus(logits), tf.mul(label, logits)));
    const vq = tf.add(stopGradient(gap), gap);
    const maskNorm = tf.mul(tf.sum(tf.square(p.get('mask_token'))), 0.001);
    const loss = tf.add(tf.add(tf.sub(bce, nb), vq), maskNorm) as tf.Scalar;
    return { loss, u: stopGradient(u), flat };
  };
}

function quantize(q: Parameters, h: tf.Tensor2D, cells: number) {
  const u = tf.reshape(l2Normalize(tf.reshape(h, [cells, HEADS, WIDTH])), [cells, LATENT]) as tf.Tensor2D;
  const heads = tf.transpose(tf.reshape(stopGradient(u), [cells, HEADS, WIDTH]), [1, 0, 2]);
  const scores = tf.matMul(heads, q.get('codebook') as tf.Tensor3D, false, true);
  const tokens = tf.transpose(tf.argMax(scores, 2));
  const offsets = tf.tensor1d(
    Int32Array.from({ length: HEADS }, (_, i) => i * CODES),
    'int32',
  );
  const flat = tf.reshape(tf.add(tokens, offsets), [-1]) as tf.Tensor1D;
  const codes = tf.reshape(q.get('codebook'), [HEADS * CODES, WIDTH]);
  return { u, flat, e: tf.reshape(gatherRows(codes, flat), [cells, LATENT]) as tf.Tensor2D };
}

function decode(a: Parameters, z: tf.Tensor2D, cov: tf.Tensor2D): tf.Tensor2D {
  let y = z;
  for (const i of [0, 1]) y = tf.relu(film(a.at('films').at(i), linear(a.at('layers').at(i), y), cov));
  return tf.softmax(linear(a.at('out'), y)) as tf.Tensor2D;
}

function moveCodebook(q: Parameters, u: tf.Tensor, flat: tf.Tensor1D): void {
  const decay = 0.8;
  const blend = (name: string, fresh: tf.Tensor): void => {
    const old = q.get(name);
    old.assign(tf.add(tf.mul(old, decay), tf.mul(tf.reshape(fresh, old.shape), 1 - decay)));
  };
  blend('ema_count', segmentSum(tf.ones([flat.shape[0]]), flat, HEADS * CODES));
  blend('ema_sum', segmentSum(tf.reshape(u, [-1, WIDTH]), flat, HEADS * CODES));
  q.get('codebook').assign(l2Normalize(q.get('ema_sum') as tf.Tensor) as tf.Variable);
}

function makeInputs(cells: number): StepInputs {
  const { dst, src } = gridGraph(cells, DEGREE);
  const x = tf.tensor2d(denseCounts(cells, GENES, 5), [cells, GENES]);
  const edges = { src: tf.tensor1d(src, 'int32'), dst: tf.tensor1d(dst, 'int32') };
  const positive = [...dst.keys()].filter((i) => dst[i] < src[i]);
  const pairs = uniform(8, 2 * positive.length).map((u) => Math.floor(u * cells));
  const end = (side: Int32Array, other: number): tf.Tensor1D =>
    tf.tensor1d([...positive.map((i) => side[i]), ...positive.map((_, e) => pairs[2 * e + other])], 'int32');
  const target = tf.tidy(() =>
    tf.add(x, csrProduct({ shape: [cells, cells], rows: edges.dst, columns: edges.src }, x)),
  );
  return tf.tidy(() => ({
    ...edges,
    logs: tf.log1p(x),
    target,
    depth: tf.sum(target, 1, true),
    factorial: tf.mean(tf.sum(logGamma(tf.add(target, 1)), 1)),
    covariates: tf.tensor2d(uniform(9, cells * CONDITION), [cells, CONDITION]),
    masked: tf.tensor1d(Float32Array.from({ length: cells }, (_, i) => Number(i % 5 < 2))),
    first: end(dst, 0),
    second: end(src, 1),
    label: tf.tensor1d(Float32Array.from({ length: 2 * positive.length }, (_, i) => Number(i < positive.length))),
  }));
}

/** The training step of the workload `squint`, for any number of cells. */
export function squint(cells: number): Network {
  const p = createNetwork();
  return {
    parameters: p,
    inputs: makeInputs(cells),
    objective: objective(p, cells),
    after: (_, { u, flat }) => moveCodebook(p.at('quantizer'), u, flat as tf.Tensor1D),
  };
}
