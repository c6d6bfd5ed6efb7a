import { Matrix, solve } from 'ml-matrix';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CategoricalColumn, coordinates, datasets, DenseMatrix, Table, unsAt } from '../../../src/data';
import { knnGraph } from '../../../src/graph';
import { pearson } from '../../../src/metrics';
import { pca } from '../../../src/prepare';

const folder = process.env['TISSUEBOOK_DATA'] ?? join(__dirname, '..', '..', '..', '..', 'shared', 'data');
const load = (name: string) => datasets.load(join(folder, `${name}.h5ad`));

const absent = existsSync(folder) ? '' : ': no folder ../shared/data, and TISSUEBOOK_DATA names none';
describe.skipIf(absent)(`measured data${absent}`, () => {
  it.each([
    ['keren_tnbc_mibi', 100_484, 36, 'cell_type', 15],
    ['osmfish_mouse_sscortex', 4_839, 33, 'cell_type', 31],
    ['st_mouse_olfactory_bulb_he', 786, 1_000, 'section', 2],
    ['bmmc_cite_neurips2021', 311, 1_000, 'phase', 3],
    ['papalexi_eccite_lowmoi', 17_725, 299, 'perturbation', 22],
    ['pbmc68k_reduced', 700, 765, 'cell_type', 10],
  ])('%s holds its %i cells, %i features and labels', async (name, cells, features, column, categories) => {
    const adata = await load(name);
    expect([adata.nObs, adata.nVars]).toEqual([cells, features]);
    expect((adata.column(column) as CategoricalColumn).categories).toHaveLength(categories);
    expect(adata.notices).toEqual([]);
    expect(adata.X!.values.every(Number.isFinite)).toBe(true);
  });

  it('has the survival of 19 patients, tissue images and marker tables where the files do', async () => {
    const patients = unsAt((await load('keren_tnbc_mibi')).uns, 'patients');
    expect(patients).toBeInstanceOf(Table);
    expect((patients as Table).length).toBe(19);
    const bulb = await load('st_mouse_olfactory_bulb_he');
    const section = (bulb.column('section') as CategoricalColumn).categories[0]!;
    expect(unsAt(bulb.uns, 'spatial', section, 'images', 'hires')).toMatchObject({ kind: 'array' });
    const markers = unsAt((await load('pbmc68k_reduced')).uns, 'rank_genes_groups', 'names');
    expect(markers).toMatchObject({ kind: 'records', length: 100 });
  });

  /** Mean of the correlations that there are. */
  const meanOf = (found: readonly number[]): number => {
    const there = found.filter((r) => !Number.isNaN(r));
    return there.reduce((sum, r) => sum + r, 0) / there.length;
  };

  it('predicts cells of osmFISH from 8 neighbours, and from all, as well as plain tools do: r .67, .52; genes .42', async () => {
    const adata = await load('osmfish_mouse_sscortex');
    const graph = knnGraph(coordinates(adata).points, { k: 8 });
    const x = adata.X!.toDense();
    const logs = x.map(Math.log1p);
    const predicted = new DenseMatrix(x.rows, x.columns, new Float64Array(x.values.length));
    const all = new Float64Array(x.columns);
    for (let i = 0; i < x.rows; i++) {
      logs.row(i).forEach((value, g) => (all[g]! += value / x.rows));
      const mean = predicted.row(i);
      for (const j of graph.neighbours(i)) x.row(j).forEach((value, g) => (mean[g]! += value / 8));
      mean.forEach((value, g) => (mean[g] = Math.log1p(value)));
    }
    const cells = Array.from({ length: x.rows }, (_, i) => i);
    expect(Math.abs(meanOf(cells.map((i) => pearson(predicted.row(i), logs.row(i)))) - 0.67)).toBeLessThan(0.03);
    expect(Math.abs(meanOf(cells.map((i) => pearson(all, logs.row(i)))) - 0.52)).toBeLessThan(0.03);
    const genes = adata.var.index.map((_, g) => pearson(predicted.column(g), logs.column(g)));
    expect(Math.abs(meanOf(genes) - 0.42)).toBeLessThan(0.03);
  });

  it('predicts proteins of bone marrow from components of RNA as well as plain tools do: RMSE .580, mean .794', async () => {
    const adata = await pca(await load('bmmc_cite_neurips2021'), { components: 50 });
    const [z, y] = [adata.obsm.get('X_pca')!, adata.obsm.get('protein_norm')!];
    let [ridge, constant] = [0, 0];
    for (let fold = 0; fold < 5; fold++) {
      const trained = adata.obs.index.flatMap((_, i) => (i % 5 === fold ? [] : [i]));
      const design = (rows: number[]): Matrix => new Matrix(rows.map((i) => [...z.row(i), 1]));
      const targets = new Matrix(trained.map((i) => [...y.row(i)]));
      const a = design(trained);
      const gram = a.transpose().mmul(a);
      for (let d = 0; d < z.columns; d++) gram.set(d, d, gram.get(d, d) + 1);
      const held = adata.obs.index.flatMap((_, i) => (i % 5 === fold ? [i] : []));
      const found = design(held).mmul(solve(gram, a.transpose().mmul(targets)));
      const means = targets.mean('column');
      held.forEach((i, r) => {
        y.row(i).forEach((value, p) => {
          ridge += (found.get(r, p) - value) ** 2 / y.values.length;
          constant += (means[p]! - value) ** 2 / y.values.length;
        });
      });
    }
    expect(Math.abs(Math.sqrt(ridge) - 0.58)).toBeLessThan(0.03);
    expect(Math.abs(Math.sqrt(constant) - 0.794)).toBeLessThan(0.03);
  }, 60_000);
});
