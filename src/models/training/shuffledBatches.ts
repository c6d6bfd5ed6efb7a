import type { Random } from '../../random';

/**
 * Places in random order, in batches of one size: cells, pairs of cells and pictures, entries of a table. The last batch of an
 * epoch is filled up from its beginning, so that every step has the same shape; with fewer places than `size` some come twice.
 *
 * @param count places, numbered from 0
 * @returns batches of `size` places
 */
export function shuffledBatches(count: number, size: number, random: Random): Int32Array[] {
  const order = random.permutation(count);
  return Array.from({ length: Math.ceil(count / size) }, (_, batch) =>
    Int32Array.from({ length: size }, (__, at) => order[(batch * size + at) % count]!),
  );
}
