import type { ImageLevel } from './pixels';

/**
 * The coarsest level whose pixels are not larger than those of a result, by its place. Widths of levels are rounded: one that lacks a
 * pixel is still half as wide.
 *
 * @param scale pixels of the finest level for a pixel of the result
 */
export function levelFor(levels: readonly ImageLevel[], scale: number): number {
  const { width } = levels[0]!;
  let found = 0;
  levels.forEach((level, index) => {
    if (width / (level.width + 1) < scale && width / level.width < 1.05 * scale) found = index;
  });
  return found;
}
