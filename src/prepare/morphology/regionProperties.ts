import { Table } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions, number, objectWith } from '../../options';
import { hullArea } from './hullArea';
import { borderLength } from './borderLength';
import { type LabelImage, pixelsByLabel, type Region } from './labelImage';

export interface RegionPropertiesOptions {
  /** Intensities under the labels, of the same size: adds intensity_mean, _max, _min and _std. None. */
  image?: { readonly width: number; readonly height: number; readonly values: ArrayLike<number> };
  /** Lengths and areas are given in pixels times this, micrometers where it is micrometers per pixel. 1. */
  spacing?: number;
}

/**
 * Area, border and shape of every labeled region of a mask, a row each, under scikit-image's names: label, area, perimeter,
 * eccentricity, solidity, axis_major_length, axis_minor_length, and of `image` intensity_mean, intensity_max, intensity_min,
 * intensity_std (over n). Beside them `parts`, how many 8-connected parts a region has, and `touches_border`: whether it is cut by
 * the edge of the image. Notices of the table say how many regions are in several parts or cut, since their shape is not a cell's.
 *
 *     const table = regionProperties({ width, height, values: mask }, { image });
 *     valuesOf(table.get('area'));
 *
 * @param labels 0 for the ground and a whole number for each cell, row by row
 * @throws TissuebookError 'shape-mismatch' (values or image of another size), 'invalid-argument' (no region, a label that is no whole
 *   number), 'not-finite' (intensities)
 */
export function regionProperties(labels: LabelImage, options: RegionPropertiesOptions = {}): Table {
  checkOptions('regionProperties', options, { image: objectWith('width', 'height', 'values'), spacing: number(1e-12) });
  const { image, spacing = 1 } = options;
  const regions = pixelsByLabel('regionProperties', labels);
  if (image) checkImage(labels, image);
  if (regions.length === 0) {
    throw new TissuebookError('invalid-argument', 'regionProperties: the mask holds no region, all of it is 0.', {
      argument: 'labels',
      advice: 'Give a mask with a number for each cell.',
    });
  }
  const rows = regions.map((region) => ({ ...shapeOf(labels, region, spacing), ...(image && lightOf(region, image)) }));
  const names = Object.keys(rows[0]) as (keyof (typeof rows)[0])[];
  return new Table(
    regions.map(({ label }) => String(label)),
    [
      ['label', regions.map(({ label }) => label)] as const,
      ...names.map((name) => [name, rows.map((row) => row[name] as number)] as const),
      ['parts', regions.map(({ parts }) => parts)] as const,
      ['touches_border', regions.map(({ cut }) => cut)] as const,
    ],
    { notices: noticesOf(regions) },
  );
}

function shapeOf(labels: LabelImage, region: Region, spacing: number) {
  const { y, x } = region;
  const n = x.length;
  const mean = (of: (i: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += of(i);
    return sum / n;
  };
  const [cy, cx] = [mean((i) => y[i]), mean((i) => x[i])];
  const yy = mean((i) => (y[i] - cy) ** 2);
  const xx = mean((i) => (x[i] - cx) ** 2);
  const yx = mean((i) => (y[i] - cy) * (x[i] - cx));
  const spread = Math.hypot((yy - xx) / 2, yx);
  const [large, small] = [(yy + xx) / 2 + spread, Math.max((yy + xx) / 2 - spread, 0)];
  return {
    area: n * spacing ** 2,
    perimeter: borderLength(labels, region) * spacing,
    eccentricity: large > 0 ? Math.sqrt(Math.max(1 - small / large, 0)) : 0,
    solidity: n / hullArea(region),
    axis_major_length: 4 * Math.sqrt(large) * spacing,
    axis_minor_length: 4 * Math.sqrt(small) * spacing,
  };
}

function lightOf({ x, y }: Region, { width, values }: NonNullable<RegionPropertiesOptions['image']>) {
  let [sum, max, min] = [0, -Infinity, Infinity];
  for (let i = 0; i < x.length; i++) {
    const value = values[y[i] * width + x[i]];
    sum += value;
    max = Math.max(max, value);
    min = Math.min(min, value);
  }
  const mean = sum / x.length;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (values[y[i] * width + x[i]] - mean) ** 2;
  return {
    intensity_mean: mean,
    intensity_max: max,
    intensity_min: min,
    intensity_std: Math.sqrt(squares / x.length),
  };
}

function checkImage({ width, height }: LabelImage, image: NonNullable<RegionPropertiesOptions['image']>): void {
  if (image.width !== width || image.height !== height || image.values.length !== width * height) {
    throw new TissuebookError(
      'shape-mismatch',
      `regionProperties: the image is ${image.width} x ${image.height} with ${image.values.length} values, the mask ${width} x ${height}.`,
      { argument: 'image', found: [image.width, image.height], advice: 'Give one channel of the same size.' },
    );
  }
  for (let at = 0; at < image.values.length; at++) {
    if (Number.isFinite(image.values[at])) continue;
    throw new TissuebookError('not-finite', `regionProperties: pixel ${at} of the image is not a number.`, {
      argument: 'image',
      found: image.values[at],
    });
  }
}

function noticesOf(regions: readonly Region[]): string[] {
  const several = regions.filter(({ parts }) => parts > 1).length;
  const cut = regions.filter((region) => region.cut).length;
  return [
    ...(several > 0
      ? [
          `${several} of ${regions.length} labels lie in several parts that do not touch: perhaps two cells with one number. Their shape is that of all parts together.`,
        ]
      : []),
    ...(cut > 0 ? [`${cut} of ${regions.length} regions touch the edge of the mask: their shape is cut off.`] : []),
  ];
}
