import { TissuebookError } from '../../errors';
import { seed as seedCheck, show } from '../../options';
import { tf } from '../tf';
import { COUNTER_UNIFORM, pcg3d, runKernel } from './kernels';

/** Axes that a draw may have. */
const MOST_AXES = 5;

/**
 * What the random numbers of one step depend on, as an input of the step: int32 [2]. The same seed and step give the same key.
 *
 * @param seed a whole number from 0 to 2^32 - 1
 * @param step counted from 0 over the whole run, so that a run that is taken up draws what it would have drawn
 * @throws TissuebookError kind 'invalid-argument'
 */
export function drawKey(seed: number, step: number): tf.Tensor1D {
  for (const [argument, found] of Object.entries({ seed, step })) {
    const wrong = seedCheck(found);
    if (!wrong) continue;
    throw new TissuebookError('invalid-argument', `${argument} must be ${wrong}, found ${show(found)}.`, {
      argument,
      found,
    });
  }
  return tf.tensor1d([pcg3d(0, seed | 0, step | 0), pcg3d(1, seed | 0, step | 0)], 'int32');
}

/**
 * Random numbers that are drawn on the device inside a step, from a key among its inputs: nothing is made on the host, copied, or
 * frozen into a compiled step. Make it anew in each call of the objective: draws are told apart by their order. A step
 * that runs eagerly, on another provider or as a resumed run draws the same numbers (normal numbers the same to rounding).
 *
 * A number depends on its place (its index along each axis, counted from the last axis), not on the size of the tensor: padding
 * at the end of an axis changes no other draw.
 *
 * @example
 * const step = trainingStep({ ..., objective: ({ x, key }) => {
 *   const random = new StepRandom(key);
 *   const h = dropout(mlp(p, x), 0.2, random);
 *   ...
 * } });
 * step({ x, key: drawKey(seed, place.step) });
 */
export class StepRandom {
  readonly #key: tf.Tensor;
  #draws = 0;

  /** @param key of drawKey() */
  constructor(key: tf.Tensor) {
    this.#key = key;
  }

  /** Numbers from [0, 1), multiples of 2^-24. @param shape at most five axes */
  uniform(shape: readonly number[]): tf.Tensor {
    if (shape.length > MOST_AXES) {
      throw new TissuebookError('invalid-argument', `A draw has at most ${MOST_AXES} axes, found ${shape.length}.`, {
        argument: 'shape',
        found: [...shape],
      });
    }
    const draw = this.#draws++;
    const attributes = { shape: shape.length === 0 ? [1] : [...shape], draw };
    return tf.tidy(() => {
      const [y, z] = [0, 1].map((at) => tf.reshape(tf.slice(this.#key, [at], [1]), [])) as [tf.Tensor, tf.Tensor];
      const drawn = runKernel(COUNTER_UNIFORM, { y, z }, attributes);
      return shape.length === 0 ? tf.reshape(drawn, []) : drawn;
    });
  }

  /** Numbers of N(0, 1) (Box and Muller 1958). @param shape at most five axes */
  normal(shape: readonly number[]): tf.Tensor {
    const [length, angle] = [this.uniform(shape), this.uniform(shape)];
    const radius = tf.sqrt(tf.mul(tf.log(tf.sub(1, length)), -2));
    return tf.mul(radius, tf.cos(tf.mul(angle, 2 * Math.PI)));
  }

  /** 1 with probability `share`, else 0, float32. @param shape at most five axes */
  mask(shape: readonly number[], share: number): tf.Tensor {
    return tf.cast(tf.less(this.uniform(shape), share), 'float32');
  }
}
