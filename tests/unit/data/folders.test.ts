import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { coordinates, readCosmx, readMerscope, readTable, unsAt, valuesOf } from '../../../src/data';

const fixtures = join(__dirname, '..', '..', 'fixtures', 'data');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-folders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  obs: string[];
  var: string[];
  x: number[];
  spatial: number[];
}
/** What squidpy read of the same folders, by makeFolders.py. */
const wanted = JSON.parse(readFileSync(join(fixtures, 'folders.json'), 'utf8')) as {
  cosmx: Told & { spatial_fov: number[]; fov: string[]; metadata: Record<string, Record<string, number>> };
  merscope: Told & { blank: number[]; matrix: number[] };
};

/** A copy of a fixture, to be damaged. */
function copyOf(name: string): string {
  const copy = mkdtempSync(join(folder, `${name}-`));
  cpSync(join(fixtures, name), copy, { recursive: true });
  return copy;
}

describe('readCosmx', () => {
  it('reads what squidpy reads, with the places on the slide as positions', () => {
    const adata = readCosmx(join(fixtures, 'cosmx'), { genesOnly: false });
    expect(adata.obs.index).toEqual(wanted.cosmx.obs);
    expect(adata.var.index).toEqual(wanted.cosmx.var);
    expect([...adata.X!.toDense().values]).toEqual(wanted.cosmx.x);
    expect([...coordinates(adata).points.values]).toEqual(wanted.cosmx.spatial_fov);
    expect([...adata.obsm.get('spatial_local')!.values]).toEqual(wanted.cosmx.spatial);
    expect(valuesOf(adata.column('fov'))).toEqual(wanted.cosmx.fov);
    for (const fov of ['1', '12'])
      expect(Object.fromEntries(unsAt(adata.uns, 'spatial', fov, 'metadata') as Map<string, number>)).toEqual(wanted.cosmx.metadata[fov]); // prettier-ignore
    expect(unsAt(adata.uns, 'spatial', '12', 'images', 'segmentation')).toBe('CellLabels/CellLabels_F012.tif');
  });

  it('leaves control probes, counts outside of cells and cells without counts out, and says so', () => {
    const { var: genes, notices } = readCosmx(join(fixtures, 'cosmx'));
    expect(genes.index).toEqual(['CD3E', 'EPCAM', 'VIM']);
    expect(notices.join(' ')).toMatch(/2 control probes.*of 3 fields of view.*1 cells are in one of both/);
  });

  it('converts pixels where their size is given, and says the unit', () => {
    const [pixels, um] = [readCosmx(join(fixtures, 'cosmx')), readCosmx(join(fixtures, 'cosmx'), { pixelSize: 0.12028 })]; // prettier-ignore
    expect([coordinates(pixels).unit, coordinates(um).unit]).toEqual(['pixels', 'micrometres']);
    expect(coordinates(um).points.get(3, 1)).toBeCloseTo(0.12028 * coordinates(pixels).points.get(3, 1), 9);
  });

  it('refuses a folder without its files, files of two slides, and places that are no numbers', () => {
    const copy = copyOf('cosmx');
    const path = join(copy, 'Run_metadata_file.csv');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(/^(\d+,)/gm, '7$1'));
    expect(() => readCosmx(copy)).toThrow(/no cell in common/);
    writeFileSync(path, text.replace('6768', 'far'));
    expect(() => readCosmx(copy)).toThrow(/CenterX_global_px" of metadata_file holds no numbers/);
    cpSync(path, join(copy, 'Other_metadata_file.csv'));
    expect(() => readCosmx(copy)).toThrow(/has 2 \*_metadata_file/);
    expect(() => readCosmx(join(folder, 'nowhere'))).toThrowError(expect.objectContaining({ kind: 'file-not-found' }));
  });
});

describe('readMerscope', () => {
  it('reads what squidpy reads: long names of cells, blanks apart, the way to pixels', () => {
    const adata = readMerscope(join(fixtures, 'merscope'), { library: 'left' });
    expect(adata.obs.index).toEqual(wanted.merscope.obs);
    expect(adata.var.index).toEqual(wanted.merscope.var);
    expect([...adata.X!.toDense().values]).toEqual(wanted.merscope.x);
    expect(coordinates(adata).unit).toBe('micrometres');
    [...coordinates(adata).points.values].forEach((at, i) => expect(at).toBeCloseTo(wanted.merscope.spatial[i]!, 9));
    const blank = adata.obsmTables.get('blank_genes')!;
    expect(blank.names.map((name) => valuesOf(blank.get(name)))).toEqual([0, 1].map((j) => wanted.merscope.blank.filter((_, e) => e % 2 === j))); // prettier-ignore
    expect(unsAt(adata.uns, 'spatial', 'left', 'scalefactors', 'transformation_matrix')).toMatchObject({ shape: [3, 3], values: Float64Array.from(wanted.merscope.matrix) }); // prettier-ignore
  });

  it('says which cells one file lacks, and refuses what is damaged', () => {
    const copy = copyOf('merscope');
    const path = join(copy, 'cell_metadata.csv');
    writeFileSync(path, readFileSync(path, 'utf8').trim().split('\n').slice(0, -1).join('\n')); // prettier-ignore
    const adata = readMerscope(copy);
    expect([adata.nObs, adata.notices.at(-1)]).toEqual([5, '1 cells have counts or a place alone, and were left out.']);
    writeFileSync(join(copy, 'images', 'micron_to_mosaic_pixel_transform.csv'), '1 2 3');
    expect(() => readMerscope(copy)).toThrowError(expect.objectContaining({ kind: 'corrupt' }));
    rmSync(path);
    expect(() => readMerscope(copy)).toThrow(/no cell_metadata.csv/);
    expect(() => readMerscope(join(fixtures, 'merscope'), { maxBytes: 10 })).toThrowError(expect.objectContaining({ kind: 'too-large' })); // prettier-ignore
    expect(() => readTable(copy)).toThrow();
  });
});
