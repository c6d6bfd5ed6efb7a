import { adamW, readScalars, sharedStep, tf, trainingStep } from '../../engine';
import type { Parameters, Peers, Schedule, StepPlace } from '../../engine';

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
  /** Where several processes train the network together: what is in place of `objective` and `after` then. */
  readonly shared?: SharedPlan<I, O> | undefined;
}

/** How a process takes part in a step of several. */
export interface SharedPlan<I extends Tensors, O extends Tensors & { loss: tf.Scalar }> {
  readonly peers: Peers;
  /** The part of the loss, and of all else that is summed, for a share of the batch. */
  readonly objective: (share: I) => O;
  /** Told the sums over the whole batch. */
  readonly after?: (sums: Record<keyof O, tf.Tensor>) => void;
}

/** AdamW and a compiled step: takes batches, or shares of them, frees them, and gives the loss terms. */
export class StepRunner<I extends Tensors, O extends Tensors & { loss: tf.Scalar }> {
  readonly #optimizer: ReturnType<typeof adamW>;
  readonly #rate: Schedule;
  readonly #take: (batch: I) => Promise<Record<string, number>>;
  readonly #free: () => void;

  constructor({ rate, weightDecay = 0, shared, ...plan }: StepPlan<I, O>) {
    this.#rate = rate;
    const optimizer = adamW(plan.parameters, { learningRate: rate(0), weightDecay });
    this.#optimizer = optimizer;
    if (shared) {
      const { peers, objective, after } = shared;
      const { name, parameters, clip, enabled } = plan;
      const own = { name, parameters, ...(clip !== undefined && { clip }), ...(enabled !== undefined && { enabled }) };
      const step = sharedStep<I, O>({ ...own, optimizer, objective, ...(after && { after }) }, peers);
      [this.#take, this.#free] = [step, step.dispose];
    } else {
      const step = trainingStep<I, O>({ ...plan, optimizer });
      [this.#take, this.#free] = [(batch) => readScalars(step(batch)), () => step.dispose()];
    }
  }

  get state(): Parameters {
    return this.#optimizer.state;
  }

  /** @param batch freed by this */
  async run(step: number, batch: I): Promise<Record<string, number>> {
    this.#optimizer.setLearningRate(this.#rate(step));
    const terms = this.#take(batch);
    // What reads a batch has read it when the call is back.
    tf.dispose(batch);
    return terms;
  }

  dispose(): void {
    this.#free();
    this.#optimizer.dispose();
  }
}
