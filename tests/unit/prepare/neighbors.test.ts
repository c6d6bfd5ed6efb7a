import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, type SparseMatrix, Table } from '../../../src/data';
import { neighbors } from '../../../src/prepare';
import { seededDraws } from '../data/damage';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `n${i}`);
const data = (x: DenseMatrix): AnnData =>
  new AnnData({ X: x, obs: new Table(names(x.rows)), var: new Table(names(x.columns)) });

/** Points in clouds, whole numbers if `grain` is 1: then many distances are equal. */
function clouds(rows: number, columns: number, grain: number, offset = 0): DenseMatrix {
  const draw = seededDraws(rows + columns);
  const centers = Array.from({ length: 5 * columns }, () => draw(40));
  return new DenseMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, e) => {
      const center = centers[(Math.floor(e / columns) % 5) * columns + (e % columns)]!;
      return offset + center + Math.round(draw(4000) / 1000 / grain) * grain;
    }),
  );
}

/** The nearest others of one row by a search through all, the lower index first among equals. */
function nearest(x: DenseMatrix, i: number, k: number): { j: number; distance: number }[] {
  return Array.from({ length: x.rows }, (_, j) => {
    let square = 0;
    for (let c = 0; c < x.columns; c++) square += (x.get(i, c) - x.get(j, c)) ** 2;
    return { j, distance: Math.sqrt(square) };
  })
    .filter(({ j }) => j !== i)
    .sort((a, b) => a.distance - b.distance || a.j - b.j)
    .slice(0, k);
}

describe('neighbors', () => {
  // 2,500 rows of 40 columns are worth threads, the others are not.
  for (const [title, x] of [
    ['few cells', clouds(40, 7, 1e-3)],
    ['cells at equal distances', clouds(600, 3, 1)],
    ['cells far from the origin', clouds(700, 12, 1e-3, 1e7)],
    [
      'values that 32 bits cannot hold',
      new DenseMatrix(
        90,
        3,
        clouds(90, 3, 1e-3).values.map((v) => v * 1e60),
      ),
    ],
    ['cells in threads', clouds(2500, 40, 1e-3)],
  ] as const) {
    it(`are those of a search through all pairs: ${title}`, async () => {
      const k = 6;
      const graph = (await neighbors(data(x), { k, use: 'X' })).obsp.get('distances') as SparseMatrix;
      for (let i = 0; i < x.rows; i += Math.ceil(x.rows / 150)) {
        const want = nearest(x, i, k).sort((a, b) => a.j - b.j);
        expect([...graph.indices.subarray(i * k, (i + 1) * k)]).toEqual(want.map(({ j }) => j));
        want.forEach(({ distance }, j) => {
          expect(Math.abs(graph.values[i * k + j]! - distance)).toBeLessThanOrEqual(1e-12 * distance);
        });
      }
    });
  }

  it('tells how far it is, and can be stopped while it works in threads', async () => {
    const adata = data(clouds(4000, 60, 1e-3));
    const stop = new AbortController();
    const told: number[] = [];
    const progress = (done: number, all: number): void => {
      told.push(done / all);
      if (told.length === 2) stop.abort();
    };
    const run = neighbors(adata, { k: 900, use: 'X', signal: stop.signal, progress });
    await expect(run).rejects.toMatchObject({ kind: 'aborted' });
    expect(adata.obsp.size).toBe(0);
  });
});
