import { ZipArchive } from '../../zip/zipArchive';
import type { ByteSource } from '../../zip/byteSource';
import type { Recognized } from '../../recognize';
import { listNames } from '../../table';
import { inParallel } from '../inParallel';
import { checkJsonSize, parseJson, type ZarrNode } from '../nodes';
import { consolidatedFiles, metadataBytes } from './consolidated';
import { METADATA, type MetadataFiles, nodeTree } from './nodeTree';
import { type Afford, type Part, placeOf, type StoreOrigin, type ZarrStore } from './zarrStore';

/**
 * A zarr group in a zip archive, as zarr-python's ZipStore writes it, or zipped as a folder: then with one folder on top. Its members are read where they lie; nothing is unpacked
 * as a whole.
 */
export class ZipStore implements ZarrStore {
  readonly name: string;
  readonly parallel: number;
  readonly origin: StoreOrigin;
  readonly #archive: ZipArchive;
  /** What stands before all names. */
  readonly #top: string;
  #metadata: Promise<MetadataFiles> | undefined;
  #known: MetadataFiles | undefined;

  private constructor(archive: ZipArchive, address: string, parallel: number) {
    this.name = archive.source.name;
    this.parallel = parallel;
    this.origin = { address, of: 'directory of the archive', sha256: archive.sha256 };
    this.#archive = archive;
    this.#top = topOf([...archive.members.keys()]);
  }

  /** @throws TissuebookError 'unsupported-encoding' (no zip archive), 'corrupt', 'too-large', and as the source does */
  static async open(source: ByteSource, address = source.name, parallel = 1): Promise<ZipStore> {
    return new ZipStore(await ZipArchive.open(source), address, parallel);
  }

  async nodes(within?: (path: string) => boolean): Promise<Map<string, ZarrNode>> {
    this.#metadata ??= this.#readMetadata();
    this.#known = await this.#metadata;
    return nodeTree(this.#known, this.name, within, this.#otherwise());
  }

  /** Where the archive has a way to go, several are asked for at a time. */
  async #readMetadata(): Promise<MetadataFiles> {
    const consolidated = this.parallel > 1 ? await this.#consolidated() : undefined;
    if (consolidated) return consolidated;
    const found = new Map<string, unknown>();
    const keys = this.#keys().filter((key) => METADATA.test(key));
    await inParallel(keys, this.parallel, async (key) => void found.set(key, await this.#json(key)));
    return found;
  }

  /** What the archive is where it is no zarr group. */
  #otherwise(): Recognized {
    const names = [...this.#archive.members.keys()].slice(0, 3);
    return { what: `a zip archive of ${listNames(names)}`, advice: 'Unpack it first, and read what it holds.' };
  }

  /** One member that stands for hundreds, each of which would be a request. */
  async #consolidated(): Promise<MetadataFiles | undefined> {
    return consolidatedFiles(await this.#json('zarr.json')) ?? consolidatedFiles(await this.#json('.zmetadata'));
  }

  /** The names of its members, without the folder on top. */
  #keys(): string[] {
    const names = [...this.#archive.members.keys()];
    return names.filter((name) => name.startsWith(this.#top)).map((name) => name.slice(this.#top.length));
  }

  async read(key: string, part: Part, afford: Afford): Promise<Uint8Array | undefined> {
    if (this.parallel > 1 && METADATA.test(key) && this.#known) return metadataBytes(this.#known, key);
    const name = this.#top + key.replace(/^\//, '');
    return this.#archive.read(name, (size) => placeOf(part, size, `${key} of ${this.name}`), afford);
  }

  async #json(key: string): Promise<unknown> {
    const where = `${key} of ${this.name}`;
    const bytes = await this.read(key, 'whole', (size) => checkJsonSize(where, size));
    return bytes && parseJson(where, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  }
}

/** The folder on top, with a slash; empty where metadata lie at the root. What macOS adds does not count. */
function topOf(names: readonly string[]): string {
  if (names.some((name) => /^(zarr\.json|\.zgroup|\.zattrs)$/.test(name))) return '';
  const tops = new Set(names.filter((name) => !/^(__MACOSX|\.DS_Store)(\/|$)/.test(name)).map((name) => name.split('/')[0]!)); // prettier-ignore
  const [top] = tops;
  return tops.size === 1 && top !== undefined && names.some((name) => name.startsWith(`${top}/`)) ? `${top}/` : '';
}
