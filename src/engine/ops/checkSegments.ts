import { TissuebookError } from '../../errors';
import type { tf } from '../tf';

/** @throws TissuebookError kind 'shape-mismatch' unless there is one id for each row */
export function checkSegments(x: tf.Tensor, ids: tf.Tensor): void {
  if (ids.rank === 1 && x.shape[0] === ids.shape[0]) return;
  throw new TissuebookError(
    'shape-mismatch',
    `Each row needs an id: x is [${x.shape.join(', ')}], ids are [${ids.shape.join(', ')}].`,
    { argument: 'ids', found: ids.shape },
  );
}
