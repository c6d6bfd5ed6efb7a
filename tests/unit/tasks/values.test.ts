import { describe, expect, it } from 'vitest';
import { DenseMatrix, Table } from '../../../src/data';
import { activationMarkers, Stopwatch, tCells } from '../../../src/tasks';
import { names, withColumn } from './example';
import { kindOfValues, withCounts } from '../../../src/prepare';

const dense = (...values: number[]) => new DenseMatrix(2, values.length / 2, Float32Array.from(values));
const data = (X: DenseMatrix) => withColumn('a', ['x', 'y'], X);

describe('kindOfValues', () => {
  it('tells counts, raw intensities and scaled ones', () => {
    expect(kindOfValues(data(dense(0, 3, 500, 1)))).toBe('counts');
    expect(kindOfValues(data(dense(0.5, 812.25, 40, 3)))).toBe('raw intensities');
    expect(kindOfValues(data(dense(0.5, -1.5, 4, 3)))).toBe('scaled intensities');
  });

  const COUNTS = 40;
  const counts = (i: number, j: number) => ((i * 7 + j * 13) % 5) * ((i + j) % 3) + (j === i % COUNTS ? 1 : 0);
  const table = (value: (i: number, j: number) => number) =>
    withColumn(
      'a',
      Array.from({ length: 30 }, () => 'x'),
      new DenseMatrix(
        30,
        COUNTS,
        Float32Array.from({ length: 30 * COUNTS }, (_, e) => value(Math.floor(e / COUNTS), e % COUNTS)),
      ),
    );
  const total = (i: number) => Array.from({ length: COUNTS }, (_, j) => counts(i, j)).reduce((a, b) => a + b);

  it('tells counts that were divided by volumes or totals, and their logarithms, as what they are', () => {
    const volume = (i: number) => 37.31 + 11.7 * i;
    expect(kindOfValues(table((i, j) => counts(i, j) / volume(i)))).toBe('normalized counts');
    expect(kindOfValues(table((i, j) => (1e4 * counts(i, j)) / total(i)))).toBe('normalized counts');
    expect(kindOfValues(table((i, j) => Math.log1p((1e4 * counts(i, j)) / total(i))))).toBe('log counts');
    expect(kindOfValues(table((i, j) => Math.log1p(counts(i, j))))).toBe('log counts');
    expect(kindOfValues(table(counts))).toBe('counts');
  });

  it('does not take intensities for counts', () => {
    const bright = (i: number, j: number) => 500 * (1 + Math.sin(i * 12.9 + j * 78.2));
    expect(kindOfValues(table(bright))).toBe('raw intensities');
    expect(kindOfValues(table((i, j) => Math.asinh(bright(i, j) / 5)))).toBe('scaled intensities');
    expect(kindOfValues(table((i, j) => Math.log1p(bright(i, j))))).toBe('scaled intensities');
  });

  it('refuses NaN with its cell and feature', () => {
    expect(() => kindOfValues(data(dense(0, 1, NaN, 1)))).toThrow(/cell "cell1", feature "gene0"/);
  });
});

describe('withCounts', () => {
  const normal = dense(0.1, 0.2, 0.3, 0.4);
  const counts = dense(1, 2, 3, 4);

  it('finds counts beside a normalized X, and leaves everything else alone', () => {
    const adata = data(normal).with({ layers: [['counts', counts]] });
    expect(withCounts(adata).X).toBe(counts);
    expect(adata.X).toBe(normal);
    expect(withCounts(data(counts)).X).toBe(counts);
    expect(withCounts(data(normal)).X).toBe(normal);
  });

  it('takes raw.X only when it has the same features', () => {
    const same = data(normal).with({ raw: { X: counts, var: new Table(names('gene', 2)) } });
    expect(withCounts(same).X).toBe(counts);
    const other = data(normal).with({ raw: { X: counts, var: new Table(names('other', 2)) } });
    expect(withCounts(other).X).toBe(normal);
  });

  it('does not take normalized values for counts because they lie under that name', () => {
    expect(withCounts(data(normal).with({ layers: [['counts', normal.map((v) => v / 2)]] })).X).toBe(normal);
  });
});

describe('tCells', () => {
  it.each(['T cells', 'CD8 T cells', 'CD4+ T-cells', 'T_cell', 'Treg', 'PD1+ T cells', 'CD8-T', 'CD4T'])(
    'knows %s',
    (name) => {
      expect(tCells(withColumn('type', ['B cell', name, name]), 'type')).toMatchObject({
        types: [name],
        cells: [1, 2],
      });
    },
  );

  it.each([
    'Mast cell',
    'Goblet cells',
    'Aberrant T cells',
    'Tumor CD4+',
    'T cell lymphoma',
    'NK cells',
    'non-T cells',
  ])('does not take %s for one', (name) => expect(tCells(withColumn('type', [name, 'x']), 'type').cells).toEqual([]));
});

it('activation markers are found as the data name them', () => {
  const adata = withColumn('a', ['x', 'y'], dense(...Array<number>(10).fill(0)));
  const named = adata.with({ var: new Table(['Hla-Dr', 'PDCD1', 'CD3', 'Ki-67', 'PD1L']) });
  expect(activationMarkers(named)).toEqual(['Hla-Dr', 'PDCD1', 'Ki-67']);
});

it('a stopwatch adds up the parts', () => {
  let now = 0;
  const clock = new Stopwatch(() => now);
  now = 1500;
  clock.lap('load');
  now = 2000;
  clock.lap('train');
  now = 5000;
  clock.lap('load');
  expect(clock.seconds).toEqual({ load: 4.5, train: 0.5 });
});
