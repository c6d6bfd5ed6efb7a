import { describe, expect, it } from 'vitest';
import { type Table, valuesOf } from '../../src/data';
import { labelForeground, otsuThreshold, regionProperties } from '../../src/prepare';
import { describeGolden, type Fixture } from './fixture';

/** The fixture's names and scikit-image's. */
const NAMES = {
  area: 'area',
  perimeter: 'perimeter',
  eccentricity: 'eccentricity',
  solidity: 'solidity',
  mean: 'intensity_mean',
  max: 'intensity_max',
  min: 'intensity_min',
  sd: 'intensity_std',
  major: 'axis_major_length',
  minor: 'axis_minor_length',
};

const picture = (fixture: Fixture, key: string) => {
  const { shape, data } = fixture.tensors[key];
  return { height: shape[0], width: shape[1], values: data as Float32Array | Int32Array };
};
const numbers = (table: Table, name: string): number[] => valuesOf(table.get(name)) as number[];

/** The largest difference over what is allowed: 1e-4 of the largest value. */
function off(got: ArrayLike<number>, want: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(want, Math.abs));
  return Math.max(...Array.from(want, (value, i) => Math.abs(got[i] - value))) / (1e-4 * largest + 1e-6);
}

describeGolden('morphology/regions', (fixture) => {
  const table = regionProperties(picture(fixture, 'in.label'), { image: picture(fixture, 'in.image') });

  it('finds the labels', () => {
    expect(numbers(table, 'label')).toEqual(Array.from(fixture.tensors['out.numbers'].data as Int32Array));
  });

  it.each(Object.entries(NAMES))('measures the %s as scikit-image does', (key, name) => {
    expect(off(numbers(table, name), fixture.tensors[`out.${key}`].data as Float32Array)).toBeLessThan(1);
  });

  it('says which regions lie in parts and which are cut', () => {
    expect(numbers(table, 'parts').filter((parts) => parts > 1)).not.toEqual([]);
    expect(table.notices.join(' ')).toMatch(/in several parts.*touch the edge/s);
  });
});

describeGolden('morphology/otsu', (fixture) => {
  describe.each(['whole', 'float'] as const)('of a %s image', (kind) => {
    const image = picture(fixture, `in.${kind}`);
    const threshold = otsuThreshold(image.values);
    const labels = labelForeground(image, threshold);

    it('finds the threshold and the parts above it', () => {
      expect(off([threshold], fixture.tensors[`out.${kind}.threshold`].data as Float32Array)).toBeLessThan(1);
      expect(Array.from(labels.values)).toEqual(Array.from(fixture.tensors[`out.${kind}.label`].data as Int32Array));
    });

    it.each(Object.entries(NAMES))('measures the %s of the largest', (key, name) => {
      const table = regionProperties(labels, { image });
      const area = numbers(table, 'area');
      const largest = area.indexOf(Math.max(...area));
      const got = [numbers(table, name)[largest]];
      expect(off(got, fixture.tensors[`out.${kind}.${key}`].data as Float32Array)).toBeLessThan(1);
    });
  });

  it('gives the value of a constant image, above which there is nothing', () => {
    const image = picture(fixture, 'in.constant');
    const threshold = otsuThreshold(image.values);
    expect(threshold).toBeCloseTo(0.3, 6);
    expect(Math.max(...Array.from(labelForeground(image, threshold).values))).toBe(0);
  });
});
