import type { LabelImage, Region } from './labelImage';

const DIAGONAL = Math.SQRT2;
const MIXED = (1 + Math.SQRT2) / 2;

/**
 * What a pixel of the border adds to its length, by its neighbors on the border: straight ones times ten plus diagonal ones
 * (scikit-image's table, after Benkrid and Crookes 2000). Others add nothing.
 */
const LENGTHS: Readonly<Record<number, number>> = {
  20: 1, 30: 1, 21: 1, 31: 1, 22: 1, 32: 1, 2: DIAGONAL, 13: DIAGONAL, 11: MIXED, 12: MIXED,
}; // prettier-ignore

/** The length of a region's border in pixels: of its pixels that have a side in common with what is outside. */
export function borderLength({ width, height, values }: LabelImage, { label, y, x }: Region): number {
  const inside = (row: number, column: number): boolean =>
    row >= 0 && column >= 0 && row < height && column < width && values[row * width + column] === label;
  const onBorder = (row: number, column: number): boolean =>
    inside(row, column) &&
    !(inside(row - 1, column) && inside(row + 1, column) && inside(row, column - 1) && inside(row, column + 1));
  let length = 0;
  for (let i = 0; i < x.length; i++) {
    if (!onBorder(y[i], x[i])) continue;
    let neighbors = 0;
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        if ((down === 0 && right === 0) || !onBorder(y[i] + down, x[i] + right)) continue;
        neighbors += down === 0 || right === 0 ? 10 : 1;
      }
    }
    length += LENGTHS[neighbors] ?? 0;
  }
  return length;
}
