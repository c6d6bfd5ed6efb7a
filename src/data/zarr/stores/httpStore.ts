import { createHash } from 'node:crypto';
import { TissuebookError } from '../../../errors';
import type { RemoteFiles } from '../../../fetch';
import { checkJsonSize, isRecord, parseJson, type ZarrNode } from '../nodes';
import { consolidatedFiles, metadataBytes } from './consolidated';
import { METADATA, type MetadataFiles, nodeTree } from './nodeTree';
import type { Afford, Part, StoreOrigin, ZarrStore } from './zarrStore';

/** Chunks that are asked for at a time (ours; browsers open six connections to a host). */
const PARALLEL = 6;

/** A zarr group whose files lie below an address. Servers list no folders: its consolidated metadata say what there is. */
export class HttpStore implements ZarrStore {
  readonly name: string;
  readonly parallel = PARALLEL;
  readonly origin: StoreOrigin;
  readonly #files: RemoteFiles;
  readonly #metadata: MetadataFiles;

  private constructor(files: RemoteFiles, metadata: MetadataFiles, sha256: string) {
    this.name = files.name;
    this.origin = { address: files.shown, of: 'consolidated metadata', sha256 };
    this.#files = files;
    this.#metadata = metadata;
  }

  /** @throws TissuebookError 'download-failed', 'unsupported-encoding' (no zarr group, no consolidated metadata), 'corrupt' */
  static async open(files: RemoteFiles): Promise<HttpStore> {
    let kept: unknown;
    let seen: unknown;
    for (const key of ['/zarr.json', '/.zmetadata']) {
      try {
        const found = await jsonAt(files, key);
        const metadata = found && consolidatedFiles(found.content);
        if (metadata) return new HttpStore(files, metadata, found.sha256);
        seen ??= found?.content;
      } catch (error) {
        // Stores that may not be listed say of what is not there that it is forbidden: the other name may be there.
        if (!(error instanceof TissuebookError && error.kind === 'download-failed')) throw error;
        kept ??= error;
      }
    }
    if (kept) throw kept;
    seen ??= (await jsonAt(files, '/.zgroup'))?.content ?? (await jsonAt(files, '/.zarray'))?.content;
    throw seen === undefined ? noGroup(files) : notConsolidated(files, seen);
  }

  async nodes(within?: (path: string) => boolean): Promise<Map<string, ZarrNode>> {
    return nodeTree(this.#metadata, this.name, within);
  }

  async read(key: string, part: Part, afford: Afford): Promise<Uint8Array | undefined> {
    if (METADATA.test(key)) return metadataBytes(this.#metadata, key);
    if (part !== 'whole' && 'length' in part && part.length === 0) return new Uint8Array(0);
    const found = await this.#files.get(key, afford, part === 'whole' ? undefined : part);
    return found?.bytes;
  }
}

async function jsonAt(files: RemoteFiles, key: string): Promise<{ content: unknown; sha256: string } | undefined> {
  const where = files.shown + key;
  const found = await files.get(key, (size) => checkJsonSize(where, size));
  if (!found) return undefined;
  const sha256 = createHash('sha256').update(found.bytes).digest('hex');
  return { content: parseJson(where, Buffer.from(found.bytes).toString('utf8')), sha256 };
}

function noGroup(files: RemoteFiles): TissuebookError {
  const h5 = /\.(h5ad|h5mu|h5|loom)$/i.test(files.name);
  return new TissuebookError(h5 ? 'unsupported-encoding' : 'download-failed', `There is no zarr group at ${files.shown}.`, {
    argument: 'path',
    found: files.shown,
    advice: h5
      ? 'Fetch the file first: const { path } = await fetchFile(address), and read that with its own reader.'
      : 'The address is that of the folder with zarr.json or .zgroup, or that of a .zarr.zip.',
  }); // prettier-ignore
}

function notConsolidated(files: RemoteFiles, content: unknown): TissuebookError {
  const array = isRecord(content) && (content['node_type'] === 'array' || Array.isArray(content['shape']));
  return new TissuebookError(
    'unsupported-encoding',
    array ? `${files.shown} is one array of zarr, no group.` : `${files.shown} has no consolidated metadata, and a server lists no folders.`, // prettier-ignore
    {
      argument: 'path',
      found: files.shown,
      advice: array ? 'Name the group that holds it.' : 'Whoever keeps it adds them in Python: zarr.consolidate_metadata(store). Or serve a .zarr.zip.', // prettier-ignore
    },
  );
}
