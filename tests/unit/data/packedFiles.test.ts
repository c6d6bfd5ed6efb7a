import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, read10xMtx, readH5ad } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { summarize } from '../../golden/h5adSummary';
import { damaged, seededDraws } from './damage';

const source = join(__dirname, '..', '..', 'fixtures', 'golden', 'h5ad', 'csr_int64.h5ad');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-packed-'));
const bytes = readFileSync(source);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const copies = (): string[] => readdirSync(tmpdir()).filter((name) => /^tissuebook-[A-Za-z0-9]{6}$/.test(name));

describe('an HDF5 file', () => {
  it.each<[string, () => string]>([
    ['with gzip', () => file('a.h5ad.gz', gzipSync(bytes))],
    ['with gzip, in two parts', () => file('b.h5ad.gz', Buffer.concat([gzipSync(bytes.subarray(0, 999)), gzipSync(bytes.subarray(999))]))],
    ['in a zip archive', () => file('c.zip', zipSync({ 'folder/c.h5ad': bytes, '__MACOSX/folder/._c.h5ad': Buffer.from('x') }))],
    ['as it is in a zip archive', () => file('d.zip', zipSync({ 'd.h5ad': bytes }, { level: 0 }))],
    ['in a tar archive', () => { mkdirSync(join(folder, 'in')); writeFileSync(join(folder, 'in', 'e.h5ad'), bytes); execFileSync('tar', ['-czf', join(folder, 'e.tar.gz'), '-C', folder, 'in']); return join(folder, 'e.tar.gz'); }],
  ])('is read where it is packed %s, and nothing is left of the copy', async (_, pack) => {
    const before = copies();
    expect(summarize(await readH5ad(pack()))).toEqual(summarize(await readH5ad(source)));
    expect(copies().filter((name) => !before.includes(name))).toEqual([]);
  }); // prettier-ignore

  it('is refused where it is packed with others, cut off, or larger than memory allows', async () => {
    const two = file('two.zip', zipSync({ 'a.h5ad': bytes, 'b.h5ad': bytes }));
    await expect(readH5ad(two)).rejects.toMatchObject({ kind: 'unsupported-encoding', message: expect.stringMatching(/a\.h5ad.*b\.h5ad.*unzip/) });
    const packed = gzipSync(bytes);
    await expect(readH5ad(file('cut.h5ad.gz', packed.subarray(0, packed.length / 2)))).rejects.toMatchObject({ kind: 'corrupt' });
    const bomb = file('bomb.h5ad.gz', gzipSync(Buffer.alloc(2 ** 26)));
    await expect(readH5ad(bomb, { maxBytes: 2 ** 22 })).rejects.toMatchObject({ kind: 'too-large', argument: 'maxBytes' });
    await expect(readH5ad(packedPath(), { backed: true })).rejects.toMatchObject({ kind: 'not-hdf5', message: expect.stringMatching(/gunzip/) });
  }); // prettier-ignore

  it('damaged while it was packed is read or refused', async () => {
    const draw = seededDraws(5);
    const sound = [gzipSync(bytes), zipSync({ 'a.h5ad': bytes }), readFileSync(join(folder, 'e.tar.gz'))];
    for (let i = 0; i < 12; i++) {
      const path = file('damaged', damaged(sound[i % 3], draw));
      const found = await readH5ad(path, { maxBytes: 2 ** 26, maxSeconds: 20 }).catch((error: unknown) => error);
      expect(found instanceof AnnData || found instanceof TissuebookError, `${i}: ${(found as Error)?.stack}`).toBe(true);
    }
  }); // prettier-ignore
});

const packedPath = (): string => file('again.h5ad.gz', gzipSync(bytes));

describe('a folder of counts', () => {
  const matrix = '%%MatrixMarket matrix coordinate integer general\n3 2 3\n1 1 5\n3 1 2\n2 2 7\n';
  const files = {
    'matrix.mtx.gz': gzipSync(matrix),
    'barcodes.tsv.gz': gzipSync('AAA-1\nCCC-1\n'),
    'features.tsv.gz': gzipSync(['g1\tA', 'g2\tB', 'g3\tC'].map((line) => `${line}\tGene Expression\n`).join('')),
  };
  const place = join(folder, 'filtered_feature_bc_matrix');
  mkdirSync(place);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(place, name), content);
  const tar = (name: string, ...options: string[]): string => {
    execFileSync('tar', [...options, '-f', join(folder, name), '-C', folder, 'filtered_feature_bc_matrix']);
    return join(folder, name);
  };

  it.each<[string, () => string]>([
    ['.tar.gz', () => tar('m.tar.gz', '-cz')],
    ['.tar of the pax kind', () => tar('m.tar', '-c', '--format=pax')],
    ['.tar of the GNU kind', () => tar('g.tar', '-c', '--format=gnu')],
    ['.zip', () => file('m.zip', zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [`m/${name}`, content]))))],
  ])('is read from its %s', async (_, pack) => {
    const [packed, plain] = [await read10xMtx(pack()), await read10xMtx(place)];
    expect(summarize(packed)).toEqual(summarize(plain));
    expect(Array.from(packed.X!.toDense().values)).toEqual([5, 0, 2, 0, 7, 0]);
  }); // prettier-ignore

  it('is refused where an archive has several, none, or more than may be unpacked', async () => {
    const both = Object.fromEntries(['raw', 'filtered'].flatMap((top) => Object.entries(files).map(([name, content]) => [`${top}/${name}`, content])));
    await expect(read10xMtx(file('both.zip', zipSync(both)))).rejects.toMatchObject({ kind: 'unsupported-encoding', message: expect.stringMatching(/raw.*filtered/) });
    await expect(read10xMtx(file('none.zip', zipSync({ 'a.txt': bytes })))).rejects.toMatchObject({ kind: 'file-not-found' });
    await expect(read10xMtx(tar('l.tar', '-c'), { maxBytes: 50 })).rejects.toMatchObject({ kind: 'too-large' });
    const wrong = readFileSync(tar('w.tar', '-c'));
    wrong[5] ^= 1;
    await expect(read10xMtx(file('w.tar', wrong))).rejects.toMatchObject({ kind: 'corrupt' });
  }); // prettier-ignore
});
