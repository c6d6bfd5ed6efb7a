/** Chunks that were unpacked last, up to a number of bytes: rows that are asked for one after the other lie in the same ones. */
export class ChunkCache<T> {
  readonly #most: number;
  readonly #kept = new Map<string, { chunk: T; bytes: number }>();
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.chunk;
  }

  set(key: string, chunk: T, bytes: number): void {
    if (bytes > this.#most || this.#kept.has(key)) return;
    this.#kept.set(key, { chunk, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.#most) return;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}
