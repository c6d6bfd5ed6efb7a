import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { zoo } from '../../../src/models';
import { Random } from '../../../src/random';
import { compare, imputeGenes } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { example } from '../models/spaformerExample';
import { plainModel } from './plainModels';

beforeAll(async () => {
  await startEngine();
}, 60_000);

/** Counts of 12 genes in two kinds of cells; odd genes are high in one, even ones in the other. */
function cells(seed: number, { count = 90, genes = names('gene', 12) } = {}): AnnData {
  const random = new Random(seed);
  const rows = Array.from({ length: count }, () => {
    const kind = random.uniform() < 0.5 ? 0 : 1;
    return genes.map((gene) => Math.round((Number(gene.slice(4)) % 2 === kind ? 12 : 3) + 6 * random.uniform()));
  });
  return new AnnData({ X: DenseMatrix.fromRows(rows), obs: new Table(names('cell', count)), var: new Table(genes) });
}

/** Says a constant of everything, and notes what it was shown. */
const constant = (see: (adata: AnnData) => void = () => undefined) =>
  plainModel(
    'constant',
    (adata) => see(adata),
    () => ({
      fillGenes: async (data, { genes = [] } = {}) => {
        const { nObs } = data as AnnData;
        const values = new Float32Array(nObs * genes.length).fill(1);
        return { values: new DenseMatrix(nObs, genes.length, values), genes, unit: 'counts', kind: 'inductive' };
      },
    }),
  );

describe('imputeGenes', () => {
  it('predicts hidden genes from a reference, beside what plain methods make of it', async () => {
    const found = await imputeGenes(constant(), cells(1), { reference: cells(2), genes: ['gene2', 'gene5'] });
    expect(found.predictions.map(({ method }) => method)).toEqual([
      'constant',
      'gene mean of the reference',
      'mean of the 50 nearest in expression',
      'ridge on the shown genes',
    ]);
    expect(found.genes.map(({ gene }) => gene)).toEqual(['gene2', 'gene5']);
    expect(found.mean('gene mean of the reference', 'r')).toBe(0);
    expect(found.mean('ridge on the shown genes', 'r')).toBeGreaterThan(0.8);
    expect(found.mean('mean of the 50 nearest in expression', 'rmse')).toBeLessThan(
      found.mean('gene mean of the reference', 'rmse'),
    );
    expect(found.warnings.join()).toMatch(/behind or equal: .*ridge on the shown genes/);
    expect(String(found)).toMatch(/2 hidden genes.*10 genes are shown of both; 2 are hidden and scored/s);
  });

  it('shows the model the hidden genes of the reference only', async () => {
    let shown: AnnData | undefined;
    const [query, reference] = [cells(1), cells(2)];
    await imputeGenes(
      constant((adata) => (shown = adata)),
      query,
      { reference, genes: ['gene4'] },
    );
    const [x, observed] = [shown!.matrix().toDense(), shown!.matrix('observed').toDense()];
    const at = shown!.var.index.indexOf('gene4');
    expect(shown!.nObs).toBe(180);
    for (let i = 0; i < 180; i++) {
      expect(observed.row(i)[at]).toBe(i < 90 ? 1 : 0);
      expect(x.row(i)[at]).toBe(i < 90 ? reference.feature('gene4')[i] : 0);
      expect([...observed.row(i)].filter((one) => one === 0)).toHaveLength(i < 90 ? 0 : 1);
    }
  });

  it('predicts genes that the data never had, and says that these cannot be scored', async () => {
    const query = cells(1, { genes: names('gene', 10) });
    const found = await imputeGenes(constant(), query, { reference: cells(2), genes: ['gene11', 'gene3'] });
    expect(found.predicted).toEqual(['gene11', 'gene3']);
    expect(found.genes.map(({ gene }) => gene)).toEqual(['gene3']);
    expect(found.predictions[3]!.values).toMatchObject({ rows: 90, columns: 2 });
    expect(found.notices.join()).toMatch(/1 were never measured in the data/);
    const none = await imputeGenes(constant(), query, { reference: cells(2), genes: ['gene11'] });
    expect(none.warnings).toEqual(['Nothing could be scored: the data have none of these genes.']);
  });

  it('draws genes by the seed, or from bins of sparsity', async () => {
    const draw = async (options: object) =>
      (await imputeGenes(constant(), cells(1), { reference: cells(2), ...options })).predicted;
    expect(await draw({ share: 0.25, seed: 3 })).toEqual(await draw({ share: 0.25, seed: 3 }));
    expect(await draw({ share: 0.25, seed: 3 })).toHaveLength(3);
    const sparse = cells(1);
    const x = sparse.matrix().toDense().values.map((value, at) => (at % 12 < 4 && at % 13 !== 0 ? 0 : value)); // prettier-ignore
    const data = sparse.with({ X: new DenseMatrix(90, 12, x as Float32Array) });
    const found = await imputeGenes(constant(), data, { reference: cells(2), perBin: 2 });
    expect(found.genes.filter(({ zeros }) => zeros < 0.75)).toHaveLength(2);
    expect(found.genes.filter(({ zeros }) => zeros >= 0.9)).toHaveLength(2);
  });

  it('asks SpaFormer for genes that one tissue lacks', { timeout: 120_000 }, async () => {
    const model = zoo.create('spaformer', { preset: 'tiny' });
    const options = { reference: example({ seed: 8 }), genes: ['gene1', 'gene2'], epochs: 150, progress: false };
    const found = await imputeGenes(model, example(), options);
    expect(found.mean('spaformer', 'r')).toBeGreaterThan(0.3);
    expect(found.config).toMatchObject({ section: 'imputeGenes part' });
    expect(found.kind).toBe('transductive');
  });

  it('refuses what it cannot use, in words', async () => {
    const ask = (options: object, data = cells(1)) =>
      imputeGenes(constant(), data, { reference: cells(2), ...options });
    await expect(ask({ genes: ['gene77'] })).rejects.toThrow(/reference has no gene "gene77"/);
    await expect(ask({ reference: undefined })).rejects.toThrow(/reference, cells with all genes, is needed/);
    await expect(ask({ reference: cells(2, { genes: names('other', 9) }) })).rejects.toThrow(/no gene would be hidden: 0 are shared/); // prettier-ignore
    const logs = cells(2).with({ X: cells(2).matrix().toDense().map(Math.log1p) });
    await expect(ask({ reference: logs })).rejects.toThrow(/X of the reference holds values that are no counts/);
    await expect(imputeGenes(zoo.create('squint'), cells(1), { reference: cells(2) })).rejects.toThrow(
      /cannot fill in/,
    );
    await expect(ask({ genes: names('gene', 11) })).rejects.toThrow(/1 genes are left/);
  });

  it('is a task of compare', async () => {
    const options = { task: 'impute-genes' as const, reference: cells(2), seeds: [0, 1] };
    const found = await compare([constant()], cells(1), options);
    expect(found.methods.map(({ method }) => method)).toContain('ridge on the shown genes');
    await expect(compare([constant()], cells(1), { task: 'impute-genes' })).rejects.toThrow(/reference is needed/);
  });
});
