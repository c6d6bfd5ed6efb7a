import { TissuebookError } from '../../errors';
import { anything, checkOptions, integer, number } from '../../options';
import type { DenseMatrix } from '../denseMatrix';
import { pixelArray, type PixelArray } from './pixels';
import type { TissueImage } from './tissueImage';

export interface CropsAtOptions {
  /** Width and height of a crop in pixels of the result. */
  size: number;
  /** Pixels of the finest level for a pixel of a crop. 1. */
  scale?: number;
  /** Crops that are in memory at once. 256 (our choice). */
  batch?: number;
  /** Stops between two crops. */
  signal?: AbortSignal;
}

/** Crops around some positions that follow each other. */
export interface Crops {
  /** The place of the first position, and the one after the last. */
  from: number;
  to: number;
  /** [to - from, size, size, channels], row-major. */
  shape: [number, number, number, number];
  values: PixelArray;
  /** For each crop where the image lies on it: the first and the end column, the first and the end row; 0 where nowhere. */
  covered: Int32Array;
}

/**
 * Square crops of an image around positions, batch by batch, so that memory stays bounded by a batch and the image's
 * cache. What lies outside of the image is 0. Crops of a batch are read tile by tile; positions that are sorted by place
 * unpack each tile once.
 *
 * @param xy positions [n, 2], x to the right and y downwards, in pixels of the finest level: those of obsm['spatial'] where
 *   they are in pixels, or divided by `image.micrometres` where they are in micrometres
 * @throws TissuebookError 'invalid-argument' (no size), 'shape-mismatch' (not two columns), 'not-finite', 'aborted', and
 *   as `TissueImage.region`
 */
export async function* cropsAt(
  image: TissueImage,
  xy: DenseMatrix,
  options: CropsAtOptions,
): AsyncGenerator<Crops, void, undefined> {
  const checks = { size: integer(1, 4096), scale: number(Number.MIN_VALUE), batch: integer(1), signal: anything };
  checkOptions('cropsAt', options, checks);
  const { size, scale = 1, batch = 256, signal } = options ?? {};
  if (size === undefined) {
    throw new TissuebookError('invalid-argument', 'cropsAt: size is needed, in pixels.', { argument: 'size' });
  }
  checkPositions(xy);
  const values = size * size * image.channels.length;
  for (let from = 0; from < xy.rows; from += batch) {
    const to = Math.min(xy.rows, from + batch);
    const crops = pixelArray(image.type, (to - from) * values);
    const covered = new Int32Array(4 * (to - from));
    const half = (size * scale) / 2;
    for (const i of inTiles(image, xy, from, to)) {
      const [x, y] = [xy.get(i, 0) - half, xy.get(i, 1) - half];
      const part = { x, y, width: size, height: size, scale, ...(signal && { signal }) };
      await image.readInto(crops, (i - from) * values, part);
      const on = image.covers(part);
      covered.set([...on.x, ...on.y], 4 * (i - from));
    }
    yield { from, to, shape: [to - from, size, size, image.channels.length], values: crops, covered };
  }
}

function checkPositions(xy: DenseMatrix): void {
  if (xy.columns !== 2) {
    throw new TissuebookError('shape-mismatch', `cropsAt: positions have ${xy.columns} columns, not x and y.`, {
      argument: 'xy',
      found: xy.columns,
    });
  }
  const wrong = xy.values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new TissuebookError('not-finite', `cropsAt: position ${wrong >> 1} is not a number.`, {
      argument: 'xy',
      found: xy.values[wrong],
    });
  }
}

/** The positions of a batch in the order of the tiles in which they lie. */
function inTiles({ levels }: TissueImage, xy: DenseMatrix, from: number, to: number): number[] {
  const { tileWidth, tileHeight } = levels[0]!;
  const row = (i: number): number => Math.floor(xy.get(i, 1) / tileHeight);
  const column = (i: number): number => Math.floor(xy.get(i, 0) / tileWidth);
  const places = Array.from({ length: to - from }, (_, i) => from + i);
  return places.sort((a, b) => row(a) - row(b) || column(a) - column(b));
}
