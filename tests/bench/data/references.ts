import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { datasets } from '../../../src/data';
import { cellTypeAccuracy } from './references/cellTypes';
import { imageToGene } from './references/imageToGene';
import { effectCorrelations } from './references/knockOuts';
import { proteinErrors } from './references/proteins';
import { surroundings } from './references/surroundings';
import { contactAuc } from './references/tumours';

/**
 * Numbers of measured data beside those that plain Python tools gave: npx tsx tests/bench/data/references.ts [part of a
 * name]. The files are in the folder TISSUEBOOK_DATA (default ../shared/data). Minutes; cell types of all of Keren take the most.
 */
async function main(wanted: string): Promise<void> {
  const folder = process.env['TISSUEBOOK_DATA'] ?? join(__dirname, '..', '..', '..', '..', 'shared', 'data');
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}: name one in TISSUEBOOK_DATA.`);
  const load = (name: string) => datasets.load(join(folder, `${name}.h5ad`));
  console.log('| file: number | plain tools | here | seconds |\n|---|---|---|---|');
  for (const [name, reference, measure] of numbers(load)) {
    if (!name.includes(wanted)) continue;
    const begin = performance.now();
    const found = await measure();
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    console.log(`| ${name} | ${reference} | ${found.map((value) => value.toFixed(3)).join(', ')} | ${seconds} |`);
  }
}

type Measurement = [name: string, reference: string, measure: () => Promise<number[]>];

function numbers(load: (name: string) => ReturnType<typeof datasets.load>): Measurement[] {
  const [keren, osmfish] = ['keren_tnbc_mibi', 'osmfish_mouse_sscortex'];
  const few = { cells: 2000, log: true };
  return [
    [`${osmfish}: cell type, 2,000 cells`, '.81', async () => [cellTypeAccuracy(await load(osmfish), few)]],
    [`${osmfish}: cell type, all`, '.81', async () => [cellTypeAccuracy(await load(osmfish), { log: true })]],
    [
      `${osmfish}: expression from 8 neighbors, constant, by genes`,
      '.67, .52, .42',
      async () => Object.values(surroundings(await load(osmfish))),
    ],
    [`${keren}: cell type, 2,000 cells`, '.87', async () => [cellTypeAccuracy(await load(keren), few)]],
    [`${keren}: cell type, all`, '.87', async () => [cellTypeAccuracy(await load(keren))]],
    [
      `${keren}: cell type, all, other patients`,
      '.87',
      async () => [cellTypeAccuracy(await load(keren), { groups: 'patient' })],
    ],
    [`${keren}: contacts, AUC`, '.985', async () => [contactAuc(await load(keren))]],
    ['pbmc68k_reduced: cell type', '.85', async () => [cellTypeAccuracy(await load('pbmc68k_reduced'))]],
    [
      'st_mouse_olfactory_bulb_he: image to gene',
      '.35 to .47',
      async () => Object.values(await imageToGene(await load('st_mouse_olfactory_bulb_he'))),
    ],
    [
      'bmmc_cite_neurips2021: proteins from RNA, constant',
      '.580, .794',
      async () => Object.values(await proteinErrors(await load('bmmc_cite_neurips2021'))),
    ],
    [
      'papalexi_eccite_lowmoi: effect of IFNGR1 with STAT1, CD86',
      'alike, unrelated',
      async () => effectCorrelations(await load('papalexi_eccite_lowmoi'), 'IFNGR1', ['STAT1', 'CD86']),
    ],
  ];
}

void main(process.argv[2] ?? '');
