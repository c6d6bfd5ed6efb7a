import type { Afford, Part, ZarrStore } from './zarrStore';

/** Some of the bytes of a file, as zarrita asks for them. */
type RangeQuery = { offset: number; length: number } | { suffixLength: number };

export interface ArrayFilesOptions {
  /** A file that is given in place of the store's. */
  instead?: { key: string; bytes: Uint8Array } | undefined;
  /**
   * Whether the index of shards is at their start. zarrita asks for it at the end of the file wherever the metadata place it;
   * it asks for nothing else there.
   */
  indexAtStart?: boolean;
}

/** The files of one array, as zarrita wants them: by keys within it ("/c/0/1"). */
export class ArrayFiles {
  readonly #store: ZarrStore;
  readonly #path: string;
  readonly #afford: Afford;
  readonly #options: ArrayFilesOptions;

  constructor(store: ZarrStore, path: string, afford: Afford, options: ArrayFilesOptions = {}) {
    this.#store = store;
    this.#path = path === '/' ? '' : path;
    this.#afford = afford;
    this.#options = options;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const { instead } = this.#options;
    return key === instead?.key ? instead.bytes : this.#read(key, 'whole');
  }

  async getRange(key: string, range: RangeQuery): Promise<Uint8Array | undefined> {
    const atStart = this.#options.indexAtStart && 'suffixLength' in range;
    const part: Part = atStart ? { offset: 0, length: range.suffixLength } : range;
    return this.#read(key, part);
  }

  /** zarrita looks at chunks that are not packed through their whole buffer: bytes out of a larger one are copied. */
  async #read(key: string, part: Part): Promise<Uint8Array | undefined> {
    const bytes = await this.#store.read(this.#path + key, part, this.#afford);
    return bytes && bytes.byteLength !== bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes;
  }
}
