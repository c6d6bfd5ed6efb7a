import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { filterCells, filterGenes, highlyVariableGenes, lsi, pca, tfidf } from '../../../src/prepare';
import { loess } from '../../../src/prepare/genes/loess';
import { seededDraws } from '../data/damage';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `n${i}`);

function data(X: DenseMatrix | SparseMatrix): AnnData {
  return new AnnData({ X, obs: new Table(names(X.rows)), var: new Table(names(X.columns)) });
}

function random(rows: number, columns: number, seed: number): DenseMatrix {
  const draw = seededDraws(seed);
  return new DenseMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => draw(1000) / 1000),
  );
}

/** values [rows, inner] x values [inner, columns] */
function product(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  return DenseMatrix.fromRows(
    Array.from({ length: a.rows }, (_, i) =>
      Array.from({ length: b.columns }, (_, j) =>
        Array.from(a.row(i)).reduce((sum, value, k) => sum + value * b.get(k, j), 0),
      ),
    ),
  );
}

describe('pca', () => {
  it('gives back the data when it keeps every component', async () => {
    const x = random(6, 30, 3);
    const found = await pca(data(x), { components: 5 });
    const loadings = found.varm.get('PCs')!;
    const components = DenseMatrix.fromRows(names(5).map((_, k) => [...loadings.column(k)]));
    const again = product(found.obsm.get('X_pca')!, components);
    const mean = names(30).map((_, j) => Array.from(x.column(j)).reduce((sum, value) => sum + value, 0) / 6);
    again.values.forEach((value, e) => expect(value + mean[e % 30]!).toBeCloseTo(x.values[e]!, 5));
  });

  it('has loadings of length 1 at right angles, of which the largest is positive, of wide and of tall data', async () => {
    for (const x of [random(6, 30, 3), random(30, 6, 3)]) {
      const loadings = (await pca(data(x), { components: 5 })).varm.get('PCs')!;
      for (let k = 0; k < 5; k++) {
        const loading = Array.from(loadings.column(k));
        expect(Math.hypot(...loading)).toBeCloseTo(1, 10);
        expect(loading.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)).toBeGreaterThan(
          0,
        );
        for (let other = 0; other < k; other++) {
          const along = loading.reduce((sum, value, j) => sum + value * loadings.get(j, other), 0);
          expect(along).toBeCloseTo(0, 10);
        }
      }
    }
  });

  it('does not depend on the seed beyond rounding, and handles data of few directions', async () => {
    const x = product(random(50, 3, 1), random(3, 40, 2));
    const [a, b] = (await Promise.all([0, 9].map((seed) => pca(data(x), { components: 6, seed })))).map((found) =>
      found.obsm.get('X_pca'),
    );
    for (let i = 0; i < 50; i++) {
      for (let k = 0; k < 3; k++) expect(a!.get(i, k)).toBeCloseTo(b!.get(i, k), 5);
      for (let k = 3; k < 6; k++) expect(a!.get(i, k)).toBeCloseTo(0, 5);
    }
  });

  it('uses the variable genes where they are marked, and leaves 0 for the others', async () => {
    const adata = data(random(20, 8, 5));
    adata.var.set('highly_variable', [true, false, true, true, false, true, false, false]);
    const chosen = await pca(adata, { components: 3 });
    const apart = await pca(adata.subset({ var: [0, 2, 3, 5] }), { components: 3, useHighlyVariable: false });
    expect(chosen.obsm.get('X_pca')!.values).toEqual(apart.obsm.get('X_pca')!.values);
    expect([...chosen.varm.get('PCs')!.row(1)]).toEqual([0, 0, 0]);
    await expect(pca(data(random(5, 5, 1)), { useHighlyVariable: true })).rejects.toThrowError(
      /highlyVariableGenes first/,
    );
  });

  it('finds the same whether the products of the columns are formed or not, of sparse data with an offset', async () => {
    const dense = random(300, 40, 8);
    const sparse = SparseMatrix.fromDense(dense.map((value) => (value > 0 ? value + 3 : 0)));
    const [formed, direct] = [
      await pca(data(sparse), { components: 9 }),
      await pca(data(sparse.toDense()), { components: 9 }),
    ];
    formed.obsm.get('X_pca')!.values.forEach((value, e) => {
      expect(value).toBeCloseTo(direct.obsm.get('X_pca')!.values[e]!, 4);
    });
  });

  it('lets others have the thread, tells how far it is, and can be stopped', async () => {
    const adata = data(SparseMatrix.fromDense(random(900, 800, 4)));
    const stop = new AbortController();
    const told: number[] = [];
    const progress = (done: number, all: number): void => {
      told.push(done / all);
      stop.abort();
    };
    const run = pca(adata, { components: 200, signal: stop.signal, progress });
    await expect(run).rejects.toMatchObject({ kind: 'aborted' });
    expect(told).toHaveLength(1);
    expect(adata.obsm.size).toBe(0);
  });

  it('refuses more components than there are, and values that are not numbers', async () => {
    await expect(pca(data(random(5, 9, 1)), { components: 5 })).rejects.toMatchObject({ kind: 'invalid-argument' });
    const x = random(5, 9, 1);
    x.values[3] = NaN;
    await expect(pca(data(x), { components: 2 })).rejects.toMatchObject({ kind: 'not-finite' });
  });
});

describe('filters', () => {
  const x = DenseMatrix.fromRows([
    [1, 0, 5],
    [0, 0, 1],
    [2, 2, 2],
  ]);
  it('keep what is within all limits, and count', () => {
    const kept = filterCells(data(x), { minCounts: 2, minGenes: 3 });
    expect(kept.obs.index).toEqual(['n2']);
    expect(filterGenes(data(x), { minCells: 2, maxCounts: 7 }).var.index).toEqual(['n0']);
  });
  it('leave the data alone, and refuse to keep nothing', () => {
    const adata = data(x);
    expect(() => filterCells(adata, { minCounts: 100 })).toThrowError(
      expect.objectContaining({ kind: 'invalid-argument' }),
    );
    expect(() => filterGenes(adata, {})).toThrowError(/a limit is needed/);
    expect(adata.obs.names).toEqual([]);
  });
});

describe('variable genes', () => {
  it('refuse fractions where counts are needed', () => {
    expect(() => highlyVariableGenes(data(random(30, 30, 1)), { flavor: 'seurat_v3' })).toThrowError(/takes counts/);
  });
  it('are found alike in dense and sparse data', () => {
    const draw = seededDraws(4);
    const x = new DenseMatrix(
      40,
      60,
      Float32Array.from({ length: 2400 }, (_, e) => (draw(3) ? 0 : draw(2 + (e % 60)))),
    );
    for (const flavor of ['seurat', 'seurat_v3'] as const) {
      const [dense, sparse] = [x, SparseMatrix.fromDense(x)].map((m) =>
        highlyVariableGenes(data(m), { flavor, count: 10 }).var.get('highly_variable'),
      );
      expect(sparse).toEqual(dense);
    }
  });
});

describe('loess', () => {
  it('goes through a parabola exactly', () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i) * 3);
    const y = x.map((value) => 2 - value + 0.5 * value ** 2);
    // Cubics between vertices follow a parabola, of which they have values and slopes.
    loess(x, y, 0.4).forEach((value, i) => expect(value).toBeCloseTo(y[i]!, 9));
  });
  it('survives values that are all equal', () => {
    expect(loess(new Float64Array(20).fill(2), new Float64Array(20).fill(7), 0.5).every((v) => v === 7)).toBe(true);
  });
});

describe('tfidf and lsi', () => {
  it('weigh a feature that every cell has least', () => {
    const weighed = tfidf(data(DenseMatrix.fromRows([[1, 1, 0], [1, 0, 1], [1, 0, 0]]))).X!; // prettier-ignore
    expect(weighed.get(0, 0)).toBeLessThan(weighed.get(0, 1));
    expect(weighed.get(0, 2)).toBe(0);
  });
  it('refuse what is no count', async () => {
    expect(() => tfidf(data(DenseMatrix.fromRows([[-1]])))).toThrowError(
      expect.objectContaining({ kind: 'not-finite' }),
    );
    await expect(lsi(data(random(4, 4, 1)), { components: 4 })).rejects.toMatchObject({ kind: 'invalid-argument' });
  });
});
