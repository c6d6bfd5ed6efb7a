import {
  Parameters,
  Random,
  type StepInputs,
  batchNorm,
  convolution,
  createBatchNorm,
  createConvolution,
  createLinear,
  createTransformer,
  l2Normalize,
  linear,
  tf,
  transformer,
} from '../../../src/engine';
import { normal, uniform } from './inputs';
import type { Network } from './workload';

/** Sizes of the workload `stalign`. */
const SIZE = 28;
const CHANNELS = 3;
const STEM = 64;
/** Channels and stride of the residual blocks. */
const STAGES = [
  [64, 1],
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
] as const;
const [S, L] = [16, 32];
const WIDTH = 256;
const PATCH = 50;
const TOKENS = 20;
const LAYERS = 6;
const ATTENTION = { heads: 8, norm: 'post' } as const;
/** Shares of the spots' and of the niches' contrast; the rest is that of the fused features. */
const SHARES = [0.3, 0.3] as const;

function createNetwork(): Parameters {
  const random = new Random(0);
  const p = new Parameters();
  createConvolution(p.at('stem.0'), CHANNELS, STEM, 3, random);
  createBatchNorm(p.at('stem.1'), STEM, random);
  let width = STEM;
  STAGES.forEach(([outputs], s) => {
    const stage = p.at('stages').at(s);
    createConvolution(stage.at('conv1'), width, outputs, 3, random);
    createConvolution(stage.at('conv2'), outputs, outputs, 3, random);
    createConvolution(stage.at('shortcut'), width, outputs, 1, random);
    for (const name of ['norm1', 'norm2', 'norm_shortcut']) createBatchNorm(stage.at(name), outputs, random);
    width = outputs;
  });
  createLinear(p.at('head'), width, S * L, random);
  const genes = p.at('genes');
  genes.create('position', [TOKENS, WIDTH], random, { init: { normal: 0.02 } });
  createLinear(genes.at('embed'), PATCH, WIDTH, random);
  for (let l = 0; l < LAYERS; l++) createTransformer(genes.at('layers').at(l), WIDTH, 4 * WIDTH, random, ATTENTION);
  createLinear(genes.at('out'), WIDTH, S * L, random);
  p.create('loss.log_temperature', [1], random, { init: { constant: Math.log(0.07) } });
  const bare = { bias: false };
  for (const name of ['q', 'k', 'v']) createLinear(p.at('loss.abfn').at(name), L, L, random, bare);
  for (const name of ['image', 'gene']) createLinear(p.at('loss.abfn').at(name), L, L / 2, random, bare);
  return p;
}

function imageEncoder(p: Parameters, image: tf.Tensor4D): tf.Tensor2D {
  const step = (at: Parameters, conv: string, norm: string, x: tf.Tensor4D, stride = 1): tf.Tensor4D =>
    batchNorm(at.at(norm), convolution(at.at(conv), x, stride), true);
  let x = tf.relu(step(p.at('stem'), '0', '1', image));
  STAGES.forEach(([, stride], s) => {
    const stage = p.at('stages').at(s);
    const first = tf.relu(step(stage, 'conv1', 'norm1', x, stride));
    const shortcut = step(stage, 'shortcut', 'norm_shortcut', x, stride);
    x = tf.relu(tf.add(step(stage, 'conv2', 'norm2', first), shortcut)) as tf.Tensor4D;
  });
  return linear(p.at('head'), tf.mean(x, [1, 2]) as tf.Tensor2D);
}

function geneEncoder(p: Parameters, expression: tf.Tensor): tf.Tensor2D {
  const [spots] = expression.shape;
  const patches = tf.reshape(expression, [spots, TOKENS, PATCH]);
  let x = tf.add(linear(p.at('embed'), patches), p.get('position')) as tf.Tensor3D;
  for (let l = 0; l < LAYERS; l++) x = transformer(p.at('layers').at(l), x, ATTENTION);
  return linear(p.at('out'), tf.mean(x, 1) as tf.Tensor2D);
}

/** Each side asks the other; both share the projections. */
function fused(p: Parameters, image: tf.Tensor, gene: tf.Tensor): tf.Tensor2D {
  const [i, g] = [image, gene].map((x) => tf.reshape(x, [-1, S, L]) as tf.Tensor3D);
  const attend = (a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D => {
    const scores = tf.matMul(linear(p.at('q'), a), linear(p.at('k'), b), false, true);
    return tf.matMul(tf.softmax(tf.div(scores, Math.sqrt(S * L))), linear(p.at('v'), b));
  };
  const both = tf.concat([linear(p.at('image'), attend(i, g)), linear(p.at('gene'), attend(g, i))], 2);
  return tf.reshape(both, [image.shape[0], S * L]);
}

/** -log of what row i of `a` gives to row i of `b` among all rows: the mean. */
function contrast(a: tf.Tensor2D, b: tf.Tensor2D, temperature: tf.Tensor): tf.Tensor {
  const [unit, other] = [l2Normalize(a), l2Normalize(b)];
  const logits = tf.div(tf.matMul(unit, other, false, true), temperature);
  const positive = tf.div(tf.sum(tf.mul(unit, other), 1), temperature);
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), positive));
}

function objective(p: Parameters) {
  return (inputs: StepInputs) => {
    const { spotGene, nicheImage } = inputs as Record<string, tf.Tensor2D>;
    const spotImage = imageEncoder(p, inputs.image as tf.Tensor4D);
    const nicheGene = geneEncoder(p.at('genes'), inputs.expression);
    const temperature = tf.exp(p.get('loss.log_temperature'));
    const both = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor =>
      tf.mul(tf.add(contrast(a, b, temperature), contrast(b, a, temperature)), 0.5);
    const abfn = p.at('loss.abfn');
    const across = contrast(fused(abfn, spotImage, spotGene), fused(abfn, nicheImage, nicheGene), temperature);
    const terms = [both(spotImage, spotGene), both(nicheImage, nicheGene)].map((term, i) => tf.mul(term, SHARES[i]));
    return { loss: tf.addN([...terms, tf.mul(across, 1 - SHARES[0] - SHARES[1])]) as tf.Scalar };
  };
}

function makeInputs(spots: number): StepInputs {
  const images = tf.tensor4d(uniform(19, spots * CHANNELS * SIZE * SIZE), [spots, CHANNELS, SIZE, SIZE]);
  const features = (seed: number): tf.Tensor2D => tf.tensor2d(normal(seed, spots * S * L), [spots, S * L]);
  return {
    image: tf.tidy(() => tf.transpose(images, [0, 2, 3, 1])),
    expression: tf.tensor2d(uniform(20, spots * TOKENS * PATCH), [spots, TOKENS * PATCH]),
    spotGene: features(21),
    nicheImage: features(22),
  };
}

/** The training step of the workload `stalign`, for any number of spots. */
export function stalign(spots: number): Network {
  const p = createNetwork();
  return { parameters: p, inputs: makeInputs(spots), objective: objective(p) };
}
