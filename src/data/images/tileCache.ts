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

  /** @param channel only this one, where the source keeps channels apart; all of them unless it is given */
  async tile(level: number, column: number, row: number, channel?: number): Promise<Pixels> {
    const key = `${level}/${column}/${row}/${channel ?? ''}`;
    const found = this.#tiles.get(key) ?? (await this.#read(level, column, row, channel));
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

  #read(level: number, column: number, row: number, channel: number | undefined): Promise<Pixels> {
    if (channel === undefined) return this.#source.readTile(level, column, row);
    return this.#source.readPlane!(level, column, row, channel);
  }

  clear(): void {
    this.#tiles.clear();
    this.#bytes = 0;
  }
}
