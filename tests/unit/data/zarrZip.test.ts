import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, readH5ad, readSpatialData, readZarr } from '../../../src/data';
import { crc32 } from '../../../src/data/zip/crc32';
import { TissuebookError } from '../../../src/errors';
import { summarize } from '../../golden/h5adSummary';
import { damaged, seededDraws } from './damage';
import { fixtureFiles, unpacked } from './unpacked';

const python = process.env.TISSUEBOOK_PYTHON ?? join(__dirname, '..', '..', '..', '.venv', 'bin', 'python');
const fixtures = join(__dirname, '..', '..', 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

/** Zips files, deflated or as they are, with something in front of their names. */
function zipped(name: string, members: Record<string, Uint8Array>, { level = 6 as 0 | 6, top = '' } = {}): string {
  const path = join(folder, name);
  const named = Object.entries(members).map(([key, bytes]) => [top + key, [bytes, { level }]] as const);
  writeFileSync(path, zipSync(Object.fromEntries(named) as unknown as Zippable));
  return path;
}

/** Changes bytes of an archive: those of its last record, or of its first member in the directory. */
function changed(name: string, change: (bytes: Buffer, end: number, first: number) => void): string {
  const bytes = Buffer.from(zipSync({ '.zgroup': Buffer.from('{"zarr_format":2}'), 'b/.zgroup': new Uint8Array(99) }));
  const end = bytes.length - 22;
  change(bytes, end, bytes.readUInt32LE(end + 16));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('a zarr group in a zip archive', () => {
  it.each([
    ['zarr2.zip', 6, ''],
    ['zarr2.zip', 0, 'tissue.zarr/'],
    ['zarr3.zip', 0, ''],
    ['zarr3.zip', 6, 'tissue.zarr/'],
  ] as const)('holds what the folder does: %s at level %d under "%s"', async (name, level, top) => {
    const path = zipped(`${level}${name}`, fixtureFiles(name), { level, top });
    const found = await readZarr(path);
    expect(summarize(found)).toEqual(summarize(await readH5ad(join(fixtures, 'data', 'zarr.h5ad'))));
    expect(found.notices).toEqual([]);
  });

  it('is read as SpatialData: tables, shapes, pixels of images', async () => {
    const place = unpacked('spatialdata.zip', join(folder, 'spatial'));
    const [plain, inZip] = [await readSpatialData(place), await readSpatialData(zipped('s.zip', fixtureFiles('spatialdata.zip')))];
    expect(inZip.toString()).toBe(plain.toString());
    for (const [name, table] of plain.tables) expect(summarize(inZip.tables.get(name)!)).toEqual(summarize(table));
    for (const [name, table] of plain.shapes) expect(inZip.shapes.get(name)!.get('x')).toEqual(table.get('x'));
    for (const [name, image] of plain.images) {
      const region = { x: 1, y: 2, width: 5, height: 4 };
      expect((await inZip.images.get(name)!.region(region)).values).toEqual((await image.region(region)).values);
    }
  }); // prettier-ignore

  it('has the points of SpatialData', async () => {
    const place = unpacked('spatialdataPoints.zip', join(folder, 'points'));
    const [plain, inZip] = [await readSpatialData(place), await readSpatialData(zipped('p.zip', fixtureFiles('spatialdataPoints.zip')))];
    expect(plain.points.length).toBeGreaterThan(0);
    for (const name of plain.points) expect((await inZip.readPoints(name)).get('x')).toEqual((await plain.readPoints(name)).get('x'));
  }); // prettier-ignore

  it('keeps the limits of memory and of what an array says', async () => {
    const path = zipped('limits.zip', fixtureFiles('zarr2.zip'));
    await expect(readZarr(path, { maxBytes: 500 })).rejects.toMatchObject({ kind: 'too-large' });
    const zeros = zipped('zeros.zip', { ...fixtureFiles('zarr2.zip'), 'X/data/0': new Uint8Array(2 ** 26) });
    await expect(readZarr(zeros, { maxBytes: 2 ** 24 })).rejects.toMatchObject({ kind: 'too-large' });
  });

  it.each<[string, (bytes: Buffer, end: number, first: number) => void, string, RegExp]>([
    ['more members than it has', (b, end) => b.writeUInt16LE(9, end + 10), 'corrupt', /directory/],
    ['a directory outside', (b, end) => b.writeUInt32LE(0x7fffffff, end + 16), 'corrupt', /directory/],
    ['a bomb', (b, _, at) => b.writeUInt32LE(0x7fffffff, at + 24), 'corrupt', /claims 2147483647 bytes/],
    ['another size', (b, _, at) => b.writeUInt32LE(12, at + 24), 'corrupt', /unpack to/],
    ['another check sum', (b, _, at) => b.writeUInt32LE(1, at + 16), 'corrupt', /check sum/],
    ['a name that leads out', (b, _, at) => b.write('../grou', at + 46), 'corrupt', /leads out/],
    ['an absolute name', (b, _, at) => b.write('/', at + 46), 'corrupt', /leads out/],
    ['another name in front of its bytes', (b) => b.write('.zgrouq', 30), 'corrupt', /not where/],
    ['members that overlap', (b, _, at) => b.writeUInt32LE(1, at + 42), 'corrupt', /overlaps/],
    ['a password', (b, _, at) => b.writeUInt16LE(1, at + 8), 'unsupported-encoding', /encrypted/],
    ['another way of packing', (b, _, at) => (b.writeUInt16LE(14, at + 10), b.writeUInt16LE(14, 8)), 'unsupported-encoding', /14/],
    ['several files', (b, end) => b.writeUInt16LE(3, end + 4), 'unsupported-encoding', /several/],
    ['no end', (b, end) => b.fill(0, end), 'unsupported-encoding', /no zip archive/],
  ])('is refused with %s', async (name, change, kind, said) => {
    const refused = await readZarr(changed(`${name}.zip`, change)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TissuebookError);
    expect((refused as TissuebookError).kind).toBe(kind);
    expect((refused as TissuebookError).message).toMatch(said);
  }); // prettier-ignore

  it('may have sizes of 64 bits', async () => {
    const bytes = Buffer.from(zipSync(fixtureFiles('zarr2.zip') as Zippable));
    const end = bytes.subarray(bytes.length - 22);
    const record = Buffer.alloc(76);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
    record.writeUInt32LE(0x07064b50, 56);
    record.writeBigUInt64LE(BigInt(bytes.length - 22), 64);
    const wide = Buffer.from(end).fill(0xff, 8, 20);
    const path = join(folder, 'wide.zip');
    writeFileSync(path, Buffer.concat([bytes.subarray(0, -22), record, wide]));
    expect((await readZarr(path)).nObs).toBe((await readH5ad(join(fixtures, 'data', 'zarr.h5ad'))).nObs);
  });

  it('of anything else is refused with what it is', async () => {
    const text = zipped('notes.zip', { 'notes.txt': Buffer.from('hello') });
    await expect(readZarr(text)).rejects.toMatchObject({ kind: 'unsupported-encoding' });
    const group = Buffer.from('{"zarr_format":2}');
    const xenium = zipped('cells.zarr.zip', { '.zgroup': group, 'cell_id/.zgroup': group, 'polygon_sets/.zgroup': group });
    await expect(readZarr(xenium)).rejects.toThrow(/Xenium.*readXenium/);
  }); // prettier-ignore

  it('damaged is read or refused', async () => {
    const draw = seededDraws(3);
    const sound = readFileSync(zipped('sound.zip', fixtureFiles('zarr3.zip')));
    for (let i = 0; i < 12; i++) {
      const path = join(folder, 'damaged.zip');
      writeFileSync(path, damaged(sound, draw));
      const found = await readZarr(path, { maxBytes: 2 ** 26, maxSeconds: 20 }).catch((error: unknown) => error);
      const fine = found instanceof AnnData || found instanceof TissuebookError;
      expect(fine, `${i}: ${(found as Error)?.stack}`).toBe(true);
    }
  });
});

it('check sums are those of ISO 3309', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
});

/** Stores of zarr-python: metadata come several times; one with sizes of 64 bits; one zipped as a folder. */
const SCRIPT = `
import anndata, os, sys, warnings, zarr, zipfile
warnings.simplefilter('ignore')
source, target = sys.argv[1:3]
a = anndata.read_h5ad(source)
for version in (2, 3):
    anndata.settings.zarr_write_format = version
    for name, packing in (('stored', zipfile.ZIP_STORED), ('deflated', zipfile.ZIP_DEFLATED)):
        with zarr.storage.ZipStore(f'{target}/{name}{version}.zarr.zip', mode='w', compression=packing) as store:
            a.write_zarr(store)
with zipfile.ZipFile(f'{target}/stored3.zarr.zip') as whole, zipfile.ZipFile(f'{target}/wide.zarr.zip', 'w') as out:
    assert len(set(whole.namelist())) < len(whole.namelist())
    for name in dict.fromkeys(whole.namelist()):
        with out.open(name, 'w', force_zip64=True) as member:
            member.write(whole.read(name))
`;

describe.skipIf(!existsSync(python))(`archives written by zarr-python (${python})`, () => {
  const source = join(fixtures, 'golden', 'h5ad', 'csr_int64.h5ad');
  beforeAll(() => {
    execFileSync(python, ['-W', 'ignore', '-c', SCRIPT, source, folder]);
  }, 120_000);

  it.each(['stored2', 'deflated2', 'stored3', 'deflated3', 'wide'])('are read: %s', async (name) => {
    expect(summarize(await readZarr(join(folder, `${name}.zarr.zip`)))).toEqual(summarize(await readH5ad(source)));
  });
});
