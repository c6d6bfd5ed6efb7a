import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { type CategoricalColumn, countCategories, datasets, readImage, readTable, valuesOf } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { kindOfValues } from '../../../src/prepare';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-named-'));
const cache = { cache: folder };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was asked for; skips where no package index can be reached. */
async function orSkip<T>(asked: Promise<T>, { skip }: TestContext): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof TissuebookError) || error.kind !== 'download-failed') throw error;
    return skip('no package index can be reached from here');
  }
}

/** Counts are those that pandas, anndata and scikit-image find in the files. */
describe('what a name brings', { timeout: 120_000 }, () => {
  it('pbmc68k: logged values and types of 700 blood cells', async (test) => {
    const blood = await orSkip(datasets.load('pbmc68k', cache), test);
    expect([blood.nObs, blood.nVars]).toEqual([700, 765]);
    const types = blood.column('cell_type') as CategoricalColumn;
    expect(Object.fromEntries(types.categories.map((name, at) => [name, countCategories(types)[at]]))).toMatchObject({
      Dendritic: 240,
      'CD4+/CD45RO+ Memory': 19,
      'CD4+/CD45RA+/CD25- Naive T': 8,
    });
    const values = Float64Array.from(blood.X!.toDense().values).sort();
    expect(values[0]).toBe(0);
    expect(values.at(-1)).toBeCloseTo(6.489, 3);
    expect(blood.raw).toBeUndefined();
    expect(kindOfValues(blood)).not.toBe('counts');
    expect(blood.uns.get('dataset')).toEqual(datasets.describe('pbmc68k').toUns());
  });

  it('cycif-lung: proteins, shapes, types and regions of 11,201 cells with positions', async (test) => {
    const lung = await orSkip(datasets.load('cycif-lung', cache), test);
    expect([lung.nObs, lung.nVars]).toEqual([11_201, 9]);
    expect((lung.column('phenotype') as CategoricalColumn).categories).toHaveLength(8);
    expect((lung.column('ROI') as CategoricalColumn).categories).toEqual(['Other', 'ROI1', 'ROI2']);
    expect(lung.obsm.get('spatial')!.row(0)[0]).toBeCloseTo(1767.692308, 5);
    for (const shape of [
      'Area',
      'MajorAxisLength',
      'MinorAxisLength',
      'Eccentricity',
      'Solidity',
      'Extent',
      'Orientation',
    ]) {
      expect(lung.column(shape).kind).toBe('numeric');
    }
  });

  it('nuclei: 125 nuclei, whose crops show each alone', async (test) => {
    const { cells, image } = await orSkip(datasets.loadWithImage('nuclei', cache), test);
    expect([cells.nObs, cells.nVars]).toEqual([125, 0]);
    const areas = valuesOf(cells.column('area')) as number[];
    expect(areas.sort((a, b) => a - b)[62]).toBe(440);
    const crops = { side: 39, blank: 'outside', range: [0, 255] } as const;
    const { values, inside } = await image.batch(cells, { ...crops, obs: [0, 124] });
    expect(Array.from(inside)).toEqual([1, 1]);
    const pixels = 39 * 39;
    for (const crop of [values.subarray(0, pixels), values.subarray(pixels)]) {
      const shown = crop.filter((value) => value > 0).length;
      expect(shown).toBeGreaterThan(50);
      expect(shown).toBeLessThan(pixels);
    }
    await image.close();
  });

  it('hallmark: 50 sets of 4,383 genes', async (test) => {
    const { path, card } = await orSkip(datasets.file('hallmark', cache), test);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(50);
    expect(new Set(lines.flatMap((line) => line.split('\t').slice(2))).size).toBe(4383);
    expect(card.facts.name).toBe('hallmark');
  });

  it('ligand-receptor: 4,620 pairs of the consensus', async (test) => {
    const table = readTable((await orSkip(datasets.file('ligand-receptor', cache), test)).path);
    expect(valuesOf(table.get('resource')).filter((name) => name === 'consensus')).toHaveLength(4620);
    expect(valuesOf(table.get('source_genesymbol'))[0]).toBe('LGALS9');
  });

  it('cell-cycle-s and cell-cycle-g2m: symbols of 43 and 54 human genes', async (test) => {
    const read = async (name: 'cell-cycle-s' | 'cell-cycle-g2m'): Promise<string[]> =>
      readFileSync((await orSkip(datasets.file(name, cache), test)).path, 'utf8')
        .trimEnd()
        .split('\n');
    const [s, g2m] = [await read('cell-cycle-s'), await read('cell-cycle-g2m')];
    expect([s.length, g2m.length]).toEqual([43, 54]);
    expect([...s, ...g2m].every((name) => name === name.toUpperCase())).toBe(true);
    expect([s.includes('PCNA'), g2m.includes('MKI67')]).toEqual([true, true]);
  });

  it('gene-ids, human-mouse-genes, gene-aliases: tables of names', async (test) => {
    const ids = readTable((await orSkip(datasets.file('gene-ids', cache), test)).path, { header: false });
    expect(ids.length).toBe(62_754);
    expect(valuesOf(ids.get('column2'))[ids.index.indexOf('ENSG00000186092')]).toBe('OR4F5');
    const mouse = readTable((await orSkip(datasets.file('human-mouse-genes', cache), test)).path, { header: false });
    expect(valuesOf(mouse.get('column2'))[mouse.index.indexOf('MT-CO1')]).toBe('mt-Co1');
    const aliases = readTable((await orSkip(datasets.file('gene-aliases', cache), test)).path);
    expect(aliases.length).toBe(243_213);
    const at = valuesOf(aliases.get('alias_norm')).indexOf('pdl1');
    expect(valuesOf(aliases.get('gene_symbol'))[at]).toBe('CD274');
  });

  it('he-region: a picture with tissue and background', async (test) => {
    const image = await readImage((await orSkip(datasets.file('he-region', cache), test)).path);
    expect([image.width, image.height, image.channels]).toEqual([2220, 2967, ['red', 'green', 'blue']]);
    const { values } = await image.region({ x: 0, y: 0, width: 2220, height: 2967 }, { scale: 8 });
    const green = Array.from({ length: values.length / 3 }, (_, i) => values[3 * i + 1]!);
    const pale = green.filter((value) => value > 230).length / green.length;
    expect(pale).toBeGreaterThan(0.1);
    expect(pale).toBeLessThan(0.9);
    await image.close();
  });
});
