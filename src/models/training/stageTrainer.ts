import {
  type CompiledStep,
  createOptimizer,
  type Optimizer,
  type OptimizerSpec,
  type Parameters,
  readScalars,
  type StepPlace,
  tf,
  trainingStep,
} from '../../engine';
import type { Trainer } from './trainer';

type Tensors = Record<string, tf.Tensor>;

/** What a stage brings: its optimizer as plain data, its batches, its objective. */
export interface StageTrainerOptions<I extends Tensors, O extends Tensors & { loss: tf.Scalar }> {
  /** For messages: 'cellplm.pretraining'. */
  readonly name: string;
  readonly parameters: Parameters;
  readonly optimizer: OptimizerSpec;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /**
   * The tensors of a step, which are freed after it. What is drawn may depend on the seed and the place alone, so that a run can
   * be taken up at any epoch; shapes should stay the same, as each new shape is compiled.
   */
  batch(place: StepPlace): I | Promise<I>;
  readonly objective: (batch: I) => O;
  /** Runs at the end of every step, compiled with it: for state that is not learned by gradients. */
  readonly after?: (batch: I, outputs: O) => void;
  /** Prepares fresh weights from the data; nothing unless given. */
  readonly start?: () => Promise<void> | void;
  /** The same for weights that were trained before. @param fresh parameters that they lacked */
  readonly resume?: (fresh: readonly string[]) => Promise<void> | void;
  /** False runs every step as it is, without compiling. Default true. */
  readonly enabled?: boolean;
}

/**
 * A trainer whose optimizer is a spec: groups with rates and decays of their own, freezing, schedules, clipping, accumulation,
 * averaged weights. Models whose training needs no more than batches and an objective take it as it is.
 *
 *     makeTrainer: () => new StageTrainer({ name: 'toy.joint', parameters, optimizer: { kind: 'adamw', learningRate: 1e-3 },
 *       epochs, stepsPerEpoch, batch, objective })
 */
export class StageTrainer<I extends Tensors, O extends Tensors & { loss: tf.Scalar }> implements Trainer {
  readonly memory = undefined;
  readonly #options: StageTrainerOptions<I, O>;
  readonly #optimizer: Optimizer;
  readonly #step: CompiledStep<I, O>;

  constructor(options: StageTrainerOptions<I, O>) {
    const { name, parameters, optimizer, epochs, stepsPerEpoch, objective, after, enabled } = options;
    this.#options = options;
    const updates = Math.max(1, Math.ceil((epochs * stepsPerEpoch) / (optimizer.accumulate ?? 1)));
    this.#optimizer = createOptimizer(parameters, optimizer, { updates, epochs });
    this.#step = trainingStep<I, O>({
      name,
      parameters,
      optimizer: this.#optimizer,
      objective,
      ...(after && { after }),
      ...(enabled !== undefined && { enabled }),
    });
  }

  get optimizer(): Parameters {
    return this.#optimizer.state;
  }

  async start(): Promise<void> {
    await this.#options.start?.();
  }

  async resume(fresh: readonly string[]): Promise<void> {
    await this.#options.resume?.(fresh);
  }

  async step(place: StepPlace): Promise<Record<string, number>> {
    const batch = await this.#options.batch(place);
    this.#optimizer.at(place);
    const outputs = this.#step(batch);
    tf.dispose(batch);
    const terms = await readScalars(outputs);
    this.#optimizer.observe(terms, 'update');
    return terms;
  }

  observe(terms: Readonly<Record<string, number>>): void {
    this.#optimizer.observe(terms, 'epoch');
  }

  withAverage<T>(evaluate: () => Promise<T>): Promise<T> {
    return this.#optimizer.withAverage(evaluate);
  }

  keepAverage(): void {
    this.#optimizer.keepAverage();
  }

  recall(): void {
    // Everything that the next epoch needs follows from the seed and its number.
  }

  dispose(): void {
    this.#step.dispose();
    this.#optimizer.dispose();
  }
}
