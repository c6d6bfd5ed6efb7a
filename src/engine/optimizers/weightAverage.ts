import { Random } from '../../random';
import type { Parameters } from '../parameters';
import { tf } from '../tf';
import type { AverageSpec } from './optimizerSpec';

/** An exponential average of each trained weight, under the weight's name. */
export class WeightAverage {
  readonly #spec: AverageSpec;
  readonly #parameters: Parameters;
  readonly #averages: Parameters;

  /** @param averages where they are kept */
  constructor(spec: AverageSpec, parameters: Parameters, averages: Parameters) {
    this.#spec = spec;
    this.#parameters = parameters;
    this.#averages = averages;
  }

  /** Makes the averages of weights that have become trainable since, as these stand. @param anew all of them */
  prepare(anew = false): void {
    for (const name of this.#parameters.names({ trainable: true })) {
      const weight = this.#parameters.get(name);
      const made = !this.#averages.has(name);
      if (made) this.#averages.create(name, weight.shape, new Random(0), { init: 'zeros' });
      if (made || anew) this.#averages.get(name).assign(weight);
    }
  }

  /** Takes in the weights as they stand. Call it inside a step. @param step updates done, this one included */
  update(names: Iterable<string>, step: tf.Tensor): void {
    const { decay, warm = false } = this.#spec;
    const kept = warm ? tf.minimum(tf.div(step, tf.add(step, 9)), decay) : tf.scalar(decay);
    const fresh = tf.sub(1, kept);
    for (const name of names) {
      const average = this.#averages.get(name);
      const next = tf.add(tf.mul(average, kept), tf.mul(this.#parameters.get(name), fresh));
      average.assign(next as tf.Variable);
    }
  }

  /** Puts the averages in the weights' place; what it returns puts the weights back, to the bit. */
  swapIn(): () => void {
    const weights = this.#averages.names().map((name) => {
      const variable = this.#parameters.get(name);
      const held = tf.keep(tf.clone(variable as tf.Tensor));
      variable.assign(this.#averages.get(name));
      return { variable, held };
    });
    return () => {
      for (const { variable, held } of weights) {
        if (!variable.isDisposed) variable.assign(held as tf.Variable);
        held.dispose();
      }
    };
  }
}
