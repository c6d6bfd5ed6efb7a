import { randomUUID } from 'node:crypto';
import { type AnnData, cellOutlines as keptOutlines, type Outlines } from '../data';
import { TissuebookError } from '../errors';
import { type CellOutlines, encodeArray, MAX_KEPT_CORNERS, readable } from '../protocol';
import { quantile } from './numbers';

/** Steps that the middle outline is wide: a step is a pixel where one cell fills the screen (ours). */
const STEPS = 1024;
/** Outlines that are remembered for one data set: its views may show cells and nuclei (ours). */
const REMEMBERED = 4;

/** Outlines as they travel: corners as whole steps from the places of their cells. */
export interface PackedOutlines {
  /** What a payload says of them. */
  sent: CellOutlines;
  /** [cells] corners of each. */
  counts: Uint16Array;
  /** [cells + 1] where the corners of each begin. */
  starts: Int32Array;
  /** [2 * corners] steps, x before y. */
  offsets: Int16Array;
  /** What was left out, in sentences. */
  notices: string[];
}

const shown = new WeakMap<AnnData, Map<string, PackedOutlines>>();

/** The outlines that a view of the data shows, for as long as they are there. */
export function outlinesShown(adata: AnnData, key: string): PackedOutlines | undefined {
  return shown.get(adata)?.get(key);
}

/**
 * Packs the outlines of the data's cells for a view, and remembers them to answer its page.
 *
 * @param given outlines of these cells, or true for those that the data keep
 * @param places of the cells in the unit in which they are shown, which is `factor` times that of the data
 * @throws TissuebookError 'missing-key' (none are kept, or none is of these cells), 'shape-mismatch' (they lie elsewhere)
 */
export function packOutlines(
  adata: AnnData,
  given: true | Outlines,
  places: { x: ArrayLike<number>; y: ArrayLike<number> },
  factor: number,
): PackedOutlines {
  const own = given === true ? keptOutlines(adata) : given.forCells(adata.obs.index);
  if (own.count === 0) {
    throw new TissuebookError('missing-key', 'outlines: none is of a cell of these data.', {
      argument: 'outlines',
      found: { cells: adata.obs.index.slice(0, 3), outlines: given === true ? [] : given.cells.slice(0, 3) },
      advice: 'keepOutlines(adata, outlines, { by }) finds them by an obs column.',
    });
  }
  const packed = pack(own, places, factor);
  const known = shown.get(adata) ?? new Map<string, PackedOutlines>();
  known.set(packed.sent.key, packed);
  for (const key of [...known.keys()].slice(0, -REMEMBERED)) known.delete(key);
  shown.set(adata, known);
  return packed;
}

/** Counts and offsets of some cells, in their order. */
export function pickOutlines(
  { counts, starts, offsets }: PackedOutlines,
  cells: Int32Array,
): { counts: Uint16Array; offsets: Int16Array } {
  const picked = Uint16Array.from(cells, (cell) => counts[cell] ?? 0);
  const all = new Int16Array(2 * picked.reduce((sum, n) => sum + n, 0));
  let at = 0;
  cells.forEach((cell, i) => {
    const from = 2 * (starts[cell] ?? 0);
    all.set(offsets.subarray(from, from + 2 * picked[i]!), at);
    at += 2 * picked[i]!;
  });
  return { counts: picked, offsets: all };
}

function pack(own: Outlines, { x, y }: { x: ArrayLike<number>; y: ArrayLike<number> }, factor: number): PackedOutlines {
  const width = widthOf(own) * factor;
  const step = width / STEPS;
  const n = own.cells.length;
  const counts = new Uint16Array(n);
  const starts = new Int32Array(n + 1);
  const offsets = new Int16Array(2 * own.x.length);
  let [size, far] = [0, 0];
  for (let i = 0; i < n; i++) {
    const [from, to] = [own.starts[i]!, own.starts[i + 1]!];
    let at = size;
    for (let k = from; k < to; k++) {
      const dx = Math.round((own.x[k]! * factor - x[i]!) / step);
      const dy = Math.round((own.y[k]! * factor - y[i]!) / step);
      if (Math.abs(dx) > 32767 || Math.abs(dy) > 32767) {
        at = -1;
        break;
      }
      [offsets[2 * at], offsets[2 * at + 1]] = [dx, dy];
      at++;
    }
    if (at < 0) far++;
    else [counts[i], size] = [to - from, at];
    starts[i + 1] = size;
  }
  const having = own.count - far;
  if (far > having) throw elsewhere(own.count, far);
  const notices = [...own.notices];
  if (far) notices.push(`${far} outlines lie farther from their cells than ${32767 / STEPS} times the middle cell's width and are not drawn.`); // prettier-ignore
  const kept = size <= MAX_KEPT_CORNERS;
  const used = offsets.subarray(0, 2 * size);
  const sent: CellOutlines = {
    key: randomUUID(),
    count: having,
    corners: size,
    width,
    step,
    ...(kept && { counts: encodeArray(counts), offsets: encodeArray(used.slice(), [size, 2]) }),
  };
  return { sent, counts, starts, offsets: used, notices };
}

/** How the outlines are told of in a description. */
export function describeOutlines({ sent, counts }: PackedOutlines): string {
  const of = `${readable(sent.count)} of ${readable(counts.length)} cells have outlines, which are drawn from near on.`;
  if (sent.offsets) return of;
  return `${of} Their ${readable(sent.corners)} corners stay with the kernel: a saved notebook alone shows points.`;
}

/** How wide the middle one of all outlines is: the longer side of the box around it. */
function widthOf({ starts, x, y }: Outlines): number {
  const widths: number[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    const [from, to] = [starts[i]!, starts[i + 1]!];
    if (from === to) continue;
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let k = from; k < to; k++) {
      left = Math.min(left, x[k]!);
      right = Math.max(right, x[k]!);
      low = Math.min(low, y[k]!);
      high = Math.max(high, y[k]!);
    }
    widths.push(Math.max(right - left, high - low));
  }
  return Math.max(quantile(widths, 0.5), Number.MIN_VALUE);
}

function elsewhere(count: number, far: number): TissuebookError {
  return new TissuebookError('shape-mismatch', `outlines: ${far} of ${count} lie far from their cells.`, {
    argument: 'outlines',
    found: far,
    advice:
      'They are probably in another unit than the positions: readOutlines(path, { scale: 0.2125 }) turns pixels of 0.2125 µm into micrometers.',
  });
}
