import type { TileSource, Pixels } from './pixels';

/** Keeps the tiles that were used last, up to a number of bytes; the newest always stays. */
export class TileCache {
  readonly #source: TileSource;
  readonly #maxBytes: number;
  readonly #tiles = new Map<string, Pixels>();
  #bytes = 0;

  constructor(source: TileSource, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  async tile(level: number, column: number, row: number): Promise<Pixels> {
    const key = `${level}/${column}/${row}`;
    const found = this.#tiles.get(key) ?? (await this.#source.readTile(level, column, row));
    if (this.#tiles.delete(key)) this.#bytes -= found.values.byteLength;
    this.#tiles.set(key, found);
    this.#bytes += found.values.byteLength;
    for (const [old, { values }] of this.#tiles) {
      if (this.#bytes <= this.#maxBytes || old === key) break;
      this.#tiles.delete(old);
      this.#bytes -= values.byteLength;
    }
    return found;
  }

  clear(): void {
    this.#tiles.clear();
    this.#bytes = 0;
  }
}
