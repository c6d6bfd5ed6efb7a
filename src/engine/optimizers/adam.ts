import { TissuebookError } from '../../errors';
import { anything, checkOptions, number } from '../../options';
import { isTracing } from '../compile/isTracing';
import type { Gradients } from '../gradients';
import { Parameters } from '../parameters';
import { Random } from '../../random';
import { tf } from '../tf';
import { apart, endToEnd, vectorsTogether } from './together';

export interface AdamOptions {
  /** Default 1e-3 (Kingma and Ba). Schedules change it with setLearningRate(). */
  learningRate?: number;
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /**
   * Weight decay, as PyTorch has it: adam() adds it to the gradients (coupled), adamW() takes it off the weights apart from them
   * (decoupled). Default 0 for adam(), 0.01 for adamW().
   */
  weightDecay?: number;
  /** A factor on the weight decay by parameter name; 0 for none. Default 1. */
  decay?: (name: string) => number;
  /** A factor on the learning rate by parameter name, for layer-wise rates. Default 1. */
  rate?: (name: string) => number;
}

/** What decides how a parameter moves: its name, and factors on rate and decay. */
interface Kind {
  name: string;
  rate: number;
  decay: number;
}

/** What Adam works by: `coupled` says where the decay goes. */
type Settings = Required<AdamOptions> & { coupled: boolean };

/** A parameter before a step, with its moments. */
interface Moving {
  m: tf.Tensor;
  v: tf.Tensor;
  parameter: tf.Tensor;
}

/**
 * Adam (Kingma and Ba 2015), or AdamW with decoupled weight decay (Loshchilov and Hutter 2019). Its state belongs to
 * parameter names, so that freezing a layer disturbs no other. Step count, learning rate and weight decay are tensors
 * of that state: a compiled step reads them anew each time.
 */
export class Adam {
  /** `m.<name>`, `v.<name>`, `step`, `learningRate`, `weightDecay`: what a checkpoint has to hold. */
  readonly state = new Parameters();
  readonly #parameters: Parameters;
  readonly #options: Settings;

  constructor(parameters: Parameters, options: Settings) {
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
    const { decay, rate } = this.#options;
    const move = this.#mover();
    const kinds = [...gradients.keys()].map((name) => ({ name, rate: rate(name), decay: decay(name) }));
    const groups = isTracing()
      ? kinds.map((kind) => [kind])
      : vectorsTogether(kinds, (name) => gradients.get(name)!.rank);
    for (const together of groups) {
      const [kind] = together;
      const variables = ['m.', 'v.', ''].map((prefix) =>
        together.map(({ name }) => (prefix === '' ? this.#parameters : this.state).get(prefix + name)),
      );
      const [m, v, parameter] = variables.map(endToEnd);
      const moved = move(endToEnd(together.map(({ name }) => gradients.get(name)!)), { m, v, parameter }, kind);
      moved.forEach((value, i) => {
        apart(value, variables[i]).forEach((part, p) => variables[i][p].assign(part as tf.Variable));
      });
    }
  }

  dispose(): void {
    this.state.dispose();
  }

  /**
   * What one step does to a parameter: its new moments and values. stepSize m / (sqrt(v) / root + epsilon) is computed as
   * (stepSize root) m / (sqrt(v) + epsilon root), since numbers cost next to nothing and tensors do not.
   */
  #mover() {
    const { beta1, beta2, epsilon, coupled } = this.#options;
    const step = this.state.get('step');
    step.assign(tf.add(step, 1));
    const learningRate = this.state.get('learningRate');
    const weightDecay = this.state.get('weightDecay');
    const decoupled = coupled ? weightDecay : tf.mul(learningRate, weightDecay);
    const root = tf.sqrt(correction(step, beta2));
    const size = tf.div(tf.mul(learningRate, root), correction(step, beta1));
    const small = tf.mul(root, epsilon);
    const [kept1, fresh1, kept2, fresh2] = [beta1, 1 - beta1, beta2, 1 - beta2].map((share) => tf.scalar(share));
    return (slope: tf.Tensor, old: Moving, { rate, decay }: Omit<Kind, 'name'>): tf.Tensor[] => {
      const decayOf = (by: number): tf.Tensor => tf.mul(old.parameter, scaled(decoupled, by));
      const gradient = coupled && decay !== 0 ? tf.add(slope, decayOf(decay)) : slope;
      const m = tf.add(tf.mul(old.m, kept1), tf.mul(gradient, fresh1));
      const v = tf.add(tf.mul(old.v, kept2), tf.mul(tf.square(gradient), fresh2));
      const move = tf.mul(tf.div(m, tf.add(tf.sqrt(v), small)), scaled(size, rate));
      const decayed = !coupled && decay !== 0 ? tf.sub(old.parameter, decayOf(decay * rate)) : old.parameter;
      return [m, v, tf.sub(decayed, move)];
    };
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
  return new Adam(parameters, { ...withDefaults('adam', options, 0), coupled: true });
}

/** AdamW. @throws TissuebookError for options it does not know */
export function adamW(parameters: Parameters, options: AdamOptions = {}): Adam {
  return new Adam(parameters, { ...withDefaults('adamW', options, 0.01), coupled: false });
}

const scaled = (x: tf.Tensor, by: number): tf.Tensor => (by === 1 ? x : tf.mul(x, by));

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
    decay: anything,
    rate: anything,
  });
  return {
    learningRate: options.learningRate ?? 1e-3,
    beta1: options.beta1 ?? 0.9,
    beta2: options.beta2 ?? 0.999,
    epsilon: options.epsilon ?? 1e-8,
    weightDecay: options.weightDecay ?? weightDecay,
    decay: options.decay ?? ((): number => 1),
    rate: options.rate ?? ((): number => 1),
  };
}
