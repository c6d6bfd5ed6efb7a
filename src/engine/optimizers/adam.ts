import { TissuebookError } from '../../errors';
import { anything, checkOptions, number } from '../../options';
import type { Gradients } from '../gradients';
import { Parameters } from '../parameters';
import { Random } from '../random';
import { tf } from '../tf';

export interface AdamOptions {
  /** Default 1e-3 (Kingma and Ba). Schedules change it with setLearningRate(). */
  learningRate?: number;
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /** Decoupled weight decay (AdamW). Default 0 for adam(), 0.01 for adamW() (PyTorch's). */
  weightDecay?: number;
  /** Which parameters decay, by name. Default: all. */
  decays?: (name: string) => boolean;
  /** A factor on the learning rate by parameter name, for layer-wise rates. Default 1. */
  rate?: (name: string) => number;
}

/**
 * Adam (Kingma and Ba 2015), with decoupled weight decay as AdamW (Loshchilov and Hutter 2019). Its state belongs to
 * parameter names, so that freezing a layer disturbs no other. Step count, learning rate and weight decay are tensors
 * of that state: a compiled step reads them anew each time.
 */
export class Adam {
  /** `m.<name>`, `v.<name>`, `step`, `learningRate`, `weightDecay`: what a checkpoint has to hold. */
  readonly state = new Parameters();
  readonly #parameters: Parameters;
  readonly #options: Required<AdamOptions>;

  constructor(parameters: Parameters, options: Required<AdamOptions>) {
    this.#parameters = parameters;
    this.#options = options;
    const random = new Random(0);
    this.prepare();
    this.state.create('step', [], random, { init: 'zeros' });
    this.state.create('learningRate', [], random, { init: { constant: options.learningRate } });
    this.state.create('weightDecay', [], random, { init: { constant: options.weightDecay } });
  }

  /** Makes the state of parameters that have become trainable since. A compiled step cannot make it. */
  prepare(): void {
    for (const name of this.#parameters.names({ trainable: true })) {
      if (!this.state.has(`m.${name}`)) this.#createMoments(name);
    }
  }

  /** Takes effect at the next apply(). */
  setLearningRate(rate: number): void {
    this.#set('learningRate', rate);
  }

  /** Takes effect at the next apply(). */
  setWeightDecay(decay: number): void {
    this.#set('weightDecay', decay);
  }

  /** One step. Parameters without a gradient stay as they are. Call it inside a tidy or a compiled step. */
  apply(gradients: Gradients): void {
    this.prepare();
    const { beta1, beta2, epsilon, rate } = this.#options;
    const step = this.state.get('step');
    step.assign(tf.add(step, 1));
    const stepSize = tf.div(this.state.get('learningRate'), correction(step, beta1));
    const rootCorrection = tf.rsqrt(correction(step, beta2));
    for (const [name, gradient] of gradients) {
      const m = this.state.get(`m.${name}`);
      const v = this.state.get(`v.${name}`);
      m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
      v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      const move = tf.div(tf.mul(m, stepSize), tf.add(tf.mul(tf.sqrt(v), rootCorrection), epsilon));
      const parameter = this.#parameters.get(name);
      parameter.assign(tf.sub(this.#decayed(name, parameter), tf.mul(move, rate(name))));
    }
  }

  dispose(): void {
    this.state.dispose();
  }

  #decayed(name: string, parameter: tf.Tensor): tf.Tensor {
    const { decays, rate } = this.#options;
    if (!decays(name)) return parameter;
    const share = tf.mul(tf.mul(this.state.get('learningRate'), this.state.get('weightDecay')), rate(name));
    return tf.sub(parameter, tf.mul(parameter, share));
  }

  #createMoments(name: string): void {
    const { shape } = this.#parameters.get(name);
    const random = new Random(0);
    this.state.create(`m.${name}`, shape, random, { init: 'zeros' });
    this.state.create(`v.${name}`, shape, random, { init: 'zeros' });
  }

  #set(name: 'learningRate' | 'weightDecay', value: number): void {
    if (!Number.isFinite(value) || value < 0) {
      throw new TissuebookError('invalid-argument', `${name} must be a number from 0 up, found ${value}.`, {
        argument: name,
        found: value,
      });
    }
    this.state.set(name, [value]);
  }
}

/** Adam. @throws TissuebookError for options it does not know */
export function adam(parameters: Parameters, options: AdamOptions = {}): Adam {
  return new Adam(parameters, withDefaults('adam', options, 0));
}

/** AdamW. @throws TissuebookError for options it does not know */
export function adamW(parameters: Parameters, options: AdamOptions = {}): Adam {
  return new Adam(parameters, withDefaults('adamW', options, 0.01));
}

/** 1 - beta^step. Written with expm1, because in float32 the difference would lose most of its digits. */
function correction(step: tf.Tensor, beta: number): tf.Tensor {
  return tf.neg(tf.expm1(tf.mul(step, Math.log(beta))));
}

function withDefaults(where: string, options: AdamOptions, weightDecay: number): Required<AdamOptions> {
  checkOptions(where, options, {
    learningRate: number(0),
    beta1: number(0, 1),
    beta2: number(0, 1),
    epsilon: number(0),
    weightDecay: number(0),
    decays: anything,
    rate: anything,
  });
  return {
    learningRate: options.learningRate ?? 1e-3,
    beta1: options.beta1 ?? 0.9,
    beta2: options.beta2 ?? 0.999,
    epsilon: options.epsilon ?? 1e-8,
    weightDecay: options.weightDecay ?? weightDecay,
    decays: options.decays ?? ((): boolean => true),
    rate: options.rate ?? ((): number => 1),
  };
}
