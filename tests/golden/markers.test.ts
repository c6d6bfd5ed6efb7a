import { expect, it } from 'vitest';
import { AnnData, categorical, SparseMatrix, Table } from '../../src/data';
import { type MarkerGenes, rankGenes } from '../../src/tasks/markers';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

function labeled(fixture: Fixture, labels: Int32Array): AnnData {
  const [rows, columns] = fixture.config.shape as [number, number];
  const part = (name: string) => fixture.tensors[`in.${name}`]!.data as Int32Array;
  const X = new SparseMatrix(rows, columns, {
    indptr: Int32Array.from(part('indptr')),
    indices: Int32Array.from(part('indices')),
    values: Float32Array.from(part('data')),
  });
  const names = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i));
  const groups = categorical(Array.from(labels, (code) => (code < 0 ? null : String(code))));
  return new AnnData({ X, obs: new Table(names(rows), [['group', groups]]), var: new Table(names(columns)) });
}

/** Values [groups, genes] in the order of the genes of `order`, or of all genes. */
function inOrder(found: MarkerGenes, name: string, order?: ArrayLike<number>, width = 0): number[] {
  return [...found.groups.values()].flatMap((table, g) => {
    const column = table.get(name) as { values: Float64Array };
    const place = new Map(table.index.map((gene, i) => [Number(gene), i]));
    const genes = order
      ? Array.from({ length: width }, (_, i) => order[g * width + i]!)
      : [...place.keys()].sort((a, b) => a - b);
    return genes.map((gene) => column.values[place.get(gene)!]!);
  });
}

/** Probabilities agree when their ratio does; those that underflow to 0 are 0. */
function expectProbabilities(got: readonly number[], want: ArrayLike<number>): void {
  got.forEach((p, i) => expect(Math.abs(p - want[i]!)).toBeLessThanOrEqual(1e-3 * want[i]! + 1e-37));
}

describeGolden('preprocessing_rank_genes', (fixture) => {
  const adata = labeled(fixture, fixture.tensors['in.group']!.data as Int32Array);
  for (const [name, tieCorrect] of [
    ['plain', false],
    ['ties', true],
  ] as const) {
    // prettier-ignore
    it(`ranks genes as scanpy (${name})`, async () => {
      const found = await rankGenes(adata, { by: 'group', tieCorrect });
      for (const part of ['scores', 'logfoldchanges'])
        expectAgrees(fixture, `out.${name}.${part}`, inOrder(found, part), 1e-4);
      for (const part of ['pvals', 'pvals_adj'])
        expectProbabilities(inOrder(found, part), fixture.tensors[`out.${name}.${part}`]!.data as Float32Array);
      const { shape, data } = fixture.tensors[`out.${name}.order`]!;
      const falling = inOrder(found, 'scores', data as Int32Array, shape[1]);
      falling.forEach((score, e) => {
        if (e % shape[1]! > 0) expect(score).toBeLessThanOrEqual(falling[e - 1]!);
      });
      const dense = adata.with({ X: adata.X!.toDense() });
      expect((await rankGenes(dense, { by: 'group', tieCorrect })).groups).toEqual(found.groups);
    });
  }

  it('orders genes by falling score', async () => {
    for (const table of (await rankGenes(adata, { by: 'group' })).groups.values()) {
      const { values } = table.get('scores') as { values: Float64Array };
      expect([...values]).toEqual([...values].sort((a, b) => b - a));
    }
  });
});

describeGolden('preprocessing_pbmc', (fixture) => {
  it("finds scanpy's markers of the cell types of real data", async () => {
    const found = await rankGenes(labeled(fixture, fixture.tensors['in.label']!.data as Int32Array), { by: 'group' });
    const { shape, data } = fixture.tensors['out.markers.order']!;
    const at = (part: string): number[] => inOrder(found, part, data as Int32Array, shape[1]);
    for (const part of ['scores', 'logfoldchanges']) expectAgrees(fixture, `out.markers.${part}`, at(part), 1e-4);
    for (const part of ['pvals', 'pvals_adj'])
      expectProbabilities(at(part), fixture.tensors[`out.markers.${part}`]!.data as Float32Array);
  });
});
