import { isSparse, type Matrix } from '../../data';
import { Random } from '../../random';

/** Cells that are decomposed, at most, and their stored entries (ours): of more it takes minutes, and changes little. */
const MOST_DECOMPOSED = 16_384;
const MOST_ENTRIES = 8e6;
/** So many cells are decomposed whatever they hold. */
const FEWEST = 2048;

/** The cells that components are found from: all of them, or a random part. @param x [cells, features] */
export function someCells(x: Matrix, seed: number): Matrix {
  const most = Math.min(MOST_DECOMPOSED, Math.max(FEWEST, Math.floor((MOST_ENTRIES / storedOf(x)) * x.rows)));
  if (x.rows <= most) return x;
  return x.takeRows(new Random(seed).fork('decomposition').permutation(x.rows).subarray(0, most));
}

const storedOf = (x: Matrix): number => Math.max(1, isSparse(x) ? x.stored : x.rows * x.columns);
