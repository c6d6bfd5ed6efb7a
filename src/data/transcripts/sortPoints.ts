import { closeSync, openSync } from 'node:fs';
import { ALL_TILES, levelOf, tileAlong, tileNumber } from './pyramid';
import { BLOCK, type RawBlock, readAll, type Spill, writeAll } from './spill';

/** Bytes of a transcript in a sorted run: its tile and its gene as one number, x and y, its cell. */
const BYTES = 24;
/** Transcripts of each run that are in memory while runs are merged. */
const AHEAD = 4096;
/** Transcripts that are written at once. */
const TOGETHER = 65_536;

/** Where the tiles of a section lie. */
export interface TileGrid {
  /** What positions are counted from: those of a far-off corner would lose digits as float32. */
  origin: readonly [number, number];
  /** The upper left corner of the one tile of level 0, and how wide it is. */
  corner: readonly [number, number];
  side: number;
}

/** Runs of transcripts that lie one after the other in the sorted files: gene * ALL_TILES + tile, and where each begins. */
export interface TileDirectory {
  /** [tiles] */
  keys: Float64Array;
  /** [tiles + 1] */
  starts: Float64Array;
}

/**
 * Sorts transcripts by gene, level and tile, on the disk: blocks in memory, then all of these together.
 *
 * @param depths [genes] the deepest level of each gene
 * @param paths of files to write: `work` for the sorted runs, `places` [n, 2] float32 from the grid's origin on, `cells` [n] int32
 */
export async function sortPoints(
  spill: Spill,
  grid: TileGrid,
  depths: Uint8Array,
  paths: { work: string; places: string; cells: string },
): Promise<TileDirectory> {
  const work = openSync(paths.work, 'wx+');
  try {
    const seen = new Uint32Array(depths.length);
    const sizes: number[] = [];
    for (const block of spill.blocks()) {
      writeAll(work, sortedRun(block, grid, depths, seen), sizes.length * BLOCK * BYTES);
      sizes.push(block.size);
      await pause();
    }
    return await mergeRuns(work, sizes, paths);
  } finally {
    closeSync(work);
  }
}

function sortedRun(block: RawBlock, grid: TileGrid, depths: Uint8Array, seen: Uint32Array): Uint8Array {
  const { size, x, y, gene, cell } = block;
  // A key and the place in the block are one number: 2^16 genes * 87,381 tiles * 2^19 places are less than 2^53.
  const order = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const level = levelOf(seen[gene[i]!]!++, depths[gene[i]!]!);
    const column = tileAlong(x[i]!, grid.corner[0], grid.side, level);
    const row = tileAlong(y[i]!, grid.corner[1], grid.side, level);
    order[i] = (gene[i]! * ALL_TILES + tileNumber({ level, column, row })) * BLOCK + i;
  }
  order.sort();
  const run = new ArrayBuffer(size * BYTES);
  const [keys, places, cells] = [new Float64Array(run), new Float32Array(run), new Int32Array(run)];
  for (let k = 0; k < size; k++) {
    const key = Math.floor(order[k]! / BLOCK);
    const i = order[k]! - key * BLOCK;
    keys[3 * k] = key;
    places[6 * k + 2] = x[i]! - grid.origin[0];
    places[6 * k + 3] = y[i]! - grid.origin[1];
    cells[6 * k + 4] = cell[i]!;
  }
  return new Uint8Array(run);
}

/** A sorted run, of which a part is in memory. */
class Run {
  readonly #file: number;
  readonly #end: number;
  readonly #buffer = new ArrayBuffer(AHEAD * BYTES);
  readonly #keys = new Float64Array(this.#buffer);
  readonly places = new Float32Array(this.#buffer);
  readonly cells = new Int32Array(this.#buffer);
  #next: number;
  #filled = 0;
  /** The transcript at hand, by its place in `places` and `cells` over 6. */
  at = -1;
  key = Infinity;

  constructor(file: number, number: number, size: number) {
    this.#file = file;
    this.#next = number * BLOCK * BYTES;
    this.#end = this.#next + size * BYTES;
    this.step();
  }

  step(): void {
    if (++this.at >= this.#filled) this.#fill();
    this.key = this.#filled ? this.#keys[3 * this.at]! : Infinity;
  }

  #fill(): void {
    const bytes = Math.min(AHEAD * BYTES, this.#end - this.#next);
    readAll(this.#file, new Uint8Array(this.#buffer, 0, bytes), this.#next);
    this.#next += bytes;
    this.#filled = bytes / BYTES;
    this.at = 0;
  }
}

async function mergeRuns(
  work: number,
  sizes: readonly number[],
  paths: { places: string; cells: string },
): Promise<TileDirectory> {
  const heap = sizes.map((size, r) => new Run(work, r, size));
  for (let h = heap.length >> 1; h >= 0; h--) sink(heap, h);
  const files = [openSync(paths.places, 'wx'), openSync(paths.cells, 'wx')] as const;
  const [places, cells] = [new Float32Array(2 * TOGETHER), new Int32Array(TOGETHER)];
  const keys: number[] = [];
  const starts: number[] = [];
  let [size, waiting, last] = [0, 0, -1];
  const write = (): void => {
    writeAll(files[0], new Uint8Array(places.buffer, 0, 8 * waiting), null);
    writeAll(files[1], new Uint8Array(cells.buffer, 0, 4 * waiting), null);
    waiting = 0;
  };
  try {
    for (let run = heap[0]; run && run.key < Infinity; run = heap[0]!) {
      if (run.key !== last) {
        keys.push((last = run.key));
        starts.push(size);
      }
      places[2 * waiting] = run.places[6 * run.at + 2]!;
      places[2 * waiting + 1] = run.places[6 * run.at + 3]!;
      cells[waiting++] = run.cells[6 * run.at + 4]!;
      size++;
      if (waiting === TOGETHER) {
        write();
        await pause();
      }
      run.step();
      sink(heap, 0);
    }
    write();
  } finally {
    for (const file of files) closeSync(file);
  }
  starts.push(size);
  return { keys: Float64Array.from(keys), starts: Float64Array.from(starts) };
}

/** Brings the run at a place of the heap to where it belongs: the least key is on top. */
function sink(heap: Run[], from: number): void {
  const run = heap[from];
  if (!run) return;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.key < heap[child]!.key) child++;
    if (heap[child]!.key >= run.key) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = run;
}

/** Lets other work of the process come in between. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
