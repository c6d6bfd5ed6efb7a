import { isSparse, type Matrix } from '../../data';
import { Random } from '../../random';

/** Cells that are decomposed, at most, and their stored entries (ours): of more it takes minutes, and changes little. */
const MOST_DECOMPOSED = 16_384;
const MOST_ENTRIES = 8e6;
/** So many cells are decomposed whatever they hold. */
const FEWEST = 2048;

/** Components of a random part of the cells need not be exact to rounding (ours): that takes several times as long. */
const COARSE = 1e-6;

/** The cells that components are found from. */
export interface SomeCells {
  readonly cells: Matrix;
  /** Of truncatedSvd(); its own unless the cells are a part. */
  readonly tolerance?: number;
}

/** All cells, or a random part where they are many. @param x [cells, features] */
export function someCells(x: Matrix, seed: number): SomeCells {
  const most = Math.min(MOST_DECOMPOSED, Math.max(FEWEST, Math.floor((MOST_ENTRIES / storedOf(x)) * x.rows)));
  if (x.rows <= most) return { cells: x };
  const drawn = new Random(seed).fork('decomposition').permutation(x.rows).subarray(0, most);
  return { cells: x.takeRows(drawn), tolerance: COARSE };
}

const storedOf = (x: Matrix): number => Math.max(1, isSparse(x) ? x.stored : x.rows * x.columns);
