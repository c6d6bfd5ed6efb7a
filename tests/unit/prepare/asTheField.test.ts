import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AnnData,
  DenseMatrix,
  highlyVariableGenes,
  log1p,
  normalizeTotal,
  pca,
  readH5ad,
  stepsOf,
  Table,
  unsAt,
  valuesOf,
} from '../../../src';

const zeroGenes = path.join(__dirname, '../../fixtures/faults/zeroGenes.h5ad');
const names = (n: number, of: string): string[] => Array.from({ length: n }, (_, i) => `${of}${i}`);

function data(rows: number, columns: number, value: (i: number, j: number) => number): AnnData {
  const values = Float64Array.from({ length: rows * columns }, (_, e) => value(Math.floor(e / columns), e % columns));
  const X = new DenseMatrix(rows, columns, values);
  return new AnnData({ X, obs: new Table(names(rows, 'c')), var: new Table(names(columns, 'g')) });
}

const marked = (adata: AnnData): number[] =>
  valuesOf(adata.var.get('highly_variable')).flatMap((each, gene) => (each ? [gene] : []));

describe('highlyVariableGenes', () => {
  it('marks as many genes as asked for, as scanpy does, and none without counts', async () => {
    const adata = await readH5ad(zeroGenes);
    for (const count of [1, 5, 25, 27, 28]) {
      const chosen = marked(highlyVariableGenes(adata, { count }));
      expect(chosen).toHaveLength(count);
      expect(chosen).not.toContain(4);
      expect(chosen).not.toContain(20);
    }
  });

  it('marks those that there are when more are asked for, and says so', async () => {
    const all = highlyVariableGenes(await readH5ad(zeroGenes), { count: 30 });
    expect(marked(all)).toHaveLength(28);
    expect(stepsOf(all).at(-1)).toContain('28 genes of 30 asked for');
  });

  it('marks no gene without counts by limits that all others pass', async () => {
    const loose = highlyVariableGenes(await readH5ad(zeroGenes), { minMean: -1, maxMean: 100, minDispersion: -100 });
    expect(marked(loose)).toHaveLength(28);
  });

  it('marks as many as asked for of genes that are alike', () => {
    const alike = data(40, 12, (i, j) => ((i * 7 + Math.floor(j / 6)) % 5 === 0 ? 2 : 0));
    for (const count of [3, 7]) expect(marked(highlyVariableGenes(alike, { count }))).toHaveLength(count);
  });

  it('marks no gene without counts by the variance of counts either', () => {
    const counts = data(60, 20, (i, j) => (j === 3 ? 0 : ((i * 31 + j * 17) % 11) + (i % 2) * j));
    const chosen = highlyVariableGenes(counts, { flavor: 'seurat_v3', count: 20 });
    expect(marked(chosen)).toEqual(names(20, 'g').flatMap((_, j) => (j === 3 ? [] : [j])));
    expect(valuesOf(chosen.var.get('highly_variable_rank'))[3]).toBeNaN();
  });
});

describe('pca', () => {
  it('of values that do not vary has no ratios of variance', async () => {
    const constant = await pca(
      data(20, 8, (_, j) => j + 1),
      { components: 3 },
    );
    const ratios = unsAt(constant.uns, 'pca', 'variance_ratio') as { values: ArrayLike<number> };
    expect(Array.from(ratios.values)).toEqual([NaN, NaN, NaN]);
  });
});

describe('log1p', () => {
  it('writes its base, e, which every version of scanpy reads', () => {
    expect(unsAt(log1p(data(3, 2, () => 1)).uns, 'log1p', 'base')).toBe(Math.E);
  });

  it('twice is told, in the steps and as a warning', async () => {
    const once1 = log1p(normalizeTotal(data(3, 2, (i, j) => i + j + 1)));
    expect(stepsOf(once1).at(-1)).toBe('log1p()');
    const warned = once(process, 'warning') as Promise<[NodeJS.ErrnoException]>;
    const twice = log1p(once1);
    expect(stepsOf(twice).at(-1)).toContain('log-transformed before');
    expect((await warned)[0].code).toBe('TISSUEBOOK_LOG1P_TWICE');
    expect(twice.matrix().values[0]).toBeCloseTo(Math.log1p(once1.matrix().values[0]!));
  });
});
