import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readImage, readSpatialData, readZarr } from '../../../src/data';
import { fixtureFiles, unpacked } from './unpacked';
import { ServedFolder } from './zarrServer';

const stores = new ServedFolder('tissuebook-zarr-image-');
const { folder } = stores;
const spatial = fixtureFiles('spatialdata.zip');
/** The image of the fixture as an image by itself, without consolidated metadata. */
const image = below('images/he/');
const remote = { cacheBytes: 0 };

function below(prefix: string): Record<string, Uint8Array> {
  const inside = Object.entries(spatial).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(inside.map(([name, bytes]) => [name.slice(prefix.length), bytes]));
}

const zipped = (name: string, files: Record<string, Uint8Array>): string => {
  writeFileSync(join(folder, name), zipSync(files as Zippable, { level: 0 }));
  return join(folder, name);
};

describe('an OME-Zarr image', () => {
  it('has the same pixels as a folder, in an archive and at an address, where only its tiles are fetched', async () => {
    const place = unpacked('spatialdata.zip', join(folder, 'spatial'));
    const wanted = (await readSpatialData(place)).images.get('he')!;
    const region = { x: 3, y: 2, width: 6, height: 5 };
    const { values } = await wanted.region(region);
    const archive = zipSync(image as Zippable, { level: 0 });
    const at = [
      join(place, 'images', 'he'),
      zipped('he.ome.zarr.zip', image),
      stores.server.serve('he.ome.zarr', image),
    ];
    for (const path of at) {
      const found = await readImage(path, { remote });
      expect([found.width, found.height, found.channels]).toEqual([wanted.width, wanted.height, wanted.channels]);
      expect((await found.region(region)).values).toEqual(values);
      await found.close();
    }
    const chunks = stores.server.asked.filter(({ key }) => /\/c\//.test(key));
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunks.length).toBeLessThan(Object.keys(image).filter((name) => /s0\/c\//.test(name)).length);
    const remoteArchive = await readImage(`${stores.server.serve('x', { 'he.zarr.zip': archive })}/he.zarr.zip`, {
      remote,
    });
    expect((await remoteArchive.region(region)).values).toEqual(values);
  });

  it('is the first one of what bioformats2raw writes', async () => {
    const root = { zarr_format: 3, node_type: 'group', attributes: { ome: { version: '0.5', 'bioformats2raw.layout': 3 } } };
    const files = Object.fromEntries(Object.entries(image).map(([name, bytes]) => [`0/${name}`, bytes]));
    files['zarr.json'] = Buffer.from(JSON.stringify(root));
    for (const path of [zipped('raw.zarr.zip', files), stores.server.serve('raw.zarr', files)]) {
      expect((await readImage(path, { remote })).width).toBeGreaterThan(0);
    }
  }); // prettier-ignore

  it('is refused where there is none, and data where it is one', async () => {
    await expect(readImage(zipped('text.zip', { 'a.txt': Buffer.from('x') }))).rejects.toMatchObject({ kind: 'unsupported-encoding' });
    const table = below('tables/table/');
    await expect(readImage(stores.server.serve('table.zarr', Object.keys(table).length ? table : spatial), { remote })).rejects.toMatchObject({ kind: 'unsupported-encoding' });
    await expect(readZarr(stores.server.serve('he.ome.zarr', image), remote)).rejects.toThrow(/consolidate_metadata/);
    await expect(readImage(`${stores.server.address}/scan.ome.tif`, { remote })).rejects.toThrow(/fetchFile/);
    await expect(readImage(stores.server.address, { remote: { retries: 3 } as object })).rejects.toMatchObject({ kind: 'unknown-option' });
  }); // prettier-ignore
});
