import { array, numbers } from './cellSetCheck';
import type { CellOutlines } from './outlineTypes';
import { finite, record, text, type Check } from './shape';
import { ViewError } from './viewError';

/** Most corners that travel with a view, and are kept in a notebook: 2.8 MB of text (ours). The kernel is asked for more. */
export const MAX_KEPT_CORNERS = 500_000;

/** The shape of a CellOutlines. */
export const cellOutlines: Check = record(
  { key: text(100), count: finite, corners: finite, width: finite, step: finite },
  { counts: array, offsets: array },
);

/** Whether counts and corners fit each other and the cells. */
export function checkOutlines(outlines: CellOutlines, cells: { count: number } | undefined): void {
  const wrong = (path: string, what: string): ViewError => new ViewError(`outlines${path}`, what);
  if (!cells) throw wrong('', 'need cells');
  const { count, corners, width, step, counts, offsets } = outlines;
  if (!Number.isInteger(count) || count < 0 || count > cells.count)
    throw wrong('.count', `must be 0 to ${cells.count}`);
  if (!Number.isInteger(corners) || corners < 3 * count) throw wrong('.corners', `must be at least 3 for each of ${count} outlines`); // prettier-ignore
  if (!(width > 0) || !(step > 0)) throw wrong(width > 0 ? '.step' : '.width', 'must be more than 0');
  if (!counts !== !offsets) throw wrong('', 'must have counts and offsets, or neither');
  if (!counts || !offsets) return;
  if (counts.dtype !== 'uint16' || offsets.dtype !== 'int16') throw wrong('', 'must have counts as uint16 and offsets as int16'); // prettier-ignore
  if (
    offsets.shape.length !== 2 ||
    offsets.shape[0] !== corners ||
    offsets.shape[1] !== 2 ||
    corners > MAX_KEPT_CORNERS
  ) {
    throw wrong('.offsets', `must be [${corners}, 2], and at most ${MAX_KEPT_CORNERS} corners`);
  }
  numbers(offsets, 'outlines.offsets');
  checkCounts(numbers(counts, 'outlines.counts', { length: cells.count }), corners, count);
}

/**
 * Whether numbers of corners are those of outlines and add up.
 *
 * @param count how many outlines there must be, where that is known
 * @throws ViewError
 */
export function checkCounts(counts: ArrayLike<number>, corners: number, count?: number): void {
  let [sum, having] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i]!;
    if (n === 1 || n === 2) throw new ViewError('outlines.counts', `holds ${n}: an outline has three corners or more`);
    sum += n;
    if (n) having++;
  }
  if (sum !== corners || (count !== undefined && having !== count)) {
    throw new ViewError('outlines.counts', `are ${having} outlines with ${sum} corners, not ${count ?? having} with ${corners}`); // prettier-ignore
  }
}
