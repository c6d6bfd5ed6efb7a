import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, type BackedAnnData, DenseMatrix, readH5ad, SparseMatrix, Table, writeH5ad } from '../../../src/data';
import { highlyVariableGenes, log1p, normalizeTotal, stepsOf } from '../../../src/prepare';
import { Random } from '../../../src/random';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-genes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 150 cells x 80 genes of means from 0.1 to 8, of which every seventh varies more than its mean asks for. */
function counts(): AnnData {
  const random = new Random(5);
  const names = (count: number, stem: string): string[] => Array.from({ length: count }, (_, i) => `${stem}${i}`);
  const x = DenseMatrix.zeros(150, 80);
  for (let e = 0; e < x.values.length; e++) {
    const gene = e % 80;
    const bursts = gene % 7 === 0 ? (random.uniform() < 0.2 ? 5 : 0) : 1;
    x.values[e] = Math.floor(-Math.log1p(-random.uniform()) * (0.1 + gene / 10) * bursts);
  }
  const X = SparseMatrix.fromDense(x);
  return new AnnData({
    X,
    obs: new Table(names(150, 'c')),
    var: new Table(names(80, 'g')),
    layers: [['twice', X.withValues(X.values.map((value) => 2 * value))]],
  });
}

/** Numbers and marks of a column of var. */
const column = (table: Table, name: string): number[] => [...(table.get(name) as { values: Float64Array }).values];

describe('variable genes of data that stay in their file', () => {
  const whole = counts();
  let backed: BackedAnnData;
  beforeAll(async () => {
    const path = join(folder, 'counts.h5ad');
    await writeH5ad(whole, path);
    backed = await readH5ad(path, { backed: true });
  });

  function expectSame(got: Table, want: Table): void {
    expect(got.names).toEqual(want.names);
    for (const name of want.names) {
      const [found, wanted] = [column(got, name), column(want, name)];
      for (const [j, value] of wanted.entries()) {
        if (Number.isNaN(value)) expect(found[j]).toBeNaN();
        else expect(Math.abs(found[j]! - value)).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)));
      }
    }
  }

  it.each([37, 1000])('are those of the same data in memory, flavor seurat_v3, %i cells in a block', async (rows) => {
    const seen: number[] = [];
    const found = await highlyVariableGenes(backed, {
      flavor: 'seurat_v3',
      count: 20,
      rows,
      onProgress: (cells) => seen.push(cells),
    });
    const want = highlyVariableGenes(whole, { flavor: 'seurat_v3', count: 20 });
    expectSame(found.var, want.var);
    expect(seen.at(-1)).toBe(300);
    expect(stepsOf(found.annotations)).toEqual(stepsOf(want));
  });

  it('are those of the same data in memory, flavor seurat, blocks normalized before', async () => {
    const prepare = (data: AnnData): AnnData => log1p(normalizeTotal(data, { targetSum: 100 }));
    for (const options of [{ count: 15 }, { minDispersion: 0.2 }]) {
      const want = highlyVariableGenes(prepare(whole), options);
      expectSame((await highlyVariableGenes(backed, { ...options, prepare, rows: 41 })).var, want.var);
    }
  });

  it('take a layer, leave the handle that they were asked of as it was, and come along with subsets', async () => {
    const options = { flavor: 'seurat_v3', layer: 'twice', count: 12 } as const;
    const found = await highlyVariableGenes(backed, options);
    expectSame(found.var, highlyVariableGenes(whole, options).var);
    expect(backed.var.names).toEqual([]);
    const marks = column(found.var, 'highly_variable').map(Boolean);
    const part = await found.subset({ var: marks });
    expect([part.nObs, part.nVars, part.var.has('highly_variable')]).toEqual([150, 12, true]);
    expect([...part.X!.values]).toEqual([...whole.subset({ var: marks }).X!.values]);
  });

  it('refuse what they refuse in memory', async () => {
    const negative = (data: AnnData): AnnData => data.with({ X: DenseMatrix.zeros(data.nObs, 80).map(() => -1) });
    await expect(highlyVariableGenes(backed, { prepare: negative })).rejects.toMatchObject({ argument: 'X' });
    expect(() => highlyVariableGenes(backed, { count: 81 })).toThrow(/80 genes/);
    await expect(highlyVariableGenes(backed, { layer: 'none' })).rejects.toMatchObject({ kind: 'missing-key' });
    const stopped = highlyVariableGenes(backed, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
    expect(() => backed.with({ annotations: whole.subset({ obs: [0] }) })).toThrow(/1 cells and 80 features/);
  });
});
