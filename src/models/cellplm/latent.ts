import { createLinear, linear, tf, type Parameters, type Random } from '../../engine';
import type { CellplmNetworkConfig } from './config';

/** A cell's latent; all [cells, latent] but the logits. */
export interface CellLatent {
  /** Means: what stands for a cell outside of training. */
  readonly mu: tf.Tensor2D;
  /** A draw, or the means where there is nothing to draw. */
  readonly z: tf.Tensor2D;
  readonly logVariance?: tf.Tensor2D;
  /** Which component of the mixture a cell belongs to [cells, components]. */
  readonly logits?: tf.Tensor2D;
}

/** Makes `f_mu`, `f_logvar` unless 'point', and for 'mixture' `f_pi` and the components' `mu` and `logvar`. */
export function createLatent(
  p: Parameters,
  { width, latent, latentKind, components }: CellplmNetworkConfig,
  random: Random,
): void {
  for (const name of latentKind === 'point' ? ['f_mu'] : ['f_mu', 'f_logvar']) {
    createLinear(p.at(name), width, latent, random);
  }
  if (latentKind !== 'mixture') return;
  createLinear(p.at('f_pi'), latent, components, random);
  p.create('mu', [components, latent], random, { init: 'normal' });
  p.create('logvar', [components, latent], random, { init: 'zeros' });
}

/**
 * Latents of cells (section 5.2.2.3): z = mu + sigma * noise, and from it the logits of the components.
 *
 * @param h [cells, width]
 * @param noise normal draws [cells, latent]; without them z is the mean
 */
export function latentOf(
  p: Parameters,
  { latentKind }: Pick<CellplmNetworkConfig, 'latentKind'>,
  h: tf.Tensor2D,
  noise?: tf.Tensor2D,
): CellLatent {
  const mu = linear(p.at('f_mu'), h);
  if (latentKind === 'point') return { mu, z: mu };
  const logVariance = linear(p.at('f_logvar'), h);
  const z: tf.Tensor2D = noise ? tf.add(mu, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise)) : mu;
  return latentKind === 'mixture' ? { mu, logVariance, z, logits: linear(p.at('f_pi'), z) } : { mu, logVariance, z };
}

/** Divergence of each cell from the prior [cells]: given its component, and of the component itself (0 without a mixture). */
export interface LatentDivergence {
  readonly conditional: tf.Tensor1D;
  readonly component: tf.Tensor1D;
}

/** L_cond and L_Y of equation 5.6; for the prior N(0, 1) the one divergence; zeros for points. */
export function latentDivergence(p: Parameters, { mu, logVariance, logits }: CellLatent): LatentDivergence {
  const none = tf.zeros([mu.shape[0]]) as tf.Tensor1D;
  if (!logVariance) return { conditional: none, component: none };
  if (!logits) return { conditional: standardDivergence(mu, logVariance), component: none };
  const log = tf.logSoftmax(logits);
  const share = tf.exp(log);
  const divergence = componentDivergence(p, mu, logVariance);
  return {
    conditional: tf.sum(tf.mul(share, divergence), 1),
    component: tf.sum(tf.mul(share, tf.add(log, Math.log(logits.shape[1]))), 1),
  };
}

/**
 * KL of each cell's normal distribution to each component [cells, components], summed over dimensions, by matrix products: no
 * tensor [cells, components, latent] is made.
 */
export function componentDivergence(p: Parameters, mu: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor2D {
  const center = p.get('mu') as tf.Tensor as tf.Tensor2D;
  const spread = p.get('logvar') as tf.Tensor as tf.Tensor2D;
  const precision: tf.Tensor2D = tf.exp(tf.neg(spread));
  const second = tf.matMul(tf.add(tf.exp(logVariance), tf.square(mu)) as tf.Tensor2D, precision, false, true);
  const cross = tf.matMul(mu, tf.mul(center, precision) as tf.Tensor2D, false, true);
  const own = tf.sum(tf.add(tf.mul(tf.square(center), precision), spread), 1);
  const cell = tf.add(tf.sum(logVariance, 1, true), mu.shape[1]);
  return tf.mul(tf.sub(tf.add(tf.sub(second, tf.mul(cross, 2)), own), cell), 0.5);
}

function standardDivergence(mu: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor1D {
  const each = tf.sub(tf.sub(tf.add(tf.exp(logVariance), tf.square(mu)), 1), logVariance);
  return tf.mul(tf.sum(each, 1), 0.5);
}
