import { describe, expect, it } from 'vitest';
import type { SparseMatrix } from '../../../src/data';
import { AnnData, DenseMatrix, Table } from '../../../src/data';
import { silhouette } from '../../../src/metrics';
import { neighbors, umap } from '../../../src/prepare';
import { powerTable } from '../../../src/prepare/embedding/powerTable';
import { fitCurve } from '../../../src/prepare/embedding/umapCurve';
import { seededDraws } from '../data/damage';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `c${i}`);

/** Cells in groups around centers that are far apart, in 10 dimensions. */
function groups(perGroup: number, count: number): { adata: AnnData; truth: number[] } {
  const draw = seededDraws(3);
  const centers = Array.from({ length: count * 10 }, () => draw(100) / 5);
  const n = perGroup * count;
  const truth = Array.from({ length: n }, (_, i) => i % count);
  const values = Float32Array.from({ length: 10 * n }, (_, e) => {
    const group = truth[Math.floor(e / 10)]!;
    return centers[group * 10 + (e % 10)]! + (draw(1000) + draw(1000) - 1000) / 500;
  });
  return {
    adata: new AnnData({ X: new DenseMatrix(n, 10, values), obs: new Table(names(n)), var: new Table(names(10)) }),
    truth,
  };
}

describe('umap', async () => {
  const { adata, truth } = groups(60, 4);
  const near = await neighbors(adata, { k: 10, use: 'X' });

  it('lays groups out apart, from either start, the same for the same seed', async () => {
    for (const start of ['spectral', 'random'] as const) {
      const found = await umap(near, { start, seed: 1 });
      const points = found.obsm.get('X_umap')!;
      expect(points.values.every(Number.isFinite)).toBe(true);
      expect(silhouette(points, truth)).toBeGreaterThan(0.6);
      expect((await umap(near, { start, seed: 1 })).obsm.get('X_umap')!.values).toEqual(points.values);
    }
  });

  it('keeps neighbors together: most of the ten nearest in the picture are of the same group', async () => {
    const points = (await umap(near)).obsm.get('X_umap')!;
    const again = await neighbors(near.with({ obsm: [['p', points]] }), { k: 10, use: 'p' });
    const graph = again.obsp.get('distances') as SparseMatrix;
    const same = Array.from(graph.indices, (other, e) => truth[other] === truth[Math.floor(e / 10)]);
    expect(same.filter(Boolean).length / same.length).toBeGreaterThan(0.95);
  });

  it('can be stopped, tells how far it is, and leaves the data alone', async () => {
    const stop = new AbortController();
    stop.abort();
    const large = await neighbors(groups(300, 4).adata, { k: 10, use: 'X' });
    await expect(umap(large, { signal: stop.signal, epochs: 5000 })).rejects.toMatchObject({ kind: 'aborted' });
    expect(large.obsm.size).toBe(0);
    const told: number[] = [];
    await umap(near, { epochs: 30, progress: (done, all) => told.push(done / all) });
    expect(told.at(-1)).toBe(1);
  });

  it('needs a graph', async () => {
    await expect(umap(adata)).rejects.toMatchObject({ kind: 'missing-key', message: /Run neighbors first/ });
  });
});

describe('the curve of the picture', () => {
  it("has umap-learn's parameters", () => {
    // From umap.umap_.find_ab_params(1, 0.5) and (1, 0.1).
    const scanpy = fitCurve(1, 0.5);
    expect(scanpy.a).toBeCloseTo(0.583, 3);
    expect(scanpy.b).toBeCloseTo(1.334, 3);
    const learn = fitCurve(1, 0.1);
    expect(learn.a).toBeCloseTo(1.577, 3);
    expect(learn.b).toBeCloseTo(0.8951, 3);
  });
});

describe('powers from a table', () => {
  it('are off by less than a few parts in a million', () => {
    for (const exponent of [0.3, 0.8951, 1.334, 2]) {
      const power = powerTable(exponent);
      for (let x = 1e-9; x < 1e9; x *= 1.0137) expect(Math.abs(power(x) / x ** exponent - 1)).toBeLessThan(5e-6);
    }
  });
});
