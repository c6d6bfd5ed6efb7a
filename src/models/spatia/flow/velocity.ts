import {
  createFilm,
  createLinear,
  createMlp,
  film,
  gatherRows,
  linear,
  mlp,
  tf,
  type Parameters,
  type Random,
} from '../../../engine';
import { createUnet, unet, type UnetConfig } from '../pictures/unet';
import { silu } from '../silu';

/** Sizes of the flow between states of cells. */
export interface FlowConfig {
  /** Kinds of transitions, each with a token of its own. */
  readonly transitions: number;
  readonly tokenWidth: number;
  /** Components of a transition's signature. */
  readonly signatureWidth: number;
  /** Channels of e_pert. */
  readonly perturbationWidth: number;
  /** Channels of the space that flows. */
  readonly latent: number;
  /** Channels of the control cell's embedding. */
  readonly controlWidth: number;
  /** Channels of the time, even. */
  readonly timeWidth: number;
  readonly hidden: number;
  readonly layers: number;
  /** What flows as a picture, by a U-Net in place of linear layers: `latent` is then its side, squared, times its channels. */
  readonly grid?: UnetConfig;
}

/** What a flow is told. */
export type FlowCondition = {
  /** int32 [n]. */
  readonly transition: tf.Tensor1D;
  /** [n, signatureWidth] */
  readonly signature: tf.Tensor2D;
  /** Embeddings of the control cells [n, controlWidth]. */
  readonly control: tf.Tensor2D;
};

/** Makes `perturbation` and `velocity`. */
export function createFlow(p: Parameters, config: FlowConfig, random: Random): void {
  const { transitions, tokenWidth, signatureWidth, perturbationWidth, latent, controlWidth, timeWidth } = config;
  const at = p.at('perturbation');
  at.create('tokens', [transitions, tokenWidth], random, { init: 'normal' });
  createMlp(at.at('mlp'), tokenWidth + signatureWidth, perturbationWidth, perturbationWidth, random);
  const velocity = p.at('velocity');
  if (config.grid) return createUnet(velocity, config.grid, perturbationWidth + controlWidth + timeWidth, random);
  for (let l = 0; l < config.layers; l++) {
    createLinear(velocity.at('layers').at(l), l === 0 ? latent + timeWidth : config.hidden, config.hidden, random);
    createFilm(velocity.at('films').at(l), perturbationWidth + controlWidth + timeWidth, config.hidden, random);
  }
  createLinear(velocity.at('out'), config.hidden, latent, random);
}

/** e_pert [n, perturbationWidth]: an MLP of the transition's token and its signature. */
export function perturbationOf(p: Parameters, { transition, signature }: FlowCondition): tf.Tensor2D {
  const tokens = gatherRows(p.at('perturbation').get('tokens') as tf.Tensor as tf.Tensor2D, transition);
  return mlp(p.at('perturbation.mlp'), tf.concat([tokens, signature], 1), silu);
}

/** Times in [0, 1] [n] as [sin(pi k t)], then [cos(pi k t)], k = 1 to width / 2: [n, width]. */
export function timeFeatures(time: tf.Tensor1D, width: number): tf.Tensor2D {
  const steps = Array.from({ length: width / 2 }, (_, k) => Math.PI * (k + 1));
  const angles = tf.mul(tf.expandDims(time, 1), tf.tensor2d(steps, [1, width / 2]));
  return tf.concat([tf.sin(angles), tf.cos(angles)], 1) as tf.Tensor2D;
}

/**
 * v(l, t | e_pert, control) [n, latent]: linear maps, each modulated by FiLM and followed by SiLU; a U-Net where pictures flow.
 *
 * @param at [n, latent]
 * @param time [n]
 * @param perturbation of perturbationOf()
 */
export function velocity(
  p: Parameters,
  { timeWidth, layers, grid }: Pick<FlowConfig, 'timeWidth' | 'layers' | 'grid'>,
  at: tf.Tensor2D,
  time: tf.Tensor1D,
  perturbation: tf.Tensor2D,
  control: tf.Tensor2D,
): tf.Tensor2D {
  const own = p.at('velocity');
  const moment = timeFeatures(time, timeWidth);
  const condition = tf.concat([perturbation, control, moment], 1);
  if (grid) {
    const places = tf.reshape(at, [-1, grid.side, grid.side, grid.channels]) as tf.Tensor4D;
    return tf.reshape(unet(own, grid, places, condition), [-1, grid.side ** 2 * grid.channels]);
  }
  let h = tf.concat([at, moment], 1);
  for (let l = 0; l < layers; l++) h = silu(film(own.at('films').at(l), linear(own.at('layers').at(l), h), condition));
  return linear(own.at('out'), h);
}

/**
 * Classifier-free guidance: (1 + weight) times what the condition says, less weight times what is said without it (e_pert and control set
 * to 0, the time kept).
 */
export const guided = (conditioned: tf.Tensor2D, without: tf.Tensor2D, weight: number): tf.Tensor2D =>
  tf.sub(tf.mul(conditioned, 1 + weight), tf.mul(without, weight));
