import type { Matrix } from '../../data';
import { Random } from '../../random';

/** Cells that are decomposed, at most (ours): of more it takes minutes, and changes little. */
const MOST_DECOMPOSED = 16_384;

/** The cells that components are found from: all of them, or a random part. @param x [cells, features] */
export const someCells = (x: Matrix, seed: number): Matrix =>
  x.rows > MOST_DECOMPOSED
    ? x.takeRows(new Random(seed).fork('decomposition').permutation(x.rows).subarray(0, MOST_DECOMPOSED))
    : x;
