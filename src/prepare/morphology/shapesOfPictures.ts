import { type CellPictures, DenseMatrix, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { checkArgument, objectWith } from '../../options';
import { labelForeground, otsuThreshold } from './otsuThreshold';
import { regionProperties } from './regionProperties';

/** What pictures measure. */
export interface PictureShapes {
  readonly features: readonly string[];
  /** [cells, features] in pixels, and in the unit of the pictures. */
  readonly values: DenseMatrix;
  /** Whether a feature is a length or an area, compared by its logarithm. */
  readonly logarithmic: readonly boolean[];
}

const LENGTHS = ['area', 'perimeter', 'axis_major_length', 'axis_minor_length'];
const FEATURES = [
  ...LENGTHS,
  'eccentricity',
  'solidity',
  'intensity_mean',
  'intensity_max',
  'intensity_min',
  'intensity_std',
];

/**
 * Ten features of the cell in each picture (those of SPATIA's authors): of the largest part that Otsu's threshold finds in the mean over
 * channels. The ground is the side of the threshold on which most of the border of a picture lies (ours), so that dark nuclei on white are found as
 * bright ones on black. Lengths and areas below one pixel count as one (ours), also where a picture shows nothing.
 *
 *     const { features, values } = shapesOfPictures({ values: crops.values, side: 64, channels: 1 });
 *
 * @throws TissuebookError 'shape-mismatch', 'not-finite' (a pixel)
 */
export function shapesOfPictures(pictures: CellPictures): PictureShapes {
  checkArgument('shapesOfPictures', 'pictures', pictures, objectWith('values', 'side', 'channels'));
  const { values, side, channels } = pictures;
  const each = side * side * channels;
  if (!(each > 0) || values.length % each !== 0) {
    throw new TissuebookError(
      'shape-mismatch',
      `shapesOfPictures: ${values.length} values are no pictures of ${side} x ${side} pixels with ${channels} channels.`,
      { argument: 'values', found: values.length },
    );
  }
  const rows = Array.from({ length: values.length / each }, (_, cell) => shapeOf(grayOf(pictures, cell * each), side));
  return { features: FEATURES, values: DenseMatrix.fromRows(rows), logarithmic: FEATURES.map((name) => LENGTHS.includes(name)) }; // prettier-ignore
}

/** The mean over channels of the picture that begins somewhere. */
function grayOf({ values, side, channels }: CellPictures, from: number): Float64Array {
  return Float64Array.from({ length: side * side }, (_, at) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[from + at * channels + c];
    return sum / channels;
  });
}

function shapeOf(gray: Float64Array, side: number): number[] {
  const image = { width: side, height: side, values: gray };
  const threshold = otsuThreshold(gray);
  const edge = [...gray.keys()].filter((at) => isEdge(Math.floor(at / side), side) || isEdge(at % side, side));
  const dark = 2 * edge.filter((at) => gray[at] > threshold).length > edge.length;
  const seen = dark ? { ...image, values: gray.map((value) => -value) } : image;
  const largest = largestPart(labelForeground(seen, dark ? -threshold : threshold).values);
  const table = regionProperties({ ...image, values: largest }, { image });
  return FEATURES.map((name) => {
    const value = (valuesOf(table.get(name)) as number[])[0];
    return LENGTHS.includes(name) ? Math.max(1, value) : value;
  });
}

const isEdge = (place: number, side: number): boolean => place === 0 || place === side - 1;

/** 1 where the label lies that has the most pixels; the middle of the picture where there is none. */
function largestPart(labels: ArrayLike<number>): Uint8Array {
  const counts = new Map<number, number>();
  for (let at = 0; at < labels.length; at++)
    if (labels[at] > 0) counts.set(labels[at], (counts.get(labels[at]) ?? 0) + 1);
  let best = 0;
  for (const [label, count] of counts) if (count > (counts.get(best) ?? 0)) best = label;
  const out = Uint8Array.from(labels, (label) => (best > 0 && label === best ? 1 : 0));
  if (best === 0) out[labels.length >> 1] = 1;
  return out;
}
