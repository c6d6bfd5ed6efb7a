import { TissuebookError } from '../../errors';
import { checkArgument, objectWith, show } from '../../options';

/** A mask with a number for each cell: 0 for the ground, row by row from the top [height, width]. */
export interface LabelImage {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** The pixels of one label, row by row. */
export interface Region {
  readonly label: number;
  readonly y: Int32Array;
  readonly x: Int32Array;
  /** Parts that do not touch each other, corners count as touching. */
  readonly parts: number;
  /** Whether it touches the edge of the image. */
  readonly cut: boolean;
}

/** More pixels than this take more memory than a notebook has. */
const MOST_PIXELS = 2 ** 28;

/** @throws TissuebookError 'invalid-argument', 'shape-mismatch', 'too-large' */
export function checkLabelImage(where: string, image: LabelImage): void {
  checkArgument(where, 'labels', image, objectWith('width', 'height', 'values'));
  const { width, height, values } = image;
  if (![width, height].every((side) => Number.isInteger(side) && side >= 1) || values.length !== width * height) {
    throw new TissuebookError(
      'shape-mismatch',
      `${where}: ${show(width)} x ${show(height)} pixels, ${values.length} values.`,
      {
        argument: 'labels',
        found: values.length,
        advice: 'A mask holds one value for each pixel, row by row.',
      },
    );
  }
  if (values.length > MOST_PIXELS) {
    throw new TissuebookError('too-large', `${where}: a mask of ${width} x ${height} pixels.`, {
      argument: 'labels',
      found: values.length,
      advice: `Cut it into parts of at most ${MOST_PIXELS} pixels.`,
    });
  }
}

/**
 * The regions of a mask by rising label.
 *
 * @throws TissuebookError 'invalid-argument' (a label that is no whole number), and as checkLabelImage()
 */
export function pixelsByLabel(where: string, image: LabelImage): Region[] {
  checkLabelImage(where, image);
  const { width, height, values } = image;
  const counts = new Map<number, number>();
  for (let at = 0; at < values.length; at++) {
    const label = values[at];
    if (label === 0) continue;
    if (!Number.isSafeInteger(label) || label < 0) {
      throw new TissuebookError('invalid-argument', `${where}: pixel ${at} holds ${show(label)}, which is no label.`, {
        argument: 'labels',
        found: label,
        advice: 'Labels are whole numbers, 0 for the ground.',
      });
    }
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const sizes = [...counts].sort(([a], [b]) => a - b);
  const found = new Map(
    sizes.map(([label, n]) => [label, { label, y: new Int32Array(n), x: new Int32Array(n), filled: 0 }]),
  );
  for (let at = 0; at < values.length; at++) {
    const region = values[at] === 0 ? undefined : found.get(values[at])!;
    if (!region) continue;
    region.y[region.filled] = Math.floor(at / width);
    region.x[region.filled++] = at % width;
  }
  const seen = new Uint8Array(values.length);
  return [...found.values()].map(({ label, y, x }) => ({
    label,
    y,
    x,
    parts: partsOf(image, label, y, x, seen),
    cut: y[0] === 0 || y[y.length - 1] === height - 1 || x.some((column) => column === 0 || column === width - 1),
  }));
}

function partsOf(image: LabelImage, label: number, y: Int32Array, x: Int32Array, seen: Uint8Array): number {
  let parts = 0;
  for (let i = 0; i < x.length; i++) {
    const at = y[i] * image.width + x[i];
    if (seen[at]) continue;
    parts++;
    flood(image, at, (value) => value === label, seen, 1);
  }
  return parts;
}

/**
 * Marks all pixels that are joined to one, by sides or corners, where `inside` holds and nothing is marked yet; how many.
 *
 * @param marks [pixels]; `mark` is written there
 */
export function flood(
  { width, height, values }: LabelImage,
  start: number,
  inside: (value: number) => boolean,
  marks: Uint8Array | Int32Array,
  mark: number,
): number {
  const open = [start];
  marks[start] = mark;
  let count = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    count++;
    const [row, column] = [Math.floor(at / width), at % width];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        const next = y * width + x;
        if (marks[next] || !inside(values[next])) continue;
        marks[next] = mark;
        open.push(next);
      }
    }
  }
  return count;
}
