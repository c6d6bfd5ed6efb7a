import { TissuebookError } from '../../errors';
import { integer, checkOptions } from '../../options';
import type { Gradients } from '../gradients';
import type { Parameters } from '../parameters';
import type { StepPlace } from '../run/report';
import { type Adam, adam, adamW } from './adam';
import { clipByGlobalNorm } from './clipByGlobalNorm';
import { GradientSum } from './gradientSum';
import { type OptimizerSpec, checkOptimizerSpec } from './optimizerSpec';
import { ownWays } from './parameterGroups';
import { Plateau } from './plateau';
import { type Extent, type Moment, decayOf, rateOf } from './scheduleOf';
import { WeightAverage } from './weightAverage';

/** PyTorch's weight decay of AdamW. */
const ADAMW_DECAY = 0.01;

/**
 * What a spec describes, at work on the parameters of a network: gradients in, moved parameters out. Before each step at() says where
 * the run stands, after it (or after validation) observe() tells what came out.
 */
export class Optimizer {
  readonly spec: Readonly<OptimizerSpec>;
  readonly #parameters: Parameters;
  readonly #adam: Adam;
  readonly #rate: (moment: Moment) => number;
  readonly #decay: (moment: Moment) => number;
  /** The highest weight decay that is not a group's own. */
  readonly #mostDecay: number;
  readonly #frozen: readonly string[];
  readonly #sum: GradientSum | undefined;
  readonly #plateau: Plateau | undefined;
  readonly #average: WeightAverage | undefined;
  #begun = false;

  /** Use createOptimizer(), which checks. */
  constructor(parameters: Parameters, spec: OptimizerSpec, extent: Extent) {
    this.spec = spec;
    this.#parameters = parameters;
    const ways = ownWays(parameters, spec.groups ?? []);
    this.#frozen = [...ways]
      .filter(([name, { frozen }]) => frozen && parameters.isTrainable(name))
      .map(([name]) => name);
    const decay = spec.weightDecay ?? (spec.kind === 'adamw' ? ADAMW_DECAY : 0);
    this.#rate = rateOf(spec, extent);
    this.#decay = decayOf(decay, extent);
    this.#mostDecay = typeof decay === 'number' ? decay : Math.max(decay.from, decay.to);
    this.#freeze(true);
    const [beta1 = 0.9, beta2 = 0.999] = spec.betas ?? [];
    this.#adam = (spec.kind === 'adam' ? adam : adamW)(parameters, {
      beta1,
      beta2,
      epsilon: spec.epsilon ?? 1e-8,
      rate: (name) => (ways.get(name)?.learningRate ?? spec.learningRate) / spec.learningRate,
      decay: (name) => this.#decayFactor(ways.get(name)?.weightDecay),
    });
    const { state } = this.#adam;
    if ((spec.accumulate ?? 1) > 1) this.#sum = new GradientSum(parameters, spec.accumulate!, state.at('sum'));
    if (spec.schedule?.kind === 'plateau') this.#plateau = new Plateau(spec.schedule, state.at('plateau'));
    if (spec.ema) this.#average = new WeightAverage(spec.ema, parameters, state.at('ema'));
    this.#average?.prepare();
    this.at({ step: 0, epoch: 0 });
  }

  /**
   * What a checkpoint has to hold: Adam's `m.<name>`, `v.<name>`, `step`, `learningRate`, `weightDecay`; where the spec asks for
   * them `sum.<name>` of gradients, `ema.<name>` of weights, and `plateau.*`.
   */
  get state(): Parameters {
    return this.#adam.state;
  }

  /** What, besides shapes, decides how a step is built. */
  get variant(): string {
    return String(this.#sum?.complete ?? '');
  }

  /** The learning rate of a parameter that no group names, as it stands. */
  get learningRate(): number {
    return this.state.get('learningRate').dataSync()[0]!;
  }

  /** Says which batch comes next, counted from 0 over the whole run: rates and decays follow. */
  at(place: StepPlace): void {
    const { accumulate = 1 } = this.spec;
    const moment = { update: Math.floor(place.step / accumulate), epoch: place.epoch };
    const rate = this.#rate(moment);
    this.#adam.setLearningRate(this.#plateau ? this.#plateau.apply(rate) : rate);
    this.#adam.setWeightDecay(this.#mostDecay === 0 ? 1 : this.#decay(moment));
    this.#sum?.next(place.step);
  }

  /**
   * Tells a plateau what came out: after a step its loss terms, after validation its terms. Without one it does nothing.
   *
   * @throws TissuebookError kind 'missing-key' when the number that the schedule watches is not there
   */
  observe(numbers: Readonly<Record<string, number>>, after: 'update' | 'epoch'): void {
    const { schedule } = this.spec;
    if (schedule?.kind !== 'plateau' || (schedule.per ?? 'update') !== after) return;
    const { watch = 'loss' } = schedule;
    if (!Object.hasOwn(numbers, watch)) {
      throw new TissuebookError('missing-key', `The plateau watches "${watch}", which is not reported.`, {
        argument: 'schedule.watch',
        found: watch,
        advice: `There is: ${Object.keys(numbers).join(', ')}.`,
      });
    }
    this.#plateau!.observe(numbers[watch]!);
  }

  /** Makes state that a step needs and cannot make itself. */
  prepare(): void {
    this.#adam.prepare();
    this.#sum?.prepare();
    // Weights are often set after the optimizer is made; an average starts from what the first step finds.
    const anew = !this.#begun && this.#average !== undefined && this.state.get('step').dataSync()[0] === 0;
    this.#begun = true;
    this.#average?.prepare(anew);
  }

  /** One batch's gradients; the parameters move when there are enough. Call it inside a tidy or a compiled step. */
  apply(gradients: Gradients): void {
    const ready = this.#sum ? this.#sum.add(gradients) : gradients;
    if (!ready) return;
    const { clip } = this.spec;
    this.#adam.apply(clip === undefined ? ready : clipByGlobalNorm(ready, clip).gradients);
    this.#average?.update(ready.keys(), this.state.get('step'));
  }

  /**
   * Runs `evaluate` with the averaged weights in the parameters' place; without `ema` in the spec, with the weights as they are.
   *
   * @example
   * const error = await optimizer.withAverage(() => errorOn(heldOut));
   */
  async withAverage<T>(evaluate: () => Promise<T> | T): Promise<T> {
    const putBack = this.#average?.swapIn();
    try {
      return await evaluate();
    } finally {
      putBack?.();
    }
  }

  /** The averaged weights become the parameters: at the end of training. Without `ema` nothing changes. */
  keepAverage(): void {
    for (const name of this.state.at('ema').names()) this.#parameters.get(name).assign(this.state.get(`ema.${name}`));
  }

  /** Frees the state, and lets frozen parameters be trained again. */
  dispose(): void {
    this.#freeze(false);
    this.#adam.dispose();
  }

  /** A group's own decay as a part of what Adam holds, which is 1 where only groups decay. */
  #decayFactor(own: number | undefined): number {
    if (this.#mostDecay === 0) return own ?? 0;
    return own === undefined ? 1 : own / this.#mostDecay;
  }

  #freeze(frozen: boolean): void {
    const names = new Set(this.#frozen);
    this.#parameters.setTrainable(!frozen, (name) => names.has(name));
  }
}

/**
 * Makes what a spec describes. Parameters that it freezes are frozen until dispose().
 *
 * @param extent how long the run is: what schedules without a length of their own are spread over
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument' for a spec that cannot be used, 'missing-key' for a group
 *   that fits no parameter
 *
 * @example
 * const optimizer = createOptimizer(parameters, { kind: 'adamw', learningRate: 1e-3, ema: { decay: 0.999 } });
 * const step = trainingStep({ name: 'model.step', parameters, optimizer, objective });
 * optimizer.at({ step: 0, epoch: 0 });
 * const outputs = step(batch);
 */
export function createOptimizer(parameters: Parameters, spec: OptimizerSpec, extent: Extent = {}): Optimizer {
  checkOptimizerSpec(spec);
  checkOptions('createOptimizer', extent, { updates: integer(1), epochs: integer(1) });
  return new Optimizer(parameters, spec, extent);
}
