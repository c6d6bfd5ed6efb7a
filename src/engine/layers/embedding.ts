import type { Initializer } from '../initializers';
import { gatherRows } from '../ops/gatherRows';
import type { Parameters } from '../parameters';
import type { Random } from '../../random';
import type { tf } from '../tf';

/** Makes a table `weight` (rows, width). Default start: N(0, 1), as PyTorch's Embedding. */
export function createEmbedding(
  p: Parameters,
  rows: number,
  width: number,
  random: Random,
  init: Initializer = 'normal',
): void {
  p.create('weight', [rows, width], random, { init });
}

/** Rows of the table by id. `ids` int32 [n], each from 0 to rows - 1; the result is [n, width]. */
export function embedding(p: Parameters, ids: tf.Tensor1D): tf.Tensor2D {
  return gatherRows(p.get('weight') as tf.Tensor2D, ids);
}
