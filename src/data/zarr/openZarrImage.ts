import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import { remoteChecks } from '../../fetch';
import { checkOptions } from '../../options';
import type { ReadImageOptions } from '../images/imageLimits';
import type { TissueImage } from '../images/tissueImage';
import { isZip } from '../unzipped';
import { openNgffImage } from './ngffImage';
import { checkJsonSize, isRecord, parseJson, type ZarrNode } from './nodes';
import { nodeTree } from './stores/nodeTree';
import { isAddress, withStore } from './stores/withStore';
import type { ZarrStore } from './stores/zarrStore';

/** Whether a path is that of a zarr folder, of a zip archive or an address: of images only those of zarr are. */
export function isZarrImage(path: string): boolean {
  return (
    isAddress(path) || isZip(path) || ['zarr.json', '.zgroup', '.zattrs'].some((name) => existsSync(join(path, name)))
  );
}

/**
 * Opens an OME-Zarr image: the group with its levels, or what bioformats2raw writes around it, of which the first image is taken.
 *
 * @throws TissuebookError 'unsupported-encoding' (no such image), 'corrupt', 'too-large', 'download-failed'
 */
export async function openZarrImage(path: string, options: ReadImageOptions): Promise<TissueImage> {
  const { remote = {} } = options;
  checkOptions('readImage', remote, remoteChecks);
  return withStore(path, remote, async (store) => {
    const root = await nodeAt(store, '/');
    const facts = isRecord(root.attributes['ome']) ? root.attributes['ome'] : root.attributes;
    const place = facts['bioformats2raw.layout'] === undefined ? '/' : '/0';
    const node = place === '/' ? root : await nodeAt(store, place);
    return openNgffImage({ store, path: place }, store.name, node, options);
  });
}

/** A group by its own metadata files: images often have no others, and a server lists none. */
async function nodeAt(store: ZarrStore, path: string): Promise<ZarrNode> {
  const prefix = path === '/' ? '' : path;
  const files = new Map<string, unknown>();
  for (const name of ['zarr.json', '.zgroup', '.zattrs']) {
    const where = `${prefix}/${name} of ${store.name}`;
    const bytes = await store.read(`${prefix}/${name}`, 'whole', (size) => checkJsonSize(where, size));
    if (bytes) files.set(name, parseJson(where, Buffer.from(bytes).toString('utf8')));
    if (files.has('zarr.json')) break;
  }
  const node = nodeTree(files, store.name).get('/');
  if (node) return node;
  throw new TissuebookError('unsupported-encoding', `${store.name} has no image at ${path}.`, { argument: 'path' });
}
