import { exactMath } from '../../exactMath';
import { type AnnData, coordinates, ImageSource, TissueImage, valuesOf } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { wholeImage } from '../../data/images/wholeImage';
import type { CellsWithImage } from '../../data/datasets/entry';
import { TissuebookError } from '../../errors';
import { checkOptions, listOf, number, seed as seedCheck, text } from '../../options';
import { Random } from '../../random';
import { axesReader } from '../../data/axesReader';
import { morphologyFeatures } from './morphologyFeatures';

export interface DrawTissueOptions {
  /** Features whose values are brightness, a channel each. One channel with the mean over all features. */
  features?: readonly string[];
  /** The obs column with the direction of the long axis, in radians from the rows of the image as scikit-image has it. Drawn at random. */
  orientation?: string;
  /** Standard deviation of the noise of a pixel, as a share of white. 0.02 (ours). */
  noise?: number;
  /** Fixes noise and what directions are drawn. 0. */
  seed?: number;
}

/** More pixels than this are not drawn: a notebook has no memory for them. */
const MOST_PIXELS = 2 ** 28;
/** Brightness of a cell that expresses nothing, and how much is added at the 99th percentile (ours). */
const [DIM, BRIGHT] = [0.35, 0.6];
/** How much darker a cell is at its border than in its middle (ours). */
const FALL = 0.35;

/**
 * A **drawn** picture of a tissue: each cell an ellipse of its measured area and axes at its place, as bright as it expresses. No microscope
 * saw it: uns['picture'] says 'drawn', and results repeat it. For lessons and tests of what takes pictures, where the answer is known.
 * Where cells overlap the later one lies on top. Positions must be in pixels.
 *
 *     const { cells, image } = drawTissue(await datasets.load('cycif-lung'), { features: ['ECAD', 'SMA'], orientation: 'Orientation' });
 *
 * @returns the cells, with obs['drawn_label'] for the mask with which crops are blanked, and their picture
 * @throws TissuebookError 'missing-key' (no shapes, no positions, no such feature), 'too-large', 'not-finite'
 */
export function drawTissue(adata: AnnData, options: DrawTissueOptions = {}): CellsWithImage {
  checkAnnData('drawTissue', 'adata', adata);
  checkOptions('drawTissue', options, {
    features: listOf(text),
    orientation: text,
    noise: number(0, 1),
    seed: seedCheck,
  });
  const { noise = 0.02, seed = 0 } = options;
  const random = new Random(seed).fork('drawn tissue');
  const cells = drawnCells(adata, options, random.fork('directions'));
  const [width, height] = [0, 1].map(
    (axis) => Math.ceil(cells.reduce((most, { at, axes }) => Math.max(most, at[axis] + axes[0]), 0)) + 1,
  );
  if (width * height > MOST_PIXELS) {
    throw new TissuebookError('too-large', `drawTissue: the tissue is ${width} x ${height} pixels.`, {
      argument: 'adata',
      found: [width, height],
      advice: 'Take a part of the cells.',
    });
  }
  const channels = cells[0].light.length;
  const pixels = new Float32Array(width * height * channels);
  const labels = new Float32Array(width * height);
  cells.forEach((cell, i) => draw(cell, i + 1, { pixels, labels, width, height }));
  const grain = random.fork('noise');
  const bytes = Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value + (noise > 0 ? grain.normal(0, noise) : 0))))); // prettier-ignore
  const names = options.features ?? ['drawn'];
  const limits = { maxBytes: 4 * pixels.length + 4 * labels.length, cacheBytes: 4 * labels.length + bytes.length };
  const image = new TissueImage('drawn tissue', wholeImage({ width, height, channels: names, type: 'uint8' }, () => ({ width, height, channels, values: bytes })), limits); // prettier-ignore
  const mask = new TissueImage('labels of the drawn tissue', wholeImage({ width, height, channels: ['label'], type: 'float32' }, () => ({ width, height, channels: 1, values: labels })), limits); // prettier-ignore
  const obs = adata.obs.clone();
  obs.set(
    'drawn_label',
    Float64Array.from({ length: adata.nObs }, (_, i) => i + 1),
  );
  return {
    cells: adata.with({ obs, uns: new Map(adata.uns).set('picture', 'drawn') }),
    image: new ImageSource({ image, labels: mask }, { unit: 'pixels', label: 'drawn_label' }),
  };
}

interface DrawnCell {
  readonly at: readonly [number, number];
  /** Half axes, the longer one first. */
  readonly axes: readonly [number, number];
  /** Direction of the long axis: cosine along y, sine along x. */
  readonly direction: readonly [number, number];
  /** Brightness in each channel. */
  readonly light: readonly number[];
}

function drawnCells(adata: AnnData, options: DrawTissueOptions, random: Random): DrawnCell[] {
  const { points } = coordinates(adata);
  const { features, values } = morphologyFeatures(adata);
  const axesOf = axesReader('drawTissue', features);
  const angles =
    options.orientation === undefined ? undefined : (valuesOf(adata.column(options.orientation)) as number[]);
  const lights = lightsOf(adata, options.features);
  return Array.from({ length: adata.nObs }, (_, i) => {
    const angle = angles ? angles[i] : random.uniform(0, Math.PI);
    return {
      at: [points.get(i, 0), points.get(i, 1)],
      axes: axesOf(values.row(i)),
      direction: [exactMath.cos(angle), exactMath.sin(angle)],
      light: lights.map((light) => light[i]),
    };
  });
}

/** Brightness of all cells in each channel. */
function lightsOf(adata: AnnData, features: readonly string[] | undefined): Float64Array[] {
  const columns = features ? features.map((name) => Float64Array.from(adata.feature(name))) : [meansOf(adata)];
  return columns.map((values) => {
    const sorted = Float64Array.from(values).sort();
    const [low, high] = [sorted[0], sorted[Math.floor(0.99 * (sorted.length - 1))]];
    return values.map((value) => DIM + BRIGHT * Math.min(1, (value - low) / (high - low || 1)));
  });
}

function meansOf(adata: AnnData): Float64Array {
  const { rows, columns, values } = adata.matrix().toDense();
  const out = new Float64Array(rows);
  values.forEach((value, at) => (out[Math.floor(at / columns)] += value / columns));
  return out;
}

interface Canvas {
  readonly pixels: Float32Array;
  readonly labels: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Paints an ellipse that is darker towards its border; pixels whose middle lies inside belong to the cell. */
function draw(
  { at: [cx, cy], axes: [long, short], direction: [down, right], light }: DrawnCell,
  label: number,
  canvas: Canvas,
): void {
  const { pixels, labels, width, height } = canvas;
  const reach = Math.ceil(long);
  for (let y = Math.max(0, Math.floor(cy) - reach); y <= Math.min(height - 1, Math.floor(cy) + reach); y++) {
    for (let x = Math.max(0, Math.floor(cx) - reach); x <= Math.min(width - 1, Math.floor(cx) + reach); x++) {
      const [dx, dy] = [x + 0.5 - cx, y + 0.5 - cy];
      const along = (down * dy + right * dx) / long;
      const across = (down * dx - right * dy) / short;
      const square = along * along + across * across;
      if (square > 1) continue;
      const place = y * width + x;
      labels[place] = label;
      light.forEach((value, c) => (pixels[place * light.length + c] = value * (1 - FALL * square)));
    }
  }
}
