import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table, valuesOf } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import { morphologyFeatures, otsuThreshold, regionProperties } from '../../../src/prepare';

const mask = (rows: readonly (readonly number[])[]) => ({
  width: rows[0].length,
  height: rows.length,
  values: Int32Array.from(rows.flat()),
});

function kindOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as TissuebookError).kind;
  }
  return undefined;
}

describe('region properties', () => {
  it('say that two cells with one label are in parts', () => {
    const table = regionProperties(
      mask([
        [0, 0, 0, 0, 0, 0],
        [0, 7, 0, 0, 7, 0],
        [0, 0, 0, 0, 0, 0],
      ]),
    );
    expect(valuesOf(table.get('parts'))).toEqual([2]);
    expect(table.notices.join()).toMatch(/1 of 1 labels lie in several parts/);
  });

  it('say which cells the edge cuts', () => {
    const table = regionProperties(
      mask([
        [1, 0, 0],
        [0, 0, 2],
        [0, 0, 0],
      ]),
    );
    expect(table.notices.join()).toMatch(/2 of 2 regions touch the edge/);
  });

  it('do not change when the mask is moved, turned or its labels are renamed', () => {
    const size = 24;
    const blob = (turn: boolean, dy: number, dx: number, label: number) => {
      const values = new Int32Array(size * size);
      for (let y = 0; y < 7; y++) {
        for (let x = 0; x < 11; x++) {
          if ((x - 5) ** 2 / 25 + (y - 3) ** 2 / 9 > 1) continue;
          values[turn ? (x + dy) * size + y + dx : (y + dy) * size + x + dx] = label;
        }
      }
      return regionProperties({ width: size, height: size, values });
    };
    const names = ['area', 'perimeter', 'eccentricity', 'solidity', 'axis_major_length', 'axis_minor_length'];
    const shape = (table: Table) => names.map((name) => (valuesOf(table.get(name)) as number[])[0]);
    const first = shape(blob(false, 2, 2, 1));
    for (const other of [blob(false, 9, 7, 1), blob(true, 3, 6, 1), blob(false, 2, 2, 2 ** 30)]) {
      shape(other).forEach((value, i) => expect(value).toBeCloseTo(first[i], 9));
    }
  });

  it('cost rows, not areas, where two pixels of one label lie far apart', () => {
    const [width, height] = [4000, 2000];
    const values = new Uint16Array(width * height);
    values[0] = values[values.length - 1] = 3;
    const begin = performance.now();
    const table = regionProperties({ width, height, values });
    expect((valuesOf(table.get('solidity')) as number[])[0]).toBeLessThan(0.001);
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  it('refuse what is no mask', () => {
    expect(kindOf(() => regionProperties(mask([[0, 0]])))).toBe('invalid-argument');
    expect(kindOf(() => regionProperties({ width: 2, height: 1, values: [0.5, 0] }))).toBe('invalid-argument');
    expect(kindOf(() => regionProperties({ width: 2, height: 1, values: [-1, 0] }))).toBe('invalid-argument');
    expect(kindOf(() => regionProperties({ width: 3, height: 1, values: [1, 0] }))).toBe('shape-mismatch');
    expect(kindOf(() => regionProperties(mask([[1, 0]]), { image: { width: 1, height: 2, values: [0, 0] } }))).toBe(
      'shape-mismatch',
    );
    expect(kindOf(() => regionProperties(mask([[1, 0]]), { image: { width: 2, height: 1, values: [NaN, 0] } }))).toBe(
      'not-finite',
    );
  });
});

describe("Otsu's threshold", () => {
  it('parts two far clusters between them', () => {
    const threshold = otsuThreshold([0.1, 0.12, 0.11, 0.9, 0.91, 0.93]);
    expect(threshold).toBeGreaterThanOrEqual(0.11);
    expect(threshold).toBeLessThan(0.9);
  });

  it('refuses no pixels and pixels that are no numbers', () => {
    expect(kindOf(() => otsuThreshold([]))).toBe('invalid-argument');
    expect(kindOf(() => otsuThreshold([1, Infinity]))).toBe('not-finite');
  });
});

describe('measured shapes', () => {
  const cells = (columns: readonly (readonly [string, readonly number[]])[]) =>
    new AnnData({ obs: new Table(['a', 'b'], columns), var: new Table([]), X: DenseMatrix.zeros(2, 0) });

  it('are found by customary names, lengths and areas on a logarithmic scale', () => {
    const { features, logarithmic, values } = morphologyFeatures(
      cells([
        ['Area', [4, 9]],
        ['Orientation', [0, 1]],
        ['axis_major_length', [2, 3]],
        ['Eccentricity', [0, 0.5]],
      ]),
    );
    expect(features).toEqual(['Area', 'axis_major_length', 'Eccentricity']);
    expect(logarithmic).toEqual([true, true, false]);
    expect(Array.from(values.row(1))).toEqual([9, 3, 0.5]);
  });

  it('come from obsm where regionProperties filled it', () => {
    const adata = cells([['Area', [4, 9]]]);
    adata.obsmTables.set('morphology', new Table(['a', 'b'], [['solidity', [1, 0.9]]]));
    expect(morphologyFeatures(adata).features).toEqual(['solidity']);
  });

  it('are refused where a cell has none', () => {
    expect(kindOf(() => morphologyFeatures(cells([['Area', [4, NaN]]])))).toBe('not-finite');
    expect(kindOf(() => morphologyFeatures(cells([['Area', [4, 0]]])))).toBe('invalid-argument');
    expect(kindOf(() => morphologyFeatures(cells([['n', [4, 1]]])))).toBe('missing-key');
  });
});
