import { Random } from '../../random';

/**
 * Splits cells at random into rounds, each of at most the given share: every cell is hidden once, among others of which most
 * are visible.
 */
export function maskingRounds(cells: Int32Array, share: number, seed: number): Int32Array[] {
  const rounds = Math.min(cells.length, Math.ceil(1 / share));
  const order = new Random(seed).fork('masking rounds').shuffle(cells.slice());
  return Array.from({ length: rounds }, (_, r) => order.filter((_cell, at) => at % rounds === r));
}
