import { coordinates, type AnnData } from '../../data';

/** Cells of a slide by what they are for, as numbers. */
export interface RegionalSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** Where a slide is cut: shares of its width and height (CI-FM, figure 2A). */
const TRAIN_WIDTH = 0.6;
const TEST_HEIGHT = 0.5;

/**
 * CI-FM's split of one slide into regions: the first 60% along x to train on; of the rest the upper half along y to validate,
 * the lower half to test.
 */
export function regionalSplit(adata: AnnData): RegionalSplit {
  const { points } = coordinates(adata);
  const [x, y] = [points.column(0), points.column(1)];
  const [right, upper] = [at(x, TRAIN_WIDTH), at(y, TEST_HEIGHT)];
  const all = Int32Array.from({ length: points.rows }, (_, i) => i);
  return {
    train: all.filter((i) => x[i]! <= right),
    validation: all.filter((i) => x[i]! > right && y[i]! >= upper),
    test: all.filter((i) => x[i]! > right && y[i]! < upper),
  };
}

/** The place at a share of the way from the least to the largest value. */
function at(values: ArrayLike<number>, share: number): number {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return low + share * (high - low);
}
