import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, readH5ad, readSpatialData, readZarr, writeZarr } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { downloads } from '../../../src/fetch';
import { summarize } from '../../golden/h5adSummary';
import { fixtureFiles, unpacked } from './unpacked';
import { ServedFolder } from './zarrServer';

const fixtures = join(__dirname, '..', '..', 'fixtures');
const stores = new ServedFolder('tissuebook-remote-');
const { folder } = stores;
const cache = join(folder, 'cache');
const plain = { cache, cacheBytes: 0 };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const archive = (name: string): Uint8Array => zipSync(fixtureFiles(name) as Zippable, { level: 0 });

/** What the data are beside where they came from. */
function shown(adata: AnnData): unknown {
  const uns = new Map(adata.uns);
  uns.delete('tissuebook_source');
  return summarize(adata.with({ uns }));
}

const sound = async (): Promise<unknown> => shown(await readH5ad(join(fixtures, 'data', 'zarr.h5ad')));

async function refused(path: string, options = {}): Promise<TissuebookError> {
  const error = await readZarr(path, { ...plain, ...options }).catch((found: unknown) => found);
  expect(error).toBeInstanceOf(TissuebookError);
  return error as TissuebookError;
}

describe('a zarr group at an address', () => {
  it.each(['zarr2.zip', 'zarr3.zip'])('holds what the file does: %s', async (name) => {
    const address = stores.server.serve('a b/tissue.zarr', fixtureFiles(name));
    const told: string[] = [];
    const found = await readZarr(address.replace(' ', '%20'), { ...plain, progress: (message) => told.push(message) });
    expect(shown(found)).toEqual(await sound());
    expect(told.join('\n')).toMatch(/tissue\.zarr from 127\.0\.0\.1:\d+: .* in \d+ requests/);
    // Metadata come with the consolidated ones: no array asks for its own.
    expect(stores.server.asked.filter(({ key }) => /\/(\.zarray|\.zattrs|\.zgroup)$|[^b]\/.+\/zarr\.json$/.test(key.slice('a b/tissue.zarr'.length)))).toEqual([]);
    expect(stores.server.asked.every(({ headers }) => headers.authorization === undefined && headers.cookie === undefined)).toBe(true);
  }); // prettier-ignore

  it.each([0, 6] as const)('is read from an archive in parts, deflated at level %d', async (level) => {
    const bytes = zipSync({ ...(fixtureFiles('zarr3.zip') as Zippable), 'layers/more': new Uint8Array(300_000).map((_, i) => i * i) }, { level }); // prettier-ignore
    const address = stores.server.serve('x', { 'tissue.zarr.zip': bytes });
    const found = await readZarr(`${address}/tissue.zarr.zip`, plain);
    expect(shown(found)).toEqual(await sound());
    expect(stores.server.asked.every(({ headers }) => headers.range !== undefined)).toBe(true);
  });

  it('says where it came from, and is held to a hash', async () => {
    const all = fixtureFiles('zarr2.zip');
    const address = stores.server.serve('tissue.zarr', all);
    const hash = sha256(all['.zmetadata']);
    const found = await readZarr(`${address}?key=secret`, { ...plain, hash });
    expect(Object.fromEntries(found.uns.get('tissuebook_source') as Map<string, unknown>)).toEqual({ address, of: 'consolidated metadata', sha256: hash });
    expect(await readZarr(`${address}#sha256=${hash}`, plain)).toBeInstanceOf(AnnData);
    expect(await refused(address, { hash: '0'.repeat(64) })).toMatchObject({ kind: 'corrupt', argument: 'hash', found: hash });
    const bytes = archive('zarr2.zip');
    const zipped = `${stores.server.serve('x', { 'a.zip': bytes })}/a.zip`;
    const { sha256: own } = Object.fromEntries((await readZarr(zipped, plain)).uns.get('tissuebook_source') as Map<string, string>);
    expect(await readZarr(zipped, { ...plain, hash: own })).toBeInstanceOf(AnnData);
    const path = join(folder, 'a.zip');
    writeFileSync(path, bytes);
    for (const right of [own, sha256(bytes)]) expect(await readZarr(path, { hash: right })).toBeInstanceOf(AnnData);
    expect(await refused(path, { hash: hash })).toMatchObject({ kind: 'corrupt', argument: 'hash' });
    const place = unpacked('zarr2.zip', join(folder, 'hashed'));
    expect(await readZarr(place, { hash })).toBeInstanceOf(AnnData);
    expect(await refused(place, { hash: own })).toMatchObject({ kind: 'corrupt', argument: 'hash' });
  }); // prettier-ignore

  it('is read as writeZarr writes it, packed or not', async () => {
    const adata = await readH5ad(join(fixtures, 'golden', 'h5ad', 'csr_int64.h5ad'));
    for (const compression of ['gzip', 'none'] as const) {
      const path = join(folder, `${compression}.zarr`);
      await writeZarr(adata, path, { compression });
      const listed = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(path, name)).isFile());
      const all = Object.fromEntries(listed.map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]));
      const zipped = zipSync(all as Zippable, { level: 0 });
      writeFileSync(`${path}.zip`, zipped);
      const here = summarize(await readZarr(path));
      expect(summarize(await readZarr(`${path}.zip`))).toEqual(here);
      expect(shown(await readZarr(stores.server.serve('written.zarr', all), plain))).toEqual(here);
      expect(shown(await readZarr(`${stores.server.serve('x', { 'w.zarr.zip': zipped })}/w.zarr.zip`, plain))).toEqual(here);
    }
  }); // prettier-ignore

  it('is read as SpatialData, whose pixels are fetched when they are asked for', async () => {
    const place = unpacked('spatialdata.zip', join(folder, 'spatial'));
    const here = await readSpatialData(place);
    const there = await readSpatialData(stores.server.serve('s.zarr', fixtureFiles('spatialdata.zip')), plain);
    expect(there.toString()).toBe(here.toString());
    expect(stores.server.asked.some(({ key }) => key.includes('/images/'))).toBe(false);
    for (const [name, table] of here.tables) expect(shown(there.tables.get(name)!)).toEqual(shown(table));
    for (const [name, image] of here.images) {
      const region = { x: 1, y: 2, width: 5, height: 4 };
      expect((await there.images.get(name)!.region(region)).values).toEqual((await image.region(region)).values);
    }
    const points = await readSpatialData(unpacked('spatialdataPoints.zip', join(folder, 'points')));
    const remote = await readSpatialData(stores.server.serve('p.zarr', fixtureFiles('spatialdataPoints.zip')), plain);
    for (const name of points.points) expect((await remote.readPoints(name)).get('x')).toEqual((await points.readPoints(name)).get('x'));
  }); // prettier-ignore

  it('is fetched once: chunks that are kept are only asked after, and a changed one is fetched', async () => {
    const all = fixtureFiles('zarr2.zip');
    const address = stores.server.serve('kept.zarr', all);
    const kept = { cache };
    await readZarr(address, kept);
    stores.server.asked.length = 0;
    let bytes = 0;
    stores.server.answer = (request) => ((bytes += request.headers['if-none-match'] ? 0 : 1), false);
    expect(shown(await readZarr(address, kept))).toEqual(await sound());
    // Only what is not there is asked for without a tag.
    expect(bytes).toBe(stores.server.asked.filter(({ key }) => !(key in stores.server.files)).length);
    const parts = readdirSync(join(cache, 'parts'));
    for (const name of parts) {
      const bytes = readFileSync(join(cache, 'parts', name));
      writeFileSync(join(cache, 'parts', name), bytes.fill(1, bytes.length - 1));
    }
    expect(shown(await readZarr(address, kept))).toEqual(await sound());
    expect((await downloads.list({ cache })).map(({ kind }) => kind)).toEqual(['parts']);
    await downloads.clear(undefined, { cache });
    expect(await downloads.list({ cache })).toEqual([]);
    const small = { cache: join(folder, 'small'), cacheBytes: 8000 };
    await readZarr(address, small);
    const sizes = readdirSync(join(folder, 'small', 'parts')).map((name) => statSync(join(folder, 'small', 'parts', name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(8000 + 2000);
  }); // prettier-ignore

  it('chunks that are not there hold the fill value; those that are forbidden are refused', async () => {
    const all = fixtureFiles('zarr2.zip');
    const address = stores.server.serve('t.zarr', all);
    const name = Object.keys(all).find((key) => /^obsm\/spatial\/\d/.test(key))!;
    stores.server.files = Object.fromEntries(
      Object.entries(stores.server.files).filter(([key]) => key !== `t.zarr/${name}`),
    );
    const { values } = (await readZarr(address, plain)).obsm.get('spatial')!;
    expect(values.slice(0, 4).every((value) => value === 0)).toBe(true);
    stores.server.answer = (_, response, key) => key.endsWith(name) && Boolean(response.writeHead(403).end());
    expect(await refused(address)).toMatchObject({ kind: 'download-failed' });
  });
});

describe('a server', () => {
  // Each time under another name: what was on its way before does not count.
  let served = 0;
  const address = (): string => stores.server.serve(`t${++served}.zarr`, fixtureFiles('zarr2.zip'));

  it('that is busy is asked again, and told so', async () => {
    const path = address();
    let times = 0;
    stores.server.answer = (_, response, key) => key === `t${served}.zarr/X/data/0` && times++ < 2 && Boolean(response.writeHead(times === 1 ? 503 : 429, { 'Retry-After': '0' }).end());
    const told: string[] = [];
    expect(shown(await readZarr(path, { ...plain, progress: (message) => told.push(message) }))).toEqual(await sound());
    expect(told.join('\n')).toMatch(/answers 503.*asking again/);
  }); // prettier-ignore

  it('whose answers break off is asked again', async () => {
    const path = address();
    let times = 0;
    stores.server.answer = (_, response, key) => {
      if (key !== `t${served}.zarr/X/data/0` || times++ > 0) return false;
      response.writeHead(200, { 'Content-Length': 1000 }).write('abc');
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    expect(shown(await readZarr(path, plain))).toEqual(await sound());
  });

  it('that sends on to another host is refused before that is asked', async () => {
    const path = address();
    stores.server.answer = (_, response) =>
      Boolean(response.writeHead(302, { Location: 'http://localhost:9/x' }).end());
    expect(await refused(path)).toMatchObject({ kind: 'download-failed', argument: 'redirects', found: 'localhost:9' });
  });

  it.each<[string, (key: string) => [number, Record<string, string>, string] | undefined, string, RegExp]>([
    ['gives a page in place of metadata', () => [200, { 'Content-Type': 'text/html' }, '<html>'], 'download-failed', /web page/],
    ['gives a page in place of a chunk', (key) => (/\/X\/data\/0/.test(key) ? [200, { 'Content-Type': 'text/html' }, '<html>'] : undefined), 'download-failed', /web page/],
    ['gives what is no JSON', (key) => (/zmetadata/.test(key) ? [200, {}, 'hello'] : undefined), 'corrupt', /no JSON/],
    ['forbids all', () => [403, {}, ''], 'download-failed', /403/],
    ['has nothing', () => [404, {}, ''], 'download-failed', /no zarr group/],
    ['has no consolidated metadata', (key) => (/zmetadata/.test(key) ? [404, {}, ''] : undefined), 'unsupported-encoding', /consolidate_metadata/],
    ['names members that lead out', (key) => (/zmetadata/.test(key) ? [200, {}, '{"zarr_consolidated_format":1,"metadata":{".zgroup":{},"../x/.zarray":{}}}'] : undefined), 'corrupt', /leads out/],
  ])('that %s is refused', async (_, answer, kind, said) => {
    const path = address();
    stores.server.answer = (__, response, key) => {
      const [status, headers, body] = answer(key) ?? [0, {}, ''];
      return status > 0 && Boolean(response.writeHead(status, headers).end(body));
    };
    const error = await refused(path);
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(said)]);
  }); // prettier-ignore

  it.each<[string, (request: { headers: Record<string, unknown> }) => [number, Record<string, string | number>, string], RegExp]>([
    ['gives no parts', () => [200, { 'Content-Length': 400_000 }, 'x'.repeat(400_000)], /no parts.*fetchFile/],
    ['gives another part', () => [206, { 'Content-Range': 'bytes 5-9/400000', 'Content-Length': 5 }, 'abcde'], /sends bytes from 5 on/],
    ['announces less than it should', () => [206, { 'Content-Range': 'bytes 268928-399999/400000', 'Content-Length': 5 }, 'abcde'], /announces 5 bytes/],
  ])('that %s of an archive is refused', async (_, answer, said) => {
    const path = `${stores.server.serve('x', {})}/t.zarr.zip`;
    stores.server.answer = (request, response) => {
      const [status, headers, body] = answer(request);
      return Boolean(response.writeHead(status, headers).end(body));
    };
    const error = await refused(path);
    expect([error.kind, error.message]).toEqual(['download-failed', expect.stringMatching(said)]);
  }); // prettier-ignore

  it('whose archive changes while it is read is noticed', async () => {
    const [first, second] = [0, 1].map((more) => zipSync({ ...(fixtureFiles('zarr3.zip') as Zippable), 'layers/more': new Uint8Array(300_000 + more) }, { level: 0 })); // prettier-ignore
    const path = `${stores.server.serve('x', { 't.zip': first })}/t.zip`;
    stores.server.answer = () => {
      if (stores.server.asked.length > 2) stores.server.files = { 'x/t.zip': second };
      return false;
    };
    expect(await refused(path)).toMatchObject({ kind: 'corrupt', message: expect.stringMatching(/changed at its address/) });
  }); // prettier-ignore

  it('that never ends its answers stops at the limits of bytes and of time', async () => {
    const path = address();
    stores.server.answer = (_, response, key) => {
      if (key !== `t${served}.zarr/X/data/0`) return false;
      const more = (): boolean => !response.destroyed && response.write(Buffer.alloc(2 ** 16), more);
      return more() || true;
    };
    expect(await refused(path, { maxDownloadBytes: 2 ** 22 })).toMatchObject({ kind: 'too-large', argument: expect.anything() });
    expect(await refused(path, { maxBytes: 2 ** 22 })).toMatchObject({ kind: 'too-large' });
    stores.server.answer = (_, response, key) => {
      if (key !== `t${served}.zarr/X/data/0`) return false;
      response.writeHead(200, { 'Content-Length': 1e15 }).flushHeaders();
      return true;
    };
    expect(await refused(path, { maxDownloadBytes: 9e15 })).toMatchObject({ kind: 'too-large' });
    stores.server.answer = (_, response, key) => key === `t${served}.zarr/X/data/0` && response.writeHead(200) && true;
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    expect(await refused(path, { signal: stop.signal })).toMatchObject({ kind: 'aborted' });
  }); // prettier-ignore

  it('is not asked over plain http on another machine, nor with a password', async () => {
    expect(await refused('http://tissuebook.invalid/a.zarr')).toMatchObject({ kind: 'invalid-argument' });
    expect(await refused('https://me:secret@tissuebook.invalid/a.zarr')).toMatchObject({ kind: 'invalid-argument' });
    expect(await refused(address(), { maxDownloadBytes: 100 })).toMatchObject({ kind: 'too-large', argument: 'maxDownloadBytes' });
  }); // prettier-ignore
});

/** A dense matrix in shards, whose index is at their end or at their start. */
const SCRIPT = `
import anndata, numpy as np, sys, warnings, zarr
from zarr.codecs import ShardingCodec, BytesCodec, ZstdCodec
warnings.simplefilter('ignore')
anndata.settings.zarr_write_format = 3
for place in ('end', 'start'):
    g = zarr.open_group(f'{sys.argv[1]}/{place}', mode='w', zarr_format=3)
    a = anndata.AnnData(np.zeros((400, 60), np.float32))
    anndata.io.write_elem(g, '/', a)
    attributes = dict(g['X'].attrs)
    del g['X']
    codec = ShardingCodec(chunk_shape=(10, 60), codecs=[BytesCodec(), ZstdCodec()], index_location=place)
    out = g.create_array('X', shape=(400, 60), dtype='float32', chunks=(200, 60), serializer=codec, compressors=None)
    out[:] = np.arange(24000).reshape(400, 60)
    out.attrs.update(attributes)
    zarr.consolidate_metadata(g.store)
`;
const python = process.env.TISSUEBOOK_PYTHON ?? join(__dirname, '..', '..', '..', '.venv', 'bin', 'python');

describe.skipIf(!existsSync(python))(`shards written by zarr-python (${python})`, () => {
  beforeAll(() => {
    execFileSync(python, ['-W', 'ignore', '-c', SCRIPT, folder]);
  }, 120_000);

  it.each(['end', 'start'])('are read in parts, by their index at the %s', async (place) => {
    const path = join(folder, place);
    const listed = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(path, name)).isFile()); // prettier-ignore
    const all = Object.fromEntries(listed.map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]));
    const backed = await readZarr(stores.server.serve(`${place}.zarr`, all), { ...plain, backed: true });
    const rows = await backed.X!.readRows(205, 207);
    expect(Array.from(rows.toDense().values)).toEqual(Array.from({ length: 120 }, (_, e) => 205 * 60 + e));
    const parts = stores.server.asked.filter(({ key }) => key.includes('/X/c/'));
    expect(parts.map(({ key, headers }) => [key, headers.range !== undefined])).toEqual([1, 2].map(() => [`${place}.zarr/X/c/1/0`, true])); // prettier-ignore
  });
});
