import { Random } from '../../random';

/**
 * Random orders of the numbers below `size`, the same for the same seed and purpose.
 *
 * @param purpose keeps draws of one seed for different ends apart
 */
export function randomOrders(seed: number, purpose: string, size: number, count: number): Int32Array[] {
  const random = new Random(seed).fork(purpose);
  return Array.from({ length: count }, () => random.permutation(size));
}
