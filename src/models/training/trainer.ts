import { adamW, readScalars, tf, trainingStep, type CompiledStep, type Schedule, type StepPlace } from '../../engine';
import type { Parameters } from '../../engine';

/** What trains a network, step by step. */
export interface Trainer {
  /** The optimizer's numbers, which a run that is taken up again needs. */
  readonly optimizer: Parameters;
  /** Prepares fresh weights from the data. Called once, before the first step of a new run. */
  start(): Promise<void> | void;
  /**
   * Prepares what training needs beside weights that were trained before, in place of start(). Nothing unless a model says so.
   * @param fresh parameters that the trained weights lacked
   */
  resume?(fresh: readonly string[]): Promise<void> | void;
  /** One step; the value of each loss term. */
  step(place: StepPlace): Promise<Record<string, number>>;
  /** What else a run that is taken up at the start of an epoch needs: plain data. */
  readonly memory: unknown;
  /** Takes up the memory of an earlier trainer, in place of start(). It comes from a file: what is not sound is left. */
  recall(memory: unknown): void;
  /** Told what validation found after an epoch: a plateau of the learning rate follows it. */
  observe?(terms: Readonly<Record<string, number>>): void;
  /** Evaluates with averaged weights in the parameters' place, where the optimizer keeps an average. */
  withAverage?<T>(evaluate: () => Promise<T>): Promise<T>;
  /** The averaged weights become the parameters, at the end of a stage that does not validate. */
  keepAverage?(): void;
  /** Frees what only training needs. */
  dispose(): void;
}

type Tensors = Record<string, tf.Tensor>;

/** How a network's compiled step is made. */
export interface StepPlan<I extends Tensors, O extends Tensors & { loss: tf.Scalar }> {
  /** For messages: 'squint.step'. */
  readonly name: string;
  readonly parameters: Parameters;
  /** Decoupled weight decay; without it AdamW is Adam. Default 0. */
  readonly weightDecay?: number;
  /** Learning rate by step. */
  readonly rate: Schedule;
  /** Largest length of the gradient over all parameters. */
  readonly clip: number;
  readonly objective: (batch: I) => O;
  readonly after?: (batch: I, outputs: O) => void;
  /** False runs every step as it is, without compiling. */
  readonly enabled?: boolean;
}

/** AdamW and a compiled step: takes batches, frees them, and gives the loss terms. */
export class StepRunner<I extends Tensors, O extends Tensors & { loss: tf.Scalar }> {
  readonly #optimizer: ReturnType<typeof adamW>;
  readonly #rate: Schedule;
  readonly #step: CompiledStep<I, O>;

  constructor({ rate, weightDecay = 0, ...plan }: StepPlan<I, O>) {
    this.#rate = rate;
    this.#optimizer = adamW(plan.parameters, { learningRate: rate(0), weightDecay });
    this.#step = trainingStep<I, O>({ ...plan, optimizer: this.#optimizer });
  }

  get state(): Parameters {
    return this.#optimizer.state;
  }

  /** @param batch freed by this */
  async run(step: number, batch: I): Promise<Record<string, number>> {
    this.#optimizer.setLearningRate(this.#rate(step));
    const outputs = this.#step(batch);
    tf.dispose(batch);
    return readScalars(outputs);
  }

  dispose(): void {
    this.#step.dispose();
    this.#optimizer.dispose();
  }
}
