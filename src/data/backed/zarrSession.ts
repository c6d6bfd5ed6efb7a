import type { Container } from '../encoding/container';
import type { FileLimits } from '../h5ad/h5File';
import { ChunkCache } from '../zarr/chunkCache';
import type { ZarrNode } from '../zarr/nodes';
import type { ZarrStore } from '../zarr/stores/zarrStore';
import { type Chunk, ZarrArray, type ZarrLimits } from '../zarr/zarrArray';
import type { ArrayPart } from '../zarr/arrayPart';
import { ZarrContainer } from '../zarr/zarrContainer';
import { type Session, type StoredPart, wasChanged, wasClosed } from './session';

const AGAIN = 'readZarr(path, { backed: true })';
/** The part of maxBytes that unpacked chunks may take which are kept for the next call, and the most that they may take (ours). */
const SHARE = 1 / 8;
const MOST_CACHE = 2 ** 28;

/** A zarr group that is read again and again, in a folder, an archive or at an address: the chunks of the parts that are asked for. */
export class ZarrSession implements Session {
  readonly path: string;
  readonly limits: FileLimits;
  readonly #store: ZarrStore;
  readonly #nodes: ReadonlyMap<string, ZarrNode>;
  readonly #arrays = new Map<string, Promise<ZarrArray>>();
  readonly #stamps = new Map<string, string | undefined>();
  /** Of all arrays, renewed with every call. */
  readonly #arrayLimits: ZarrLimits;
  readonly #chunks: ChunkCache<Chunk>;
  #closed = false;

  constructor(
    path: string,
    store: ZarrStore,
    nodes: ReadonlyMap<string, ZarrNode>,
    limits: FileLimits,
    signal?: AbortSignal,
  ) {
    // prettier-ignore
    this.path = path;
    this.limits = limits;
    this.#store = store;
    this.#nodes = nodes;
    this.#arrayLimits = { budget: limits.maxBytes, deadline: Infinity, ...(signal && { signal }) };
    this.#chunks = new ChunkCache(Math.min(MOST_CACHE, SHARE * limits.maxBytes));
  }

  /** As Session says: the parts are read before `read` is called. */
  async use<T>(parts: readonly StoredPart[], read: (file: Container) => T): Promise<T> {
    if (this.#closed) throw wasClosed(this.#store.name, this.path, AGAIN);
    this.#arrayLimits.deadline = performance.now() + 1000 * this.limits.maxSeconds;
    const found = new Map<string, ArrayPart>();
    await Promise.all(parts.map(async (part) => found.set(part.path, await this.#read(part))));
    return read(new ZarrContainer(this.#store.name, this.#nodes, found, { ...this.#arrayLimits }));
  }

  close(): void {
    this.#closed = true;
    this.#arrays.clear();
    this.#chunks.clear();
  }

  async #read({ path, rows, columns }: StoredPart): Promise<ArrayPart> {
    const array = await this.#open(path);
    if (this.#store.stamp?.(path) !== this.#stamps.get(path)) throw wasChanged(this.#store.name, this.path, AGAIN);
    return array.part(rows, columns);
  }

  #open(path: string): Promise<ZarrArray> {
    const known = this.#arrays.get(path);
    if (known) return known;
    const { version } = this.#nodes.get(path) ?? { version: 3 };
    this.#stamps.set(path, this.#store.stamp?.(path));
    const where = `${path} of ${this.#store.name}`;
    const opened = ZarrArray.open(this.#store, path, version, where, this.#arrayLimits, this.#chunks);
    this.#arrays.set(path, opened);
    opened.catch(() => this.#arrays.delete(path));
    return opened;
  }
}
