import { expect, it } from 'vitest';
import { AnnData, DenseMatrix, spatialView, type SpatialOptions, Table } from '../../../src';
import { plotlyFigure, type SpatialPayload } from '../../../src/protocol';

function shown(unit: string | undefined, options: Partial<SpatialOptions> = {}): { unit: string; words: string } {
  const points = new DenseMatrix(3, 2, Float64Array.of(0, 0, 100, 0, 0, 50));
  const uns = new Map(unit === undefined ? [] : [['spatial_unit', unit]]);
  const obs = new Table(['a', 'b', 'c'], [['n', Float64Array.of(1, 2, 3)]]);
  const adata = new AnnData({ X: points, obs, var: new Table(['x', 'y']), obsm: [['spatial', points]], uns });
  const { payload } = spatialView(adata, { color: 'n', ...options });
  return { unit: (payload as SpatialPayload).unit, words: JSON.stringify(plotlyFigure(payload)) };
}

it.each([
  [undefined, 'units'],
  ['furlong', 'units'],
  ['pixel', 'px'],
  ['pixels', 'px'],
  ['px', 'px'],
  ['um', 'um'],
  ['micrometre', 'um'],
])('positions whose unit is said to be %s are shown in %s', (said, unit) => {
  const { unit: found, words } = shown(said);
  expect(found).toBe(unit);
  if (unit === 'units') expect(words).not.toMatch(/\bpx\b|\u00b5m/);
});

it('the unit can be given, and so can the size of a pixel', () => {
  expect(shown(undefined, { unit: 'um' }).unit).toBe('um');
  expect(shown(undefined, { pixelSize: 0.5 }).unit).toBe('um');
  expect(() => shown(undefined, { unit: 'mm' as 'um' })).toThrow(/one of um, px, units/);
});
