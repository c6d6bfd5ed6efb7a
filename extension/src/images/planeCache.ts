/** The values of one channel of a tile [height, width]. */
export interface Plane {
  width: number;
  height: number;
  values: Uint8Array | Uint16Array | Float32Array;
}

/** Bytes of tiles that a page keeps, of all its images together (ours). */
const MOST_BYTES = 160 * 2 ** 20;

/** Keeps the planes, or whatever else has values, that were used last, up to a number of bytes. */
export class PlaneCache<T extends { values: { byteLength: number } } = Plane> {
  readonly #maxBytes: number;
  readonly #planes = new Map<string, T>();
  #bytes = 0;

  constructor(maxBytes = MOST_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): T | undefined {
    const found = this.#planes.get(key);
    if (found) {
      this.#planes.delete(key);
      this.#planes.set(key, found);
    }
    return found;
  }

  has(key: string): boolean {
    return this.#planes.has(key);
  }

  set(key: string, plane: T): void {
    this.#bytes += plane.values.byteLength - (this.#planes.get(key)?.values.byteLength ?? 0);
    this.#planes.delete(key);
    this.#planes.set(key, plane);
    for (const [old, { values }] of this.#planes) {
      if (this.#bytes <= this.#maxBytes || old === key) break;
      this.#planes.delete(old);
      this.#bytes -= values.byteLength;
    }
  }
}

/** The tiles of all images on the page: figures of one image share them. */
export const pageTiles = new PlaneCache();
