import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CategoricalColumn, datasets, Table, unsAt } from '../../../src/data';
import { cellTypeAccuracy } from '../../bench/data/references/cellTypes';
import { imageToGene } from '../../bench/data/references/imageToGene';
import { effectCorrelations } from '../../bench/data/references/knockOuts';
import { proteinErrors } from '../../bench/data/references/proteins';
import { surroundings } from '../../bench/data/references/surroundings';
import { contactAuc } from '../../bench/data/references/tumours';

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

  /** Within 0.03 of what plain Python tools gave. */
  const near = (got: number, want: number): void => expect(Math.abs(got - want)).toBeLessThan(0.03);

  it('predicts cells of osmFISH from 8 neighbors, and from all, as well as plain tools do', async () => {
    const found = surroundings(await load('osmfish_mouse_sscortex'));
    near(found.cells, 0.67);
    near(found.constant, 0.52);
    near(found.genes, 0.42);
  });

  it('predicts proteins of bone marrow from components of RNA as well as plain tools do', async () => {
    const found = await proteinErrors(await load('bmmc_cite_neurips2021'));
    near(found.ridge, 0.58);
    near(found.constant, 0.794);
  }, 60_000);

  it('tells mixed from compartmentalised tumours by contacts as well as plain tools do', async () => {
    near(contactAuc(await load('keren_tnbc_mibi')), 0.985);
  }, 60_000);

  it('finds genes in the picture of the tissue as well as plain tools do: r from .35 to .47', async () => {
    for (const r of Object.values(await imageToGene(await load('st_mouse_olfactory_bulb_he')))) {
      expect(r).toBeGreaterThan(0.35);
      expect(r).toBeLessThan(0.47);
    }
  }, 120_000);

  it('finds that knock-outs of IFNGR1 and STAT1 do alike, and that of CD86 something else', async () => {
    const effects = effectCorrelations(await load('papalexi_eccite_lowmoi'), 'IFNGR1', ['STAT1', 'CD86']);
    expect(effects[0]).toBeGreaterThan(0.8);
    expect(Math.abs(effects[1]!)).toBeLessThan(0.2);
  }, 60_000);

  it.each([
    ['osmfish_mouse_sscortex', 0.81],
    ['keren_tnbc_mibi', 0.87],
  ])(
    'tells cell types of %s as well as plain tools do: %f',
    async (name, accuracy) => {
      near(cellTypeAccuracy(await load(name), { cells: 2000, log: true }), accuracy);
    },
    240_000,
  );
});
