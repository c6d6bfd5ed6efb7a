import { createLinear, linear, tf, type Parameters, type Random } from '../../../engine';
import type { OfficialCellplmConfig } from './config';

/** Hidden channels between a cell with its cluster and its latent, whatever the width. */
const HIDDEN = 512;
/** Variances of 'gmvae' are lifted by this before their root is taken, and by the second in densities. */
const [DRAWN_FROM, DENSITY] = [1e-10, 1e-8];

/** This step's draws; without them the latent is its mean, and a cell is of its likeliest cluster. */
export type OfficialDraws = {
  /** Normal draws [cells, latent]. */
  readonly noise?: tf.Tensor2D;
  /** Of 'gmvae': Gumbel draws -log(-log(u)) [cells, clusters]. */
  readonly gumbel?: tf.Tensor2D;
};

/** A cell's latent; all [cells, latent] but the logits. */
export interface OfficialLatent {
  readonly mu: tf.Tensor2D;
  readonly z: tf.Tensor2D;
  readonly variance?: tf.Tensor2D;
  /** Of 'gmvae': logits of the clusters [cells, clusters], and what the prior says of the cell's cluster. */
  readonly logits?: tf.Tensor2D;
  readonly priorMu?: tf.Tensor2D;
  readonly priorVariance?: tf.Tensor2D;
}

/** Makes `latent.layers.1`. */
export function createOfficialLatent(p: Parameters, config: OfficialCellplmConfig, random: Random): void {
  const { width, latent, latentKind, clusters } = config;
  const at = p.at('latent.layers.1');
  if (latentKind === 'ae') createLinear(at.at('lat_2lat.0'), width, latent, random);
  if (latentKind === 'vae') {
    for (const name of ['hid_2mu', 'hid_2sigma']) createLinear(at.at(name), width, latent, random);
  }
  if (latentKind !== 'gmvae') return;
  const net = at.at('inference');
  createLinear(net.at('inference_qyx.0.logits'), width, clusters, random);
  createLinear(net.at('inference_qzyx.0'), width + clusters, HIDDEN, random);
  for (const name of ['mu', 'var']) createLinear(net.at('inference_qzyx.2').at(name), HIDDEN, latent, random);
  for (const name of ['y_mu', 'y_var']) createLinear(net.at(name), clusters, latent, random);
}

/**
 * Latents of cells [cells, width]. With draws as in training: the cluster is soft. Without, the likeliest cluster is taken;
 * the authors draw one even in evaluation (`hard` with Gumbel draws), so that their embeddings differ from call to call.
 */
export function officialLatent(
  p: Parameters,
  config: OfficialCellplmConfig,
  h: tf.Tensor2D,
  { noise, gumbel }: OfficialDraws = {},
  hard = false,
): OfficialLatent {
  const at = p.at('latent.layers.1');
  if (config.latentKind === 'ae') {
    const z = linear(at.at('lat_2lat.0'), h);
    return { mu: z, z };
  }
  if (config.latentKind === 'vae') {
    const mu = linear(at.at('hid_2mu'), h);
    const variance: tf.Tensor2D = tf.add(tf.exp(tf.clipByValue(linear(at.at('hid_2sigma'), h), -5, 5)), 1e-4);
    return { mu, variance, z: drawn(mu, tf.sqrt(variance), noise) };
  }
  const net = at.at('inference');
  const logits = linear(net.at('inference_qyx.0.logits'), h);
  const scores: tf.Tensor2D = gumbel ? tf.add(logits, gumbel) : logits;
  const cluster = clusterOf(scores, hard || !gumbel);
  const joint = tf.relu(linear(net.at('inference_qzyx.0'), tf.concat([h, cluster], 1)));
  const mu = linear(net.at('inference_qzyx.2.mu'), joint);
  const variance: tf.Tensor2D = tf.softplus(linear(net.at('inference_qzyx.2.var'), joint));
  return {
    mu,
    variance,
    logits,
    z: drawn(mu, tf.sqrt(tf.add(variance, DRAWN_FROM) as tf.Tensor2D), noise),
    priorMu: linear(net.at('y_mu'), cluster),
    priorVariance: tf.softplus(linear(net.at('y_var'), cluster)),
  };
}

const drawn = (mu: tf.Tensor2D, sigma: tf.Tensor2D, noise?: tf.Tensor2D): tf.Tensor2D =>
  noise ? tf.add(mu, tf.mul(sigma, noise)) : mu;

function clusterOf(scores: tf.Tensor2D, hard: boolean): tf.Tensor2D {
  if (!hard) return tf.softmax(scores);
  return tf.cast(tf.oneHot(tf.argMax(scores, 1) as tf.Tensor1D, scores.shape[1]), 'float32') as tf.Tensor2D;
}

/** Divergence from N(0, 1) of each cell [cells], of a 'vae'. */
export function normalDivergence({ mu, variance }: OfficialLatent): tf.Tensor1D {
  const own = variance as tf.Tensor2D;
  return tf.mul(tf.sum(tf.sub(tf.sub(tf.add(tf.square(mu), own), tf.log(own)), 1), 1), 0.5);
}

/** log q(z | x, y) - log p(z | y) of each cell's draw [cells], of a 'gmvae'. */
export function clusterDivergence({ z, mu, variance, priorMu, priorVariance }: OfficialLatent): tf.Tensor1D {
  const prior = logDensity(z, priorMu as tf.Tensor2D, priorVariance as tf.Tensor2D);
  return tf.sub(logDensity(z, mu, variance as tf.Tensor2D), prior);
}

/** KL(q(y | x) || uniform) of each cell [cells], of a 'gmvae'. */
export function clusterEntropy({ logits }: OfficialLatent): tf.Tensor1D {
  const log = tf.logSoftmax(logits as tf.Tensor2D);
  return tf.sum(tf.mul(tf.exp(log), tf.add(log, Math.log(log.shape[1] as number))), 1);
}

function logDensity(z: tf.Tensor2D, mu: tf.Tensor2D, variance: tf.Tensor2D): tf.Tensor1D {
  const lifted = tf.add(variance, DENSITY);
  const each = tf.add(tf.add(tf.log(lifted), Math.log(2 * Math.PI)), tf.div(tf.square(tf.sub(z, mu)), lifted));
  return tf.mul(tf.sum(each, 1), -0.5);
}
