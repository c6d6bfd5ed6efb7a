import { tf } from '../tf';
import { isCompiledForCpu } from './kernels/compiledForCpu';

/** XLA leaves sums of up to this many numbers as they are, and computes what is summed in the same loop. */
const GROUP = 32;
/** Smaller groups leave too much to the second sum. */
const GROUP_FROM = 8;

/**
 * The sum of the rows of `x` [rows, columns]: [columns]. In steps that XLA compiles for the CPU groups of rows are summed first, then
 * their sums. Left to itself, XLA sees through the shape of images and adds tens of thousands of pixels one by one, a channel after
 * the other, which is slow and loses digits.
 */
export function sumRows(x: tf.Tensor2D): tf.Tensor1D {
  const [rows, columns] = x.shape;
  const group = isCompiledForCpu(x) ? groupOf(rows) : 1;
  if (group === 1) return tf.sum(x, 0);
  const partial = tf.sum(tf.reshape(x, [rows / group, group, columns]), 1);
  // XLA joins two sums that follow each other. Half of a number and its double are exact.
  return tf.mul(tf.sum(tf.mul(partial, 0.5), 0), 2);
}

/** How many rows make a group; 1 where there are too few, or their number has no fitting divisor. */
function groupOf(rows: number): number {
  if (rows < GROUP * GROUP_FROM) return 1;
  for (let group = GROUP; group >= GROUP_FROM; group--) if (rows % group === 0) return group;
  return 1;
}
