import { type OptimizerSpec, startEngine, tf } from '../../../engine';
import type { DenseMatrix } from '../../../data';
import { truncatedSvd } from '../../../prepare/components/truncatedSvd';
import { bestPartners } from '../../../prepare/transport/pairCells';
import { Random } from '../../../random';
import type { Stage } from '../../training/fitModel';
import { StageTrainer } from '../../training/stageTrainer';
import { COMPILED_FROM } from '../compiledFrom';
import { rowTensor } from '../crops';
import type { SpatiaInput } from '../input';
import { type SpatiaConfig, flowConfig } from '../settings';
import type { FlowState, SpatiaState } from '../state';
import { drawPairs, type FlowData, plansOf, type TransitionPlan } from './flowData';
import type { FlowSpace } from './flowSpace';
import { type FlowBatch, flowObjective, type FlowObjective, type FlowOutputs } from './objective';

/** What all steps need. */
interface Ready {
  readonly plans: TransitionPlan[];
  readonly best: Int32Array[];
  readonly condition: DenseMatrix;
  readonly space: FlowSpace;
}

/** The stage that learns the flow, and what it found out about the pairs. */
export class FlowStage {
  readonly notices: string[] = [];
  readonly #state: SpatiaState;
  readonly #input: SpatiaInput;
  readonly #data: FlowData;
  readonly #conditions: () => Promise<DenseMatrix>;
  readonly #random: Random;
  readonly #space: () => Promise<FlowSpace>;
  #ready: Promise<Ready> | undefined;

  /**
   * @param space what flows @param conditions the vector of each cell as a control [cells, conditionWidth]; both are asked for once the
   *   earlier stages are trained
   */
  constructor(
    state: SpatiaState,
    input: SpatiaInput,
    data: FlowData,
    space: () => Promise<FlowSpace>,
    conditions: () => Promise<DenseMatrix>,
  ) {
    this.#state = state;
    this.#input = input;
    this.#data = data;
    this.#space = space;
    this.#conditions = conditions;
    this.#random = new Random(state.config.seed).fork('flow');
  }

  /** @param frozen names of the parameters that this stage leaves alone, asked for once they are there */
  stage(epochs: number, frozen: () => readonly string[]): Stage {
    const { config, parameters } = this.#state;
    const largest = Math.max(...this.#data.transitions.map(({ control }) => control.length));
    const stepsPerEpoch = Math.ceil(largest / config.flowBatch);
    const sized = sizesOf(config, this.#state.flow!);
    const sign = config.contrast === 'minus' ? -1 : 1;
    const objective: FlowObjective = { rho: config.rho, sign, hinge: config.hinge };
    return {
      name: 'flow',
      epochs,
      stepsPerEpoch,
      cellsPerStep: config.flowBatch * this.#data.transitions.length,
      makeTrainer: () =>
        new StageTrainer<FlowBatch, FlowOutputs>({
          name: 'spatia.flow',
          enabled: epochs * stepsPerEpoch >= COMPILED_FROM,
          parameters,
          optimizer: optimizerOf(config, frozen()),
          epochs,
          stepsPerEpoch,
          start: () => this.#prepare(),
          resume: () => this.#prepare(),
          batch: ({ step, epoch }) => this.#batch(this.#random.fork(`epoch ${epoch} step ${step}`)),
          objective: (batch) => flowObjective(parameters.at('flow'), sized, objective, batch),
        }),
    };
  }

  /** Sentences on the pairs of each transition. */
  async pairLines(): Promise<string[]> {
    const { plans, best } = await this.#prepared();
    return plans.map(({ states, control, target, marginalError }, at) => {
      const used = new Set(best[at]).size;
      return `${states.join(' -> ')}: ${control.length} control and ${target.length} target cells, marginal error ${marginalError.toExponential(1)}; the largest entries of the plan use ${used} targets.`;
    });
  }

  /** Principal components of expression and the signatures of transitions, which are parameters that nobody trains. */
  async #prepare(): Promise<void> {
    await startEngine();
    const { genes } = this.#input;
    const { transitions, flow } = this.#data;
    const cells = Int32Array.from(new Set(transitions.flatMap(({ control, target }) => [...control, ...target])));
    const x = genes.x.takeRows(cells);
    const means = new Float64Array(x.columns);
    x.values.forEach((value, at) => (means[at % x.columns] += value / x.rows));
    const count = flow.signatureWidth;
    const { components, scores } = await truncatedSvd('spatia', x, { count, seed: 0, means }, {});
    let squares = 0;
    for (let i = 0; i < x.rows; i++) squares += scores[i * count] ** 2 / x.rows;
    const unit = Math.sqrt(squares) || 1;
    const parameters = this.#state.parameters.at('flow');
    const basis = Float32Array.from(components, (value) => value / unit);
    parameters.set('basis', basis);
    this.#ready = undefined;
    const { plans, best } = await this.#prepared();
    parameters.set('signatures', Float32Array.from(plans.flatMap((plan, at) => [...this.#signature(plan, best[at], basis)]))); // prettier-ignore
  }

  /** Target less control over the pairs, in components (equation 11). */
  #signature({ control, target, plan }: TransitionPlan, best: Int32Array, basis: Float32Array): Float32Array {
    const { x } = this.#input.genes;
    const shift = new Float64Array(x.columns);
    const add = (cell: number, weight: number): void => {
      x.row(cell).forEach((value, j) => (shift[j] += weight * value));
    };
    if (this.#state.config.partners === 'best') best.forEach((j) => add(target[j], 1 / control.length));
    else {
      const columns = target.length;
      const shares = new Float64Array(columns);
      plan.forEach((share, at) => (shares[at % columns] += share));
      shares.forEach((share, j) => add(target[j], share));
    }
    for (const cell of control) add(cell, -1 / control.length);
    const width = basis.length / x.columns;
    return Float32Array.from({ length: width }, (_, k) => shift.reduce((sum, value, j) => sum + value * basis[k * x.columns + j], 0)); // prettier-ignore
  }

  #prepared() {
    return (this.#ready ??= (async () => {
      const plans = await plansOf(this.#input, this.#data, this.#state.config, this.notices);
      const best = plans.map(({ plan, target }) => bestPartners(plan, target.length).partner);
      return { plans, best, condition: await this.#conditions(), space: await this.#space() };
    })());
  }

  async #batch(random: Random): Promise<FlowBatch> {
    const { config, parameters } = this.#state;
    const { plans, best, condition, space } = await this.#prepared();
    const count = config.flowBatch;
    const n = count * plans.length;
    const pairs = plans.map((plan, at) => drawPairs(plan, count, config, random.fork(`transition ${at}`), best[at]));
    const [control, target] = (['control', 'target'] as const).map((side) => pairs.flatMap((pair) => [...pair[side]]));
    const draws = random.fork('times');
    const negative = Int32Array.from({ length: n }, (_, at) => {
      if (plans.length === 1) return at;
      const other = draws.integer(0, plans.length - 1);
      return (other + (other >= Math.floor(at / count) ? 1 : 0)) * count + draws.integer(0, count);
    });
    const transition = Int32Array.from({ length: n }, (_, at) => Math.floor(at / count));
    return {
      control0: withNoise(space.rows(control), config.noise, random),
      target1: space.rows(target),
      control: rowTensor(condition, control),
      transition: tf.tensor1d(transition, 'int32'),
      signature: tf.tidy(() => tf.gather(parameters.at('flow').get('signatures') as tf.Tensor as tf.Tensor2D, tf.tensor1d(transition, 'int32'))), // prettier-ignore
      time: tf.tensor1d(draws.fillUniform(n)),
      negative: tf.tensor1d(negative, 'int32'),
      ...(config.weighPairs && { confidence: tf.tensor1d(pairs.flatMap((pair) => [...pair.confidence])) }),
      ...(config.dropCondition > 0 && { told: tf.tensor1d(random.fork('told').fillMask(n, 1 - config.dropCondition)) }),
      ...(config.hinge > 0 && { shuffled: tf.tensor1d(random.fork('shuffled').permutation(n), 'int32') }),
    };
  }
}

/** Half of the starts, drawn at random, with noise of a standard deviation on them, as in the authors' code. */
function withNoise(start: tf.Tensor2D, deviation: number, random: Random): tf.Tensor2D {
  if (deviation === 0) return start;
  const [n, latent] = start.shape;
  const noise = random.fork('noise').fillNormal(n * latent, 0, deviation);
  const noisy = random.fork('noisy').fillMask(n, 0.5);
  const moved = tf.tidy(() => tf.add(start, tf.tensor2d(noise.map((value, at) => value * noisy[Math.floor(at / latent)]), [n, latent]))); // prettier-ignore
  start.dispose();
  return moved as tf.Tensor2D;
}

export const sizesOf = (config: SpatiaConfig, { shapes, pictures, conditionWidth, signatureWidth }: FlowState) =>
  flowConfig(config, { shapes: shapes.length, pictures, condition: conditionWidth, signature: signatureWidth });

const optimizerOf = ({ flowRate, average }: SpatiaConfig, frozen: readonly string[]): OptimizerSpec => ({
  kind: 'adamw',
  learningRate: flowRate,
  schedule: { kind: 'cosine' },
  clip: 1,
  ...(frozen.length > 0 && { groups: [{ match: frozen, frozen: true }] }),
  ...(average > 0 && { ema: { decay: average, warm: true } }),
});
