import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, readH5ad, readZarr } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { summarize } from '../../golden/h5adSummary';
import { damaged, seededDraws } from './damage';
import { unpacked } from './unpacked';

/** Damaged folders in all: a tenth of TISSUEBOOK_FUZZ where it is set. */
const FOLDERS = Math.ceil(Number(process.env.TISSUEBOOK_FUZZ ?? 200) / 10);
const python = process.env.TISSUEBOOK_PYTHON ?? join(__dirname, '..', '..', '..', '.venv', 'bin', 'python');
const fixtures = join(__dirname, '..', '..', 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-zarr-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

/** Without records, which zarr keeps in a type that is not read. */
const comparable = (adata: AnnData): unknown => {
  adata.uns.delete('records');
  return summarize(adata);
};

describe('readZarr', () => {
  it.each(['zarr2', 'zarr3'])('finds in %s what the same data hold as .h5ad', async (name) => {
    const place = unpacked(`${name}.zip`, join(folder, name));
    const [zarr, h5ad] = [await readZarr(place), await readH5ad(join(fixtures, 'data', 'zarr.h5ad'))];
    expect(summarize(zarr)).toEqual(summarize(h5ad));
    expect(zarr.obs.names).toContain('a#b ?%20');
    expect(zarr.notices).toEqual([]);
  });

  it('does not follow links', async () => {
    const place = unpacked('zarr3.zip', join(folder, 'linked'));
    rmSync(join(place, 'obsm', 'spatial'), { recursive: true });
    symlinkSync(join(place, 'layers', 'dense'), join(place, 'obsm', 'spatial'));
    const adata = await readZarr(place);
    expect(adata.obsm.has('spatial')).toBe(false);
    expect(adata.notices.join()).toMatch(/spatial.*link/);
  });

  it('refuses what is no zarr group, and what takes more memory or time than allowed', async () => {
    await expect(readZarr(join(folder, 'none'))).rejects.toMatchObject({ kind: 'file-not-found' });
    mkdirSync(join(folder, 'plain'));
    await expect(readZarr(join(folder, 'plain'))).rejects.toMatchObject({ kind: 'unsupported-encoding' });
    const sound = unpacked('zarr2.zip', join(folder, 'sound'));
    await expect(readZarr(sound, { maxBytes: 500 })).rejects.toMatchObject({ kind: 'too-large' });
    await expect(readZarr(sound, { maxSeconds: 1e-3 })).rejects.toMatchObject({ argument: 'maxSeconds' });
  });

  it.each([
    ['shape', (meta: Meta) => (meta.shape = [1e12]), 'too-large'],
    ['chunks', (meta: Meta) => (meta.chunks = [1e12]), 'too-large'],
    ['negative shape', (meta: Meta) => (meta.shape = [-4]), 'corrupt'],
    ['no chunks', (meta: Meta) => (meta.chunks = [0]), 'corrupt'],
    ['codec', (meta: Meta) => (meta.compressor = { id: 'lzma' }), 'unsupported-filter'],
    ['longer chunks', (meta: Meta) => (meta.chunks = [meta.chunks[0]! * 2]), 'corrupt'],
  ])('refuses an array whose metadata lie: %s', async (name, change, kind) => {
    const place = unpacked('zarr2.zip', join(folder, `lie ${name}`));
    const path = join(place, 'X', 'data', '.zarray');
    const meta = JSON.parse(readFileSync(path, 'utf8')) as Meta;
    change(meta);
    writeFileSync(path, JSON.stringify(meta));
    await expect(readZarr(place, { maxBytes: 2 ** 30 })).rejects.toMatchObject({ kind });
  });

  it('damaged folders are read or refused', async () => {
    const draw = seededDraws(2);
    const places = [2, 3].map((version) => unpacked(`zarr${version}.zip`, join(folder, `damaged${version}`)));
    const files = places.map((place) =>
      readdirSync(place, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort(),
    ); // prettier-ignore
    for (let i = 0; i < FOLDERS; i++) {
      const path = files[i % 2]![draw(files[i % 2]!.length)]!;
      const sound = readFileSync(path);
      writeFileSync(path, damaged(sound, draw));
      const limits = { maxBytes: 2 ** 26, maxSeconds: 20 };
      const found = await readZarr(places[i % 2]!, limits).catch((error: unknown) => error);
      const fine = found instanceof AnnData || found instanceof TissuebookError;
      expect(fine, `folder ${i}, ${path}: ${(found as Error)?.stack}`).toBe(true);
      writeFileSync(path, sound);
    }
  }, 900_000);
});

interface Meta {
  shape: number[];
  chunks: number[];
  compressor: unknown;
}

/** Writes fixtures as zarr of both versions, and one matrix with every compressor, in small chunks, sharded. */
const SCRIPT = `
import anndata, numcodecs, numpy as np, os, sys, warnings, zarr
from zarr import codecs as c
warnings.simplefilter('ignore')
anndata.settings.allow_write_nullable_strings = True
source, target = sys.argv[1:3]
for name in sys.argv[3:]:
    a = anndata.read_h5ad(f'{source}/{name}.h5ad')
    for version in (2, 3):
        anndata.settings.zarr_write_format = version
        a.write_zarr(f'{target}/{name}{version}', convert_strings_to_categoricals=False)
x = (np.arange(700).reshape(70, 10) % 13).astype(np.float32)
packers = {
    'blosc2': (2, numcodecs.Blosc('lz4', 5, numcodecs.Blosc.SHUFFLE)), 'blosczstd2': (2, numcodecs.Blosc('zstd', 3, numcodecs.Blosc.BITSHUFFLE)),
    'zstd2': (2, numcodecs.Zstd(3)), 'lz42': (2, numcodecs.LZ4()), 'gzip2': (2, numcodecs.GZip(4)), 'zlib2': (2, numcodecs.Zlib(4)), 'none2': (2, None),
    'blosc3': (3, c.BloscCodec(cname='lz4hc', typesize=4)), 'zstd3': (3, c.ZstdCodec(level=2, checksum=True)), 'gzip3': (3, c.GzipCodec()), 'none3': (3, None),
}
def made(name, version, **options):
    g = zarr.open_group(f'{target}/{name}', mode='w', zarr_format=version)
    anndata.settings.zarr_write_format = version
    anndata.io.write_elem(g, '/', anndata.AnnData(np.zeros((70, 10), np.float32)))
    attributes = dict(g['X'].attrs)
    del g['X']
    out = g.create_array('X', shape=x.shape, dtype=options.pop('dtype', x.dtype), chunks=(16, 4), **options)
    out[:] = x
    out.attrs.update(attributes)
for name, (version, packer) in packers.items():
    made(name, version, compressors=packer)
made('shards3', 3, shards=(32, 8), compressors=c.ZstdCodec())
made('bigendian2', 2, dtype='>f4')
made('fortran2', 2, order='F')
`;

describe.skipIf(!existsSync(python))(`zarr written by anndata and zarr-python (${python})`, () => {
  const names = ['csr_int64', 'everything', 'no_x', 'odd_names', 'special_values', 'zero_rows'];
  beforeAll(() => {
    execFileSync(python, ['-W', 'ignore', '-c', SCRIPT, join(fixtures, 'golden', 'h5ad'), folder, ...names]);
  }, 180_000);

  it.each(names)('reads %s in both versions', async (name) => {
    const h5ad = comparable(await readH5ad(join(fixtures, 'golden', 'h5ad', `${name}.h5ad`)));
    for (const version of [2, 3]) expect(comparable(await readZarr(join(folder, `${name}${version}`)))).toEqual(h5ad);
  });

  it.each([
    'blosc2',
    'blosczstd2',
    'zstd2',
    'lz42',
    'gzip2',
    'zlib2',
    'none2',
    'blosc3',
    'zstd3',
    'gzip3',
    'none3',
    'shards3',
    'bigendian2',
    'fortran2',
  ])('reads every value of chunks: %s', async (name) => {
    const adata = await readZarr(join(folder, name));
    expect([...adata.X!.values]).toEqual(Array.from({ length: 700 }, (_, i) => i % 13));
  });
});
