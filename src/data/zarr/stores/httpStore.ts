import { createHash } from 'node:crypto';
import { TissuebookError } from '../../../errors';
import type { RemoteFiles } from '../../../fetch';
import { checkJsonSize, isRecord, parseJson, type ZarrNode } from '../nodes';
import { consolidatedFiles, metadataBytes } from './consolidated';
import { METADATA, type MetadataFiles, nodeTree } from './nodeTree';
import type { Afford, Part, StoreOrigin, ZarrStore } from './zarrStore';

/** Chunks that are asked for at a time (ours; browsers open six connections to a host). */
const PARALLEL = 6;

/** What was found at an address. */
interface Found {
  sha256: string;
  /** What the metadata files hold; undefined where they are not consolidated. */
  metadata: MetadataFiles | undefined;
  /** The file that was found. */
  content: unknown;
}

/**
 * A zarr group whose files lie below an address. Servers list no folders: its consolidated metadata say what there is. Of a group without them, as images often are, files can be read
 * whose names are known.
 */
export class HttpStore implements ZarrStore {
  readonly name: string;
  readonly parallel = PARALLEL;
  readonly origin: StoreOrigin;
  readonly #files: RemoteFiles;
  readonly #found: Found;

  private constructor(files: RemoteFiles, found: Found) {
    this.name = files.name;
    this.origin = {
      address: files.shown,
      of: found.metadata ? 'consolidated metadata' : 'metadata',
      sha256: found.sha256,
    };
    this.#files = files;
    this.#found = found;
  }

  /** @throws TissuebookError 'download-failed', 'unsupported-encoding' (no zarr group), 'corrupt' */
  static async open(files: RemoteFiles): Promise<HttpStore> {
    let refused: unknown;
    let seen: Found | undefined;
    for (const key of ['/zarr.json', '/.zmetadata', '/.zattrs', '/.zgroup', '/.zarray']) {
      try {
        const found = await jsonAt(files, key);
        seen ??= found;
        if (found?.metadata) return new HttpStore(files, found);
      } catch (error) {
        // Stores that may not be listed say of what is not there that it is forbidden: another name may be there.
        if (!(error instanceof TissuebookError && error.kind === 'download-failed')) throw error;
        refused ??= error;
      }
      if (seen && key !== '/zarr.json') break;
    }
    if (seen) return new HttpStore(files, seen);
    throw refused ?? noGroup(files);
  }

  async nodes(within?: (path: string) => boolean): Promise<Map<string, ZarrNode>> {
    if (this.#found.metadata) return nodeTree(this.#found.metadata, this.name, within);
    throw notConsolidated(this.#files, this.#found.content);
  }

  async read(key: string, part: Part, afford: Afford): Promise<Uint8Array | undefined> {
    if (this.#found.metadata && METADATA.test(key)) return metadataBytes(this.#found.metadata, key);
    if (part !== 'whole' && 'length' in part && part.length === 0) return new Uint8Array(0);
    const found = await this.#files.get(key, afford, part === 'whole' ? undefined : part);
    return found?.bytes;
  }
}

async function jsonAt(files: RemoteFiles, key: string): Promise<Found | undefined> {
  const where = files.shown + key;
  const found = await files.get(key, (size) => checkJsonSize(where, size));
  if (!found) return undefined;
  const sha256 = createHash('sha256').update(found.bytes).digest('hex');
  const content = parseJson(where, Buffer.from(found.bytes).toString('utf8'));
  return { sha256, content, metadata: consolidatedFiles(content) };
}

function noGroup(files: RemoteFiles): TissuebookError {
  const file = /\.(h5ad|h5mu|h5|loom|tiff?|png|jpe?g|csv|parquet|json|geojson|gz)$/i.test(files.name);
  return new TissuebookError(file ? 'unsupported-encoding' : 'download-failed', `There is no zarr group at ${files.shown}.`, {
    argument: 'path',
    found: files.shown,
    advice: file
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
