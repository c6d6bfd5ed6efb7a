import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Transcripts that are in memory at once while they are sorted: 12 MB (ours). */
export const BLOCK = 2 ** 19;
const BYTES = 24;

/** Transcripts of one block: places in the unit of the section, and numbers of genes and cells (-1: in no cell). */
export interface RawBlock {
  size: number;
  x: Float64Array;
  y: Float64Array;
  gene: Int32Array;
  cell: Int32Array;
}

function emptyBlock(): RawBlock & { all: Uint8Array } {
  const buffer = new ArrayBuffer(BLOCK * BYTES);
  return {
    size: 0,
    x: new Float64Array(buffer, 0, BLOCK),
    y: new Float64Array(buffer, 8 * BLOCK, BLOCK),
    gene: new Int32Array(buffer, 16 * BLOCK, BLOCK),
    cell: new Int32Array(buffer, 20 * BLOCK, BLOCK),
    all: new Uint8Array(buffer),
  };
}

/** Transcripts in the order of their table, on the disk in blocks. */
export class Spill {
  readonly #file: number;
  readonly #block = emptyBlock();
  #written = 0;

  /** @param path of a new file */
  constructor(path: string) {
    this.#file = openSync(path, 'wx+');
  }

  get size(): number {
    return this.#written + this.#block.size;
  }

  add(x: number, y: number, gene: number, cell: number): void {
    const block = this.#block;
    const at = block.size++;
    block.x[at] = x;
    block.y[at] = y;
    block.gene[at] = gene;
    block.cell[at] = cell;
    if (block.size === BLOCK) this.#write();
  }

  /** The blocks, one after the other in the same memory. */
  *blocks(): Generator<RawBlock> {
    const { size } = this;
    if (this.#block.size) this.#write();
    const block = this.#block;
    for (let from = 0; from < size; from += BLOCK) {
      readAll(this.#file, block.all, (from / BLOCK) * block.all.length);
      block.size = Math.min(BLOCK, size - from);
      yield block;
    }
    block.size = 0;
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(): void {
    writeAll(this.#file, this.#block.all, (this.#written / BLOCK) * this.#block.all.length);
    this.#written += this.#block.size;
    this.#block.size = 0;
  }
}

/** @throws the system's error: the disk may be full */
export function writeAll(file: number, bytes: Uint8Array, at: number | null): void {
  for (let from = 0; from < bytes.length;) {
    from += writeSync(file, bytes, from, bytes.length - from, at === null ? null : at + from);
  }
}

export function readAll(file: number, bytes: Uint8Array, at: number): void {
  for (let from = 0; from < bytes.length;) {
    const read = readSync(file, bytes, from, bytes.length - from, at + from);
    if (read === 0) throw new Error('A file of the cache became shorter while it was read.');
    from += read;
  }
}
