import { describe, expect, it } from 'vitest';
import { DenseMatrix, valuesOf } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import { drawTissue, regionProperties, shapesOfPictures } from '../../../src/prepare';
import { shapedCells } from '../models/spatiaExample';

const SIDE = 32;

/** An ellipse of half axes 10 and 5 on a ground, turned by an angle. */
function ellipse(angle: number, [cell, ground]: readonly [number, number]): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [dy, dx] = [Math.floor(at / SIDE) - 15.5, (at % SIDE) - 15.5];
    const [along, across] = [dx * Math.cos(angle) + dy * Math.sin(angle), dy * Math.cos(angle) - dx * Math.sin(angle)];
    return (along / 10) ** 2 + (across / 5) ** 2 <= 1 ? cell : ground;
  });
}

const shown = (values: Float32Array) => {
  const { features, values: found } = shapesOfPictures({ values, side: SIDE, channels: 1 });
  return Object.fromEntries(features.map((name, j) => [name, found.get(0, j)]));
};

describe('shapes of pictures', () => {
  it('are those of the ellipse in the picture, whichever way it lies', () => {
    for (const angle of [0, 0.7, 1.9]) {
      const { area, eccentricity, axis_major_length, axis_minor_length, solidity } = shown(ellipse(angle, [0.8, 0.1]));
      expect(area / (Math.PI * 50)).toBeCloseTo(1, 1);
      expect(axis_major_length).toBeCloseTo(20, 0);
      expect(axis_minor_length).toBeCloseTo(10, 0);
      expect(eccentricity).toBeCloseTo(Math.sqrt(1 - 1 / 4), 1);
      expect(solidity).toBeGreaterThan(0.9);
    }
  });

  it('of dark nuclei on white are those of bright ones on black; only the light differs', () => {
    const [bright, dark] = [shown(ellipse(0.7, [0.8, 0.1])), shown(ellipse(0.7, [0.2, 0.9]))];
    expect(dark).toEqual({ ...bright, intensity_mean: dark.intensity_mean, intensity_max: dark.intensity_max, intensity_min: dark.intensity_min }); // prettier-ignore
    expect(dark.intensity_mean).toBeCloseTo(0.2, 6);
  });

  it('look at the largest part, and take a picture of nothing for one pixel', () => {
    const values = ellipse(0, [0.8, 0.1]);
    const area = shown(values).area;
    values[0] = values[1] = 0.8;
    expect(shown(values).area).toBe(area);
    expect(shown(new Float32Array(SIDE * SIDE))).toMatchObject({ area: 1, perimeter: 1, axis_major_length: 1 });
  });

  it('refuse what is no picture', () => {
    expect(() => shapesOfPictures({ values: new Float32Array(5), side: 2, channels: 1 })).toThrow(
      /no pictures of 2 x 2/,
    );
  });
});

describe('a drawn tissue', () => {
  // Cells far apart, so that none hides another.
  const apart = shapedCells({ cells: 36 }).with({ obsm: [['spatial', DenseMatrix.fromRows(Array.from({ length: 36 }, (_, i) => [30 + 40 * (i % 6), 30 + 40 * Math.floor(i / 6)]))]] }); // prettier-ignore

  it('shows each cell at its place in its measured area, and says that it is drawn', async () => {
    const { cells, image } = drawTissue(apart, { noise: 0 });
    expect(cells.uns.get('picture')).toBe('drawn');
    const crops = await image.batch(cells, { side: 36, width: 36, unit: 'pixels' });
    const { values } = shapesOfPictures({ values: crops.values, side: 36, channels: 1 });
    const area = valuesOf(apart.obs.get('Area')) as number[];
    area.forEach((wanted, i) => expect(values.get(i, 0) / wanted).toBeCloseTo(1, 0));
    const ratio = area.reduce((sum, wanted, i) => sum + values.get(i, 0) / wanted, 0) / area.length;
    expect(ratio).toBeCloseTo(1, 1);
  });

  it('has a mask by which crops are blanked, and channels as bright as features', async () => {
    const { cells, image } = drawTissue(apart, { features: ['protein0', 'protein1'], noise: 0 });
    expect(image.channels).toEqual(['protein0', 'protein1']);
    const alone = await image.batch(cells, { side: 40, width: 80, unit: 'pixels', blank: 'outside', obs: [14] });
    const lit = Uint8Array.from({ length: 1600 }, (_, at) => (alone.values[2 * at] > 0 ? 1 : 0));
    expect(valuesOf(regionProperties({ width: 40, height: 40, values: lit }).get('parts'))).toEqual([1]);
  });

  it('is the same for a seed, and not drawn where it would not fit', () => {
    expect(() =>
      drawTissue(apart.with({ obsm: [['spatial', apart.obsm.get('spatial')!.map((x) => 1e4 * x)]] })),
    ).toThrow(expect.objectContaining({ kind: 'too-large' } satisfies Partial<TissuebookError>));
  });
});
