import { TissuebookError } from '../../errors';
import type { ImageLevel } from './pixels';

/** Levels of one image: each half as wide as the one before, the widest file that there can be has fewer (ours). */
const MAX_LEVELS = 64;

/** Pixels along a side: places in an image are counted in 32 bits. */
const MAX_SIDE = 2 ** 31 - 1;

/** @throws TissuebookError 'corrupt' unless each level is smaller than the one before, in sizes that can be counted */
export function checkLevels(name: string, levels: readonly ImageLevel[]): void {
  const sound = levels.every(({ width, height, tileWidth, tileHeight }, i) => {
    const before = levels[i - 1];
    const counted = [width, height, tileWidth, tileHeight].every(
      (size) => Number.isInteger(size) && size > 0 && size <= MAX_SIDE,
    );
    const smaller = !before || (width <= before.width && height <= before.height && (width < before.width || height < before.height)); // prettier-ignore
    return counted && smaller;
  });
  if (sound && levels.length > 0 && levels.length <= MAX_LEVELS) return;
  const sizes = levels.slice(0, 8).map(({ width, height }) => `${width} x ${height}`);
  throw new TissuebookError('corrupt', `The levels of ${name} have no sizes, or do not shrink: ${sizes.join(', ')}.`, {
    argument: 'path',
    found: sizes,
    advice:
      'Write the file again with levels that are each half as wide: tifffile with subifds, or bfconvert -pyramid-resolutions.',
  });
}
