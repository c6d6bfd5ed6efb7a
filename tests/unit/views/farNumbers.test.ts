import { expect, test } from 'vitest';
import { AnnData, curveView, DenseMatrix, embeddingView, spatialView, Table } from '../../../src';
import { decodeArray, type SpatialPayload, plotlyFigure } from '../../../src/protocol';

const N = 200;
const at = (x: (i: number) => number, y: (i: number) => number): DenseMatrix =>
  new DenseMatrix(
    N,
    2,
    Float64Array.from({ length: 2 * N }, (_, e) => (e % 2 ? y : x)(Math.floor(e / 2))),
  );

function data(points: DenseMatrix, value = (i: number): number => i): AnnData {
  const obs = new Table(
    Array.from({ length: N }, (_, i) => `c${i}`),
    [['value', Float64Array.from({ length: N }, (_, i) => value(i))]],
  );
  return new AnnData({
    X: points,
    obs,
    var: new Table(['a', 'b']),
    obsm: [
      ['spatial', points],
      ['X_umap', points],
    ],
  });
}

const panel = (view: { payload: unknown }) => (view.payload as SpatialPayload).panels[0]!;

test('positions of 1e7 with steps of 0.25 stay apart', () => {
  const points = at(
    (i) => 1e7 + i / 4,
    (i) => 5 + i,
  );
  for (const view of [
    spatialView(data(points), { color: 'value' }),
    embeddingView(data(points), { basis: 'umap', color: 'value' }),
  ]) {
    const x = decodeArray(panel(view).x);
    expect([...x].map((each) => (each - 1e7) * 4)).toEqual(Array.from({ length: N }, (_, i) => i));
  }
});

test('positions of a usual tissue travel as float32', () => {
  const points = at(
    (i) => 20_000 * Math.sin(i),
    (i) => i * 100,
  );
  expect(panel(spatialView(data(points), { color: 'value' })).x.dtype).toBe('float32');
});

test('values that float32 cannot tell apart stay apart', () => {
  const points = at(
    (i) => i,
    (i) => i,
  );
  const view = spatialView(
    data(points, (i) => 16_777_216 + i),
    { color: 'value' },
  );
  const color = panel(view).color;
  if (color.by !== 'value') throw new Error('expected values');
  expect(new Set(decodeArray(color.values)).size).toBe(N);
});

test('curves over times of a clock keep their steps, and a figure draws them', () => {
  const y = Float64Array.from({ length: 50 }, (_, i) => i);
  const view = curveView({ loss: { x: y.map((i) => 1.7e12 + i), y } });
  const { data: traces } = plotlyFigure(view.payload) as { data: { x?: ArrayLike<number> }[] };
  expect(new Set(Array.from(traces[0]!.x!)).size).toBe(50);
});
