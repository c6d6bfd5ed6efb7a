import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CategoricalColumn, coordinates, datasets, Table, unsAt } from '../../../src/data';
import { knnGraph } from '../../../src/graph';
import { pearson } from '../../../src/metrics';

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

  it('predicts a cell of osmFISH from the mean of its 8 neighbours as well as plain tools do: r .67', async () => {
    const adata = await load('osmfish_mouse_sscortex');
    const graph = knnGraph(coordinates(adata).points, { k: 8 });
    const x = adata.X!.toDense();
    let [sum, counted] = [0, 0];
    for (let i = 0; i < x.rows; i++) {
      const mean = new Float64Array(x.columns);
      for (const j of graph.neighbours(i)) x.row(j).forEach((value, g) => (mean[g]! += value / 8));
      const r = pearson(mean.map(Math.log1p), x.row(i).map(Math.log1p));
      if (Number.isNaN(r)) continue;
      sum += r;
      counted++;
    }
    expect(Math.abs(sum / counted - 0.67)).toBeLessThan(0.03);
  });
});
