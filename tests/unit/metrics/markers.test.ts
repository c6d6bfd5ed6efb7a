import { describe, expect, it } from 'vitest';
import { EventLoopYielder } from '../../../src/wasm';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { ranks, rankSum } from '../../../src/metrics';
import { rankGenes } from '../../../src/tasks/markers';
import { rankSums } from '../../../src/tasks/markers/rankSums';
import { seededDraws } from '../data/damage';

const draw = seededDraws(12);
const x = new DenseMatrix(
  40,
  7,
  Float32Array.from({ length: 280 }, () => (draw(3) ? draw(9) - 4 : 0)),
);
const codes = Int32Array.from({ length: 40 }, (_, i) => i % 3);
const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `n${i}`);

function data(labels: (string | null)[]): AnnData {
  return new AnnData({ X: x, obs: new Table(names(40), [['group', labels]]), var: new Table(names(7)) });
}

describe('rank sums', () => {
  it('are the sums of the ranks, with values below zero too, dense or sparse', async () => {
    const { sums } = await rankSums(x, codes, 3, new EventLoopYielder('test', {}));
    const sparse = await rankSums(SparseMatrix.fromDense(x), codes, 3, new EventLoopYielder('test', {}));
    expect(sparse.sums).toEqual(sums);
    for (let j = 0; j < 7; j++) {
      const place = ranks(x.column(j));
      for (let g = 0; g < 3; g++) {
        const want = place.filter((_, i) => codes[i] === g).reduce((sum, rank) => sum + rank, 0);
        expect(sums[g * 7 + j]).toBeCloseTo(want, 9);
      }
    }
  });
});

describe('rankGenes', () => {
  it('scores two groups as the test of two samples does, and leaves out cells without a label', async () => {
    const labels = Array.from(codes, (code) => (code === 2 ? null : `g${code}`));
    const found = (await rankGenes(data(labels), { by: 'group' })).groups.get('g0')!;
    found.index.forEach((gene, place) => {
      const values = x.column(Number(gene.slice(1)));
      const [a, b] = [0, 1].map((g) => Array.from(values).filter((_, i) => codes[i] === g));
      expect((found.get('scores') as { values: Float64Array }).values[place]).toBeCloseTo(rankSum(a!, b!).z, 9);
    });
  });

  it('writes what scanpy reads, and leaves the data alone', async () => {
    const adata = data(Array.from(codes, (code) => `g${code}`));
    const written = (await rankGenes(adata, { by: 'group' })).addTo(adata);
    expect(written.uns.get('rank_genes_groups')).toBeInstanceOf(Map);
    expect(adata.uns.size).toBe(0);
  });

  it('refuses one group, groups of one cell, and measurements', async () => {
    const refused = { kind: 'invalid-argument' };
    await expect(rankGenes(data(Array.from(codes, () => 'all')), { by: 'group' })).rejects.toMatchObject(refused);
    await expect(rankGenes(data(Array.from(codes, (_, i) => (i ? 'a' : 'b'))), { by: 'group' })).rejects.toThrowError(
      /1 cell in "b"/,
    );
    const adata = data(Array.from(codes, String));
    adata.obs.set(
      'area',
      Float64Array.from({ length: 40 }, (_, i) => i / 3),
    );
    await expect(rankGenes(adata, {} as never)).rejects.toThrow('rankGenes: by is needed.');
    await expect(rankGenes(adata, { by: 'area' })).rejects.toMatchObject(refused);
    await expect(rankGenes(adata, { by: 'grup' })).rejects.toMatchObject({ kind: 'missing-key' });
    const stopped = rankGenes(data(Array.from(codes, String)), { by: 'group', signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
  });
});
