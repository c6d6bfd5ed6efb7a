import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import {
  read10xH5,
  read10xMtx,
  readCsv,
  readH5ad,
  readImage,
  readLoom,
  readParquet,
  readSpatialData,
  readVisium,
  readZarr,
  valuesOf,
} from '../../../src/data';
import { zstdFrameLimit } from '../../../src/data/zarr/boundedCodecs';
import { unpacked } from './unpacked';

const faults = join(__dirname, '..', '..', 'fixtures', 'faults');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-containers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixture = (name: string): string => join(faults, name);

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe('a zarr folder', () => {
  it('may have zstd chunks that do not say how long they are, and shards that begin with their index', async () => {
    for (const name of ['zstdWithoutSize.zip', 'shardIndexAtStart.zip']) {
      const { X } = await readZarr(unpacked(name, join(folder, name), 'faults'));
      expect([...X!.toDense().values]).toEqual(Array.from({ length: 12 }, (_, i) => i));
    }
  });

  it('may not promise little and unpack to much: blocks of zstd are counted first', () => {
    const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    const block = (last: number, type: number, size: number, body: number[]): number[] => {
      const bits = (size << 3) | (type << 1) | last;
      return [bits & 255, (bits >> 8) & 255, bits >> 16, ...body];
    };
    expect(zstdFrameLimit(Uint8Array.from([...header, ...block(1, 0, 2, [7, 8])]))).toBe(2);
    expect(zstdFrameLimit(Uint8Array.from([...header, ...block(0, 1, 100_000, [0]), ...block(1, 1, 50_000, [0])]))).toBe(150_000); // prettier-ignore
    expect(zstdFrameLimit(Uint8Array.from([...header, ...block(1, 2, 3, [1, 2, 3]), 9, 9, 9, 9]))).toBe(2 ** 17);
    expect(zstdFrameLimit(Uint8Array.from([...header, ...block(0, 0, 2, [7, 8])]))).toBeUndefined();
  });

  it('says that an array holds records', async () => {
    const place = unpacked('zstdWithoutSize.zip', join(folder, 'records'), 'faults');
    const meta = { zarr_format: 2, shape: [1], chunks: [1], dtype: [['a', '<i4'], ['b', '<f8']], compressor: null, fill_value: null, filters: null, order: 'C' }; // prettier-ignore
    file('records/uns/pairs/.zarray', JSON.stringify(meta));
    expect((await readZarr(place)).notices.join()).toMatch(/pairs.*records of several fields.*DataFrame/);
  });
});

describe('an HDF5 file', () => {
  it('may have a virtual dataset within itself; what is elsewhere is not read', async () => {
    expect([...(await readH5ad(fixture('virtualWithin.h5ad'))).X!.toDense().values]).toEqual([1, 2, 3, 4]);
    await expect(readH5ad(fixture('virtualElsewhere.h5ad'))).rejects.toThrow(/other files.*python -c "import anndata/);
  });

  it('that is packed with zstd is refused with the line that packs it otherwise', async () => {
    await expect(readH5ad(fixture('zstd.h5ad'))).rejects.toThrow(/zstd.*import anndata, hdf5plugin; anndata.read_h5ad\('zstd.h5ad'\).write_h5ad\('gzip_zstd.h5ad', compression='gzip'\)/); // prettier-ignore
  });
});

describe('read10xH5', () => {
  it('reads one of several genomes, which keep cells of their own', async () => {
    const path = fixture('twoGenomes.h5');
    await expect(read10xH5(path)).rejects.toThrow(/hg19, mm10.*genome: 'hg19'/);
    const [hg, mm] = [await read10xH5(path, { genome: 'hg19' }), await read10xH5(path, { genome: 'mm10' })];
    expect([hg.obs.index, hg.var.index, mm.obs.index, mm.var.index]).toEqual([['c1', 'c2'], ['A', 'B'], ['c3'], ['a']]);
    expect([...hg.X!.toDense().values]).toEqual([1, 0, 2, 0]);
    await expect(read10xH5(path, { genome: 'rn6' })).rejects.toThrow(/no genome "rn6".*hg19, mm10/);
  });
});

describe('read10xMtx', () => {
  const mtx = '%%MatrixMarket matrix coordinate integer general\n%metadata\n3 2 4\n1 1 5\n3 1 16777217\n2 2 7\n2 2 1\n';
  const features = 'E1\tG1\tGene Expression\nE2\tG2\tGene Expression\nE3\tP1\tAntibody Capture\n';

  function sample(name: string, prefix = '', packed = true): string {
    const put = (of: string, text: string): string => packed ? file(`${name}/${prefix}${of}.gz`, gzipSync(text)) : file(`${name}/${prefix}${of}`, text); // prettier-ignore
    put('matrix.mtx', mtx);
    put('barcodes.tsv', 'AA-1\nCC-1\n');
    put('features.tsv', features);
    return join(folder, name);
  }

  it.each([['packed', '', true], ['plain', '', false], ['geo', 'GSM1_', true]])('reads a folder: %s', async (name, prefix, packed) => {
    const all = await read10xMtx(sample(name, prefix, packed), { genesOnly: false });
    expect([all.obs.index, all.var.index, valuesOf(all.var.get('gene_ids'))]).toEqual([['AA-1', 'CC-1'], ['G1', 'G2', 'P1'], ['E1', 'E2', 'E3']]); // prettier-ignore
    expect([...all.X!.toDense().values]).toEqual([5, 0, 16777217, 0, 8, 0]);
    const genes = await read10xMtx(join(folder, name), { varNames: 'gene_ids' });
    expect([genes.var.index, valuesOf(genes.var.get('gene_symbols'))]).toEqual([['E1', 'E2'], ['G1', 'G2']]);
  }); // prettier-ignore

  it('chooses among several samples of a folder by a prefix', async () => {
    const place = sample('several', 'GSM1_');
    sample('several', 'GSM2_');
    await expect(read10xMtx(place)).rejects.toThrow(/prefix/);
    expect((await read10xMtx(place, { prefix: 'GSM2_' })).nObs).toBe(2);
  });

  it('reads genes.tsv of version 2, real numbers and patterns', async () => {
    file('v2/genes.tsv', 'E1\tG1\n');
    file('v2/barcodes.tsv', 'AA\n');
    file('v2/matrix.mtx', '%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 -1.5e2\n');
    expect([...(await read10xMtx(join(folder, 'v2'))).X!.values]).toEqual([-150]);
    file('v2/matrix.mtx', '%%MatrixMarket matrix coordinate pattern general\n1 1 1\n1 1\n');
    expect([...(await read10xMtx(join(folder, 'v2'))).X!.values]).toEqual([1]);
  });

  it.each([
    ['%%MatrixMarket matrix array integer general\n1 1\n5\n', /begins with.*coordinate/],
    ['%%MatrixMarket matrix coordinate integer general\n9 1 1\n1 1 5\n', /9 features and 1 cells, but 1 and 1/],
    ['%%MatrixMarket matrix coordinate integer general\n1 1 1\n2 1 5\n', /entry 1 is at 2, 1/],
    ['%%MatrixMarket matrix coordinate integer general\n1 1 2\n1 1 5\n', /no whole number/],
    ['%%MatrixMarket matrix coordinate integer general\n1 1 999999999\n1 1 5\n', /999999999 entries/],
    ['%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 x\n', /no number/],
  ])('refuses %j', async (text, message) => {
    file('bad/genes.tsv', 'E1\tG1\n');
    file('bad/barcodes.tsv', 'AA\n');
    file('bad/matrix.mtx', text);
    await expect(read10xMtx(join(folder, 'bad'))).rejects.toThrow(message);
  });
});

describe('readLoom', () => {
  it('reads what velocyto writes, cells in rows', async () => {
    const cells = await readLoom(fixture('velocyto.loom'));
    expect([cells.obs.index, cells.obs.indexName, cells.var.index]).toEqual([['run:c0x', 'run:c1x', 'run:c2x', 'run:c3x'], 'CellID', ['g0', 'g1', 'g2']]); // prettier-ignore
    expect([...cells.X!.toDense().values]).toEqual([1, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 4.5]);
    expect([...cells.layers.get('spliced')!.toDense().values]).toEqual([1, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 4.5]);
    expect([valuesOf(cells.obs.get('Clusters')), valuesOf(cells.var.get('Chromosome'))]).toEqual([[0, 1, 1, 0], ['1', 'X', '1']]); // prettier-ignore
    expect([...cells.obsm.get('spatial')!.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(cells.obsp.get('KNN')!.toDense().row(1)[0]).toBe(0.5);
    const numbered = await readLoom(fixture('velocyto.loom'), { obsNames: 'none' });
    expect([numbered.obs.index, numbered.notices.join()]).toEqual([['0', '1', '2', '3'], expect.stringMatching(/"none".*numbered/)]); // prettier-ignore
    await expect(readLoom(fixture('velocyto.loom'), { maxBytes: 60 })).rejects.toMatchObject({ kind: 'too-large' });
  });
});

describe('readVisium', () => {
  it.each([
    ['tissue_positions_list.csv', true],
    ['tissue_positions_list.csv', false],
    ['tissue_positions.csv', true],
    ['tissue_positions.csv', false],
  ])('reads positions of %s, with a header: %s, packed and not', async (name, header) => {
    const lines = ['AAAC-1,1,0,0,5,7', 'AAAG-1,1,1,1,105,207', 'AATT-1,1,2,2,205,407'];
    const text = `${header ? 'barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,pxl_col_in_fullres\n' : ''}${lines.join('\n')}\n`; // prettier-ignore
    for (const packed of [true, false]) {
      const place = unpacked('visium.zip', join(folder, `${name}${header}${packed}`), 'faults');
      rmSync(join(place, 'spatial', 'tissue_positions_list.csv'));
      writeFileSync(join(place, 'spatial', packed ? `${name}.gz` : name), packed ? gzipSync(text) : text);
      const { obsm } = await readVisium(place);
      expect([...obsm.get('spatial')!.values]).toEqual([7, 5, 207, 105, 407, 205]);
    }
  });
});

describe('readImage', () => {
  it('reads images of one bit, also of a width that is no multiple of 8', async () => {
    const image = await readImage(fixture('bilevelUneven.tif'));
    const { values } = await image.region({ x: 0, y: 0, width: 13, height: 7 });
    expect([...values]).toEqual(Array.from({ length: 13 * 7 }, (_, i) => Number((7 * i) % 5 < 2)));
    await image.close();
  });

  it.each([
    ['zStack.tif', ['slice1', 'slice2', 'slice3']],
    ['hyperstack.tif', [1, 2, 3].flatMap((slice) => [1, 2].map((channel) => `channel${channel} slice${slice}`))],
    ['pages.tif', ['channel1', 'channel2', 'channel3']],
  ])('does not call the pages of %s red, green and blue', async (name, channels) => {
    const image = await readImage(fixture(name));
    expect(image.channels).toEqual(channels);
    await image.close();
  });
});

describe('a file of another kind', () => {
  const page = '<!DOCTYPE html><html></html>';
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
  const zarr = (): string => join(file('s.zarr/zarr.json', '{"zarr_format":3,"node_type":"group"}'), '..');

  it.each([
    ['a page', () => readH5ad(file('page.h5ad', page)), /web page.*link/],
    ['a pointer', () => readH5ad(file('p.h5ad', pointer)), /Git LFS.*git lfs pull/],
    ['gzip of something else', () => readH5ad(file('x.h5ad.gz', gzipSync('x'))), /x\.h5ad is not an HDF5 file/],
    ['gzip that is to stay', () => readH5ad(file('y.h5ad.gz', gzipSync('x')), { backed: true }), /gzip.*gunzip/],
    ['xz', () => readH5ad(file('x.h5ad.xz', Buffer.from('\xfd7zXZ\0 and so on', 'latin1'))), /xz -d/],
    ['bzip2', () => readH5ad(file('x.h5ad.bz2', 'BZh91AY and so on')), /bzip2 -d/],
    ['nothing', () => readH5ad(file('empty.h5ad', '')), /empty/],
    ['a zarr folder', () => readH5ad(zarr()), /zarr folder.*readZarr/],
    ['counts', () => readH5ad(fixture('twoGenomes.h5')), /Cell Ranger.*read10xH5/],
    ['a .loom', () => readH5ad(fixture('velocyto.loom'), { backed: true }), /\.loom.*readLoom/],
    ['an .h5Seurat', () => readH5ad(fixture('seurat.h5seurat')), /h5Seurat.*SeuratDisk::Convert/],
    ['an .h5ad', () => read10xH5(fixture('float16.h5ad')), /\.h5ad.*readH5ad/],
    ['an .h5ad as .loom', () => readLoom(fixture('float16.h5ad')), /\.h5ad.*readH5ad/],
    ['a folder of .mtx', () => read10xH5(join(file('m/matrix.mtx', ''), '..')), /\.mtx.*read10xMtx/],
    ['an .h5 for a folder', () => read10xMtx(fixture('twoGenomes.h5')), /no folder: it is an HDF5 file.*read10xH5/],
    ['a file for a zarr folder', () => readZarr(fixture('float16.h5ad')), /HDF5.*readH5ad/],
    ['a zip for a zarr folder', () => readSpatialData(fixture('visium.zip')), /zip archive.*Unpack/],
    ['a table as parquet', async () => readParquet(file('t.parquet', 'PK\x03\x04 and so on and on')), /zip archive/],
    ['parquet as a table', async () => readCsv(fixture('types.parquet')), /parquet.*readParquet/],
    ['an .h5ad as an image', () => readImage(fixture('float16.h5ad')), /HDF5/],
  ])('is named, with what to do: %s', async (_, read, message) => {
    await expect(read()).rejects.toThrow(message);
  });
});
