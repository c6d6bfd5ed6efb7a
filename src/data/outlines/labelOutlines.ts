import { TissuebookError } from '../../errors';
import type { TissueImage } from '../images/tissueImage';
import { type Affine, IDENTITY, move } from '../zarr/transformations';
import type { OutlineBuilder } from './outlineBuilder';
import { listed, type Outlines, ringArea } from './outlines';
import { type LabelWindow, traceRing } from './traceRing';

/** Pixels that the image is read by, across and down. */
const BLOCK = 1024;
/** Pixels beyond a block that are read with it: most cells that begin in the block end there. */
const MARGIN = 128;
/** A label that spreads over more pixels than this across or down is no cell (ours). */
const WIDEST = 4096;
/** Pixels that are read once more for cells larger than the margin, in all (ours). */
const MOST_AGAIN = 4e9;
/** Most labels of an image (ours): a section has a few million cells. */
const MOST_LABELS = 10_000_000;

/** Where the pixels of a label lie, and how many it has. */
interface Spread {
  left: number;
  top: number;
  right: number;
  bottom: number;
  pixels: number;
}

/**
 * The outlines of the cells of a label image, named by their numbers: the contour of marching squares at one half around the pixels of each cell. Of a cell in
 * several parts the largest stays. Read by blocks: twice, and never the whole image.
 *
 * @param affine where pixels are moved to
 * @throws TissuebookError 'shape-mismatch' (several channels), 'invalid-argument' (numbers that are no labels), 'too-large'
 */
export async function outlinesOfLabels(
  image: TissueImage,
  builder: OutlineBuilder,
  affine: Affine = IDENTITY,
  said: readonly string[] = [],
): Promise<Outlines> {
  if (image.channels.length !== 1) {
    throw new TissuebookError('shape-mismatch', `${image.name} has ${image.channels.length} channels, and labels have one.`, { argument: 'path' }); // prettier-ignore
  }
  const spreads = await findLabels(image);
  const wide: string[] = [];
  const byBlock = new Map<string, number[]>();
  for (const [label, { left, top, right, bottom }] of spreads) {
    if (right - left > WIDEST || bottom - top > WIDEST) {
      wide.push(String(label));
      continue;
    }
    const block = `${Math.floor(left / BLOCK)} ${Math.floor(top / BLOCK)}`;
    const labels = byBlock.get(block);
    if (labels) labels.push(label);
    else byBlock.set(block, [label]);
  }
  let again = 0;
  for (const [block, labels] of byBlock) {
    const [column, row] = block.split(' ').map(Number) as [number, number];
    const common = await windowOf(image, { left: column * BLOCK, top: row * BLOCK, right: (column + 1) * BLOCK + MARGIN, bottom: (row + 1) * BLOCK + MARGIN }); // prettier-ignore
    for (const label of labels) {
      const spread = spreads.get(label)!;
      const fits = spread.right <= common.left + common.width && spread.bottom <= common.top + common.height;
      if (!fits) again += (spread.right - spread.left) * (spread.bottom - spread.top);
      if (again > MOST_AGAIN) throw scattered(image.name);
      addCell(builder, fits ? common : await windowOf(image, spread), label, spread, affine);
    }
  }
  const notices = wide.length ? [`${wide.length} labels of ${image.name} spread over more than ${WIDEST} pixels and are left out: ${listed(wide)}.`] : []; // prettier-ignore
  return builder.finish([...said, ...notices]);
}

type Placed = LabelWindow & { left: number; top: number };

/** Traces the parts of a cell: the builder keeps the largest. */
function addCell(builder: OutlineBuilder, window: Placed, label: number, spread: Spread, affine: Affine): void {
  const { values, width, left, top } = window;
  let seen: Uint8Array | undefined;
  const wide = spread.right - spread.left;
  for (let y = spread.top - top; y < spread.bottom - top; y++) {
    for (let x = spread.left - left; x < spread.right - left; x++) {
      const at = y * width + x;
      if (values[at] !== label || seen?.[(y - spread.top + top) * wide + x - spread.left + left]) continue;
      const ring = traceRing(window, at);
      const pixels = ringArea(ring.x, ring.y, 0, ring.x.length) + 0.5;
      ring.x.forEach((px, k) => ([ring.x[k], ring.y[k]] = move(affine, px + left, ring.y[k]! + top)));
      builder.add(String(label), ring.x, ring.y);
      // One part without holes has all the pixels: there is nothing more to look for.
      if (!seen && Math.round(pixels) === spread.pixels) return;
      seen ??= new Uint8Array(wide * (spread.bottom - spread.top));
      const found = fill(window, spread, at, seen);
      if (Math.round(pixels) > found) builder.hole(String(label));
    }
  }
}

/** Marks the pixels that hang together with one by their sides; returns how many they are. */
function fill({ values, width, left, top }: Placed, spread: Spread, at: number, seen: Uint8Array): number {
  const [wide, tall] = [spread.right - spread.left, spread.bottom - spread.top];
  const label = values[at];
  const own = (i: number, j: number): number => (j + spread.top - top) * width + i + spread.left - left;
  const waiting = [(Math.floor(at / width) - spread.top + top) * wide + (at % width) - spread.left + left];
  seen[waiting[0]!] = 1;
  let count = 0;
  while (waiting.length) {
    const e = waiting.pop()!;
    count++;
    const [i, j] = [e % wide, Math.floor(e / wide)];
    const visit = (u: number, v: number): void => {
      if (u < 0 || v < 0 || u >= wide || v >= tall || seen[v * wide + u] || values[own(u, v)] !== label) return;
      seen[v * wide + u] = 1;
      waiting.push(v * wide + u);
    };
    visit(i - 1, j);
    visit(i + 1, j);
    visit(i, j - 1);
    visit(i, j + 1);
  }
  return count;
}

async function findLabels(image: TissueImage): Promise<Map<number, Spread>> {
  const found = new Map<number, Spread>();
  for (let top = 0; top < image.height; top += BLOCK) {
    for (let left = 0; left < image.width; left += BLOCK) {
      const window = await windowOf(image, { left, top, right: left + BLOCK, bottom: top + BLOCK });
      let [last, spread] = [0, undefined as Spread | undefined];
      for (let e = 0; e < window.width * window.height; e++) {
        const label = window.values[e]!;
        if (label === 0) continue;
        if (!(Number.isInteger(label) && label > 0)) throw noLabels(image.name, label);
        const [x, y] = [left + (e % window.width), top + Math.floor(e / window.width)];
        if (label !== last) [last, spread] = [label, found.get(label)];
        if (!spread) found.set(label, (spread = { left: x, top: y, right: x + 1, bottom: y + 1, pixels: 0 }));
        if (found.size > MOST_LABELS) throw scattered(image.name);
        spread.pixels++;
        if (x < spread.left) spread.left = x;
        if (x >= spread.right) spread.right = x + 1;
        if (y >= spread.bottom) spread.bottom = y + 1;
        if (y < spread.top) spread.top = y;
      }
    }
  }
  return found;
}

async function windowOf(image: TissueImage, { left, top, right, bottom }: Omit<Spread, 'pixels'>): Promise<Placed> {
  const [width, height] = [Math.min(right, image.width) - left, Math.min(bottom, image.height) - top];
  const { values } = await image.region({ x: left, y: top, width, height });
  return { values, width, height, left, top };
}

function noLabels(name: string, found: number): TissuebookError {
  return new TissuebookError(
    'invalid-argument',
    `${name} holds ${found}: labels are whole numbers, 0 where there is no cell.`,
    {
      argument: 'path',
      found,
    },
  );
}

function scattered(name: string): TissuebookError {
  return new TissuebookError('too-large', `${name}: its labels are too large or too scattered to be cells.`, {
    argument: 'path',
    found: name,
    advice: 'Give each cell a number of its own: skimage.measure.label does.',
  });
}
