import { TissuebookError } from '../../errors';
import { groupNormalize } from '../ops/groupNormalize';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import type { tf } from '../tf';

/** Makes `weight` (ones) and `bias` (zeros), both (channels). */
export function createGroupNorm(p: Parameters, channels: number, random: Random): void {
  p.create('weight', [channels], random, { init: 'ones' });
  p.create('bias', [channels], random, { init: 'zeros' });
}

/**
 * Group normalization of `x` [samples, ..., channels] with the layer's gain and bias; epsilon 1e-5 by default (PyTorch's).
 *
 * @throws TissuebookError kind 'invalid-argument' when the groups do not divide the channels
 */
export function groupNorm<T extends tf.Tensor>(p: Parameters, x: T, groups: number, epsilon = 1e-5): T {
  const channels = x.shape.at(-1)!;
  if (channels % groups !== 0) {
    throw new TissuebookError('invalid-argument', `groups must divide the ${channels} channels, found ${groups}.`, {
      argument: 'groups',
      found: groups,
    });
  }
  return groupNormalize(x, p.get('weight'), p.get('bias'), groups, epsilon);
}
