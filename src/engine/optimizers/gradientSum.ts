import type { Gradients } from '../gradients';
import { Parameters } from '../parameters';
import { Random } from '../../random';
import { tf } from '../tf';

/**
 * Gathers the gradients of several batches, so that parameters move once for all of them: the mean of their gradients is
 * that of one large batch, in the memory of a small one. Call next() before each batch, outside of the step.
 */
export class GradientSum {
  /** Sums so far, by parameter name. */
  readonly state: Parameters;
  readonly #parameters: Parameters;
  readonly #batches: number;
  #batch = -1;

  /** @param state where the sums are kept. Default: a tree of their own */
  constructor(parameters: Parameters, batches: number, state = new Parameters()) {
    this.#parameters = parameters;
    this.#batches = batches;
    this.state = state;
    this.prepare();
  }

  /** Whether parameters move after the present batch. */
  get complete(): boolean {
    return this.#batch === this.#batches - 1;
  }

  /** Goes on to the next batch. @param batch which one it is, counted from 0; default: the one after the last */
  next(batch = this.#batch + 1): void {
    this.#batch = batch % this.#batches;
    this.prepare();
  }

  /** Makes the sums of parameters that have become trainable since. */
  prepare(): void {
    for (const name of this.#parameters.names({ trainable: true })) {
      if (this.state.has(name)) continue;
      this.state.create(name, this.#parameters.get(name).shape, new Random(0), { init: 'zeros' });
    }
  }

  /** Adds a batch's gradients; gives their mean after the last batch, and begins anew. Call it inside a step. */
  add(gradients: Gradients): Gradients | undefined {
    const means: Gradients = new Map();
    for (const [name, gradient] of gradients) {
      const sum = this.state.get(name);
      const total = tf.add(sum, tf.div(gradient, this.#batches));
      if (this.complete) means.set(name, total);
      sum.assign(this.complete ? tf.zerosLike(total) : total);
    }
    return this.complete ? means : undefined;
  }

  dispose(): void {
    this.state.dispose();
  }
}
