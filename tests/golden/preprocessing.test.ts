import { expect, it } from 'vitest';
import { AnnData, DenseMatrix, type Matrix, SparseMatrix, Table, unsAt } from '../../src/data';
import {
  filterCells,
  filterGenes,
  highlyVariableGenes,
  log1p,
  lsi,
  neighbors,
  normalizeTotal,
  pca,
  scale,
  tfidf,
} from '../../src/prepare';
import { glueLsi, glueScores } from '../../src/prepare/components/glueLsi';
import { truncatedSvd } from '../../src/prepare/components/truncatedSvd';
import { inverseFrequency, weighByFrequency } from '../../src/prepare/values/tfidf';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

function csr(fixture: Fixture): SparseMatrix {
  const [rows, columns] = fixture.config.shape as [number, number];
  const part = (name: string) => fixture.tensors[`in.${name}`]!.data as Int32Array;
  return new SparseMatrix(rows, columns, {
    indptr: Int32Array.from(part('indptr')),
    indices: Int32Array.from(part('indices')),
    values: Float32Array.from(part('data')),
  });
}

function annData(x: Matrix): AnnData {
  const names = (n: number, stem: string): string[] => Array.from({ length: n }, (_, i) => `${stem}${i}`);
  return new AnnData({ X: x, obs: new Table(names(x.rows, 'c')), var: new Table(names(x.columns, 'g')) });
}

/** The column `name` of var as the fixtures keep it: NaN is -1e9. */
function column(adata: AnnData, name: string): number[] {
  const found = adata.var.get(name);
  if (found.kind !== 'numeric' && found.kind !== 'boolean') throw new Error(`${name} is ${found.kind}`);
  return Array.from(found.values, (value) => (Number.isFinite(value) ? value : -1e9));
}

/** Values [rows, columns] with the sign of each column turned so that it goes with the wanted one. */
function turned(got: ArrayLike<number>, want: ArrayLike<number>, columns: number): Float64Array {
  const along = new Float64Array(columns);
  for (let e = 0; e < got.length; e++) along[e % columns]! += got[e]! * want[e]!;
  return Float64Array.from(got, (value, e) => (along[e % columns]! < 0 ? -value : value));
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, e) => values[(e % rows) * columns + Math.floor(e / rows)]!);
}

function variancesOf(adata: AnnData): { variance: ArrayLike<number>; ratio: ArrayLike<number> } {
  const part = (name: string): ArrayLike<number> => (unsAt(adata.uns, 'pca', name) as { values: Float64Array }).values;
  return { variance: part('variance'), ratio: part('variance_ratio') };
}

describeGolden('preprocessing_normalize', (fixture) => {
  it('counts cells and genes as scanpy', () => {
    const counted = filterGenes(filterCells(annData(csr(fixture)), { minCounts: 0 }), { minCells: 0 });
    const totals = counted.obs.get('n_counts') as { values: Float64Array };
    expectAgrees(fixture, 'out.total', totals.values, 1e-6);
    const genes = counted.obs.get('n_genes') as { values: Float64Array };
    expectAgrees(fixture, 'out.genes_per_cell', genes.values, 0);
    expectAgrees(fixture, 'out.cells_per_gene', column(counted, 'n_cells'), 0);
  });

  it('normalizes and takes logarithms as scanpy', () => {
    const normalized = normalizeTotal(annData(csr(fixture)), { targetSum: fixture.config.targetSum });
    expectAgrees(fixture, 'out.normalized', normalized.X!.values, 1e-5);
    expectAgrees(fixture, 'out.logged', log1p(normalized).X!.values, 1e-5);
  });

  it('gives the same for a dense matrix', () => {
    const sparse = normalizeTotal(annData(csr(fixture)), { targetSum: fixture.config.targetSum });
    const dense = normalizeTotal(annData(csr(fixture).toDense()), { targetSum: fixture.config.targetSum });
    expect(dense.X!.toDense().values).toEqual(sparse.X!.toDense().values);
  });
});

describeGolden('preprocessing_pca', (fixture) => {
  const { shape, data } = fixture.tensors['in.x']!;
  const x = new DenseMatrix(shape[0]!, shape[1]!, Float32Array.from(data as ArrayLike<number>));
  it('scales as scanpy', () => {
    const scaled = scale(annData(x), { maxValue: fixture.config.maxValue });
    expectAgrees(fixture, 'out.scaled', scaled.X!.values, 1e-5);
  });
  it('finds the principal components of scanpy, of sparse and of dense values', async () => {
    const count = fixture.config.components as number;
    for (const matrix of [x, SparseMatrix.fromDense(x)]) {
      const found = await pca(annData(matrix), { components: count });
      const scores = fixture.tensors['out.scores']!;
      const loadings = transposed(found.varm.get('PCs')!.values, x.columns, count);
      const wanted = fixture.tensors['out.components']!.data as Float32Array;
      const signs = transposed(
        turned(transposed(loadings, count, x.columns), transposed(wanted, count, x.columns), count),
        x.columns,
        count,
      );
      expectAgrees(fixture, 'out.components', signs, 1e-4);
      const got = turned(found.obsm.get('X_pca')!.values, scores.data as Float32Array, count);
      expectAgrees(fixture, 'out.scores', got, 1e-4);
      const { variance, ratio } = variancesOf(found);
      expectAgrees(fixture, 'out.variance', variance, 1e-5);
      expectAgrees(fixture, 'out.variance_ratio', ratio, 1e-5);
    }
  });

  it('scales a sparse matrix as the dense one', () => {
    const options = { zeroCenter: false, maxValue: 3 };
    const sparse = scale(annData(SparseMatrix.fromDense(x)), options);
    expect(sparse.X!.toDense().values).toEqual(scale(annData(x), options).X!.values);
  });
});

describeGolden('preprocessing_variable_genes', (fixture) => {
  const { targetSum, top, bins, minMean, maxMean, minDispersion, span } = fixture.config;
  const logged = log1p(normalizeTotal(annData(csr(fixture)), { targetSum }));

  it("finds scanpy's genes of flavor seurat", () => {
    const found = highlyVariableGenes(logged, { count: top, bins });
    for (const name of ['means', 'dispersions', 'dispersions_norm'])
      expectAgrees(fixture, `out.seurat.${name}`, column(found, name), 1e-4);
    expectAgrees(fixture, 'out.seurat.highly_variable', column(found, 'highly_variable'), 0);
    const cut = highlyVariableGenes(logged, { minMean, maxMean, minDispersion, bins });
    expectAgrees(fixture, 'out.seurat_cutoff.highly_variable', column(cut, 'highly_variable'), 0);
  });

  it("finds scanpy's genes of flavor seurat_v3", () => {
    const found = highlyVariableGenes(annData(csr(fixture)), { flavor: 'seurat_v3', count: top, span });
    for (const name of ['means', 'variances', 'variances_norm', 'highly_variable_rank'])
      expectAgrees(fixture, `out.seurat_v3.${name}`, column(found, name), 1e-3);
    expectAgrees(fixture, 'out.seurat_v3.highly_variable', column(found, 'highly_variable'), 0);
  });
});

describeGolden('preprocessing_lsi', (fixture) => {
  const counts = annData(csr(fixture));
  const count = fixture.config.components as number;
  for (const [method, prefix] of [
    ['log', ''],
    ['smooth', 'smooth.'],
  ] as const) {
    it(`weighs and decomposes as the reference does (${method})`, async () => {
      const weighed = tfidf(counts, { method, scale: fixture.config.scale });
      expectAgrees(fixture, `out.${prefix}tfidf`, weighed.X!.toDense().values, 1e-5);
      const found = await lsi(weighed, { components: count });
      const scores = fixture.tensors[`out.${prefix}scores`]!;
      const got = turned(found.obsm.get('X_lsi')!.values, scores.data as Float32Array, count);
      expectAgrees(fixture, `out.${prefix}scores`, got, 1e-4);
      const wanted = fixture.tensors[`out.${prefix}components`]!;
      const features = wanted.shape[1]!;
      const loadings = turned(
        found.varm.get('LSI')!.values,
        transposed(wanted.data as Float32Array, count, features),
        count,
      );
      expectAgrees(fixture, `out.${prefix}components`, transposed(loadings, features, count), 1e-4);
      const singular = unsAt(found.uns, 'lsi', 'singular_values') as { values: Float64Array };
      expectAgrees(fixture, `out.${prefix}singular`, singular.values, 1e-5);
    });
  }
});

describeGolden('preprocessing_pbmc', (fixture) => {
  const real = annData(csr(fixture));

  it("finds scanpy's variable genes and their components in real data", async () => {
    const found = highlyVariableGenes(real, { count: fixture.config.top });
    for (const name of ['means', 'dispersions', 'dispersions_norm'])
      expectAgrees(fixture, `out.seurat.${name}`, column(found, name), 1e-4);
    expectAgrees(fixture, 'out.seurat.highly_variable', column(found, 'highly_variable'), 0);
    const count = fixture.config.components as number;
    const reduced = await pca(found, { components: count });
    const scores = fixture.tensors['out.pca.scores']!;
    const got = turned(reduced.obsm.get('X_pca')!.values, scores.data as Float32Array, count);
    expectAgrees(fixture, 'out.pca.scores', got, 1e-4);
    expectAgrees(fixture, 'out.pca.variance', variancesOf(reduced).variance, 1e-4);
    const near = nearestFirst(await neighbors(reduced, { k: fixture.config.k }), fixture.config.k);
    expectAgrees(fixture, 'out.knn.indices', near.indices, 0);
    expectAgrees(fixture, 'out.knn.distances', near.distances, 1e-4);
  });
});

/** Indices and distances of neighbors [cells, k], nearest first, as the fixtures keep them. */
function nearestFirst(adata: AnnData, k: number): { indices: number[]; distances: number[] } {
  const graph = adata.obsp.get('distances') as SparseMatrix;
  const order = Array.from({ length: graph.rows }, (_, i) =>
    Array.from({ length: k }, (__, j) => i * k + j).sort((a, b) => graph.values[a]! - graph.values[b]!),
  ).flat();
  return { indices: order.map((e) => graph.indices[e]!), distances: order.map((e) => graph.values[e]!) };
}

describeGolden('preprocessing_neighbors', (fixture) => {
  it("finds scikit-learn's neighbors and scanpy's connectivities", async () => {
    const { shape, data } = fixture.tensors['in.x']!;
    const x = new DenseMatrix(shape[0]!, shape[1]!, Float32Array.from(data as ArrayLike<number>));
    const found = await neighbors(annData(x), { k: fixture.config.k, use: 'X' });
    const { indices, distances } = nearestFirst(found, fixture.config.k);
    expectAgrees(fixture, 'out.indices', indices, 0);
    expectAgrees(fixture, 'out.distances', distances, 1e-5);
    expectAgrees(fixture, 'out.connectivities', found.obsp.get('connectivities')!.toDense().values, 1e-3);
  });
});

describeGolden('preprocessing/lsi_glue', (fixture) => {
  const matrixOf = (key: string): DenseMatrix => {
    const { shape, data } = fixture.tensors[key];
    return new DenseMatrix(shape[0], shape[1], Float64Array.from(data as ArrayLike<number>));
  };
  const [train, test] = [matrixOf('in.train'), matrixOf('in.test')];
  const count = fixture.config.components as number;

  it("weighs as GLUE and scMoGNN do, test cells by the training cells' frequencies", () => {
    const idf = inverseFrequency(train);
    expectAgrees(fixture, 'out.idf', idf, 1e-5);
    expectAgrees(fixture, 'out.weighted', tfidf(annData(train), { method: 'glue' }).X!.toDense().values, 1e-5);
    expectAgrees(fixture, 'out.weighted_test', weighByFrequency(test, idf).toDense().values, 1e-5);
  });

  it('keeps all components but the first, and projects test cells on them', async () => {
    const found = await glueLsi('test', train, { components: count });
    const [own, other] = [await glueScores('test', train, found), await glueScores('test', test, found)];
    const sign = (values: ArrayLike<number>): number[] =>
      Array.from({ length: count }, (_, k) => {
        const wanted = fixture.tensors['out.scores']!.data as Float32Array;
        let along = 0;
        for (let i = 0; i < train.rows; i++) along += values[i * count + k]! * wanted[i * count + k]!;
        return Math.sign(along);
      });
    const signs = sign(own.values);
    const turnedRows = (rows: DenseMatrix): number[] =>
      Array.from(rows.values, (value, at) => value * signs[at % count]!);
    expectAgrees(fixture, 'out.scores', turnedRows(own), 1e-4);
    expectAgrees(fixture, 'out.scores_test', turnedRows(other), 1e-4);
    const both = [...turnedRows(own), ...turnedRows(other)];
    const mean = both.reduce((sum, value) => sum + value, 0) / both.length;
    const deviation = Math.sqrt(both.reduce((sum, value) => sum + (value - mean) ** 2, 0) / both.length);
    expectAgrees(fixture, 'out.standardized', turnedRows(own).map((value) => (value - mean) / deviation), 1e-4); // prettier-ignore
    expectAgrees(fixture, 'out.standardized_test', turnedRows(other).map((value) => (value - mean) / deviation), 1e-4); // prettier-ignore
  });

  it('has the singular vectors and values of the reference', async () => {
    const { components, singular } = await truncatedSvd('test', tfidf(annData(train), { method: 'glue' }).X!, { count: count + 1, seed: 0 }, {}); // prettier-ignore
    expectAgrees(fixture, 'out.singular', singular, 1e-4);
    expectAgrees(fixture, 'out.components', components.subarray(train.columns), 1e-4);
  });
});
