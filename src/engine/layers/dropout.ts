import { TissuebookError } from '../../errors';
import type { StepRandom } from '../ops/stepRandom';
import { tf } from '../tf';

/**
 * Dropout (Srivastava et al. 2014), scaled in training as PyTorch does: a share `rate` of the numbers becomes 0, the others are
 * divided by 1 - rate. The mask is drawn where the step runs and is not kept.
 *
 * @param rate from 0 up to, not including, 1; 0 changes nothing and draws nothing
 * @param random the step's random numbers; left out when not training, and `x` is then what comes out
 * @throws TissuebookError kind 'invalid-argument'
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, random?: StepRandom): T {
  if (!(rate >= 0 && rate < 1)) {
    throw new TissuebookError('invalid-argument', `rate must be a number from 0 to below 1, found ${rate}.`, {
      argument: 'rate',
      found: rate,
    });
  }
  if (!random || rate === 0) return x;
  return tf.mul(x, tf.mul(random.mask(x.shape, 1 - rate), 1 / (1 - rate)));
}
