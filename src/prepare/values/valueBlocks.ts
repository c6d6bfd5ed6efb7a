import { SharedArena, type SharedArray } from '../../wasm';

/** Values that a kernel takes at once: 64 KB, which stay in the processor's first caches. */
const BLOCK = 16_384;

/** Memory of the kernels for one block of values, with what belongs to its rows. Made once: blocks follow each other through it. */
interface BlockMemory {
  arena: SharedArena;
  values: SharedArray<Float32Array>;
  starts: SharedArray<Int32Array>;
  perRow: SharedArray<Float64Array>;
  /** For log1pRows: a table, and the places of a row's values in it. */
  work: number;
}

/** Entries of the table of logarithms: see src/wasm/kernels/values.ts. */
const TABLE = 512;

let memory: BlockMemory | undefined;

function blockMemory(): BlockMemory {
  if (memory) return memory;
  const arena = new SharedArena();
  const [values, starts, perRow] = [arena.f32(BLOCK), arena.i32(BLOCK + 1), arena.f64(BLOCK)];
  return (memory = { arena, values, starts, perRow, work: arena.i32(2 * TABLE + BLOCK + 4).at });
}

/** Whether the longest row fits into a block, so that rows can be worked on in blocks. */
export function rowsFitBlocks(starts: Int32Array): boolean {
  for (let i = 1; i < starts.length; i++) if (starts[i]! - starts[i - 1]! > BLOCK) return false;
  return true;
}

/** Sums of rows, of which row i has the values from starts[i] on; in 64 bits. */
export function sumRows(values: Float32Array, starts: Int32Array): Float64Array {
  const totals = new Float64Array(starts.length - 1);
  forEachRows(values, starts, ({ arena, values: own, starts: from, perRow }, first, rows) => {
    arena.kernels['rowTotals']!(own.at, from.at, perRow.at, rows);
    totals.set(perRow.values.subarray(0, rows), first);
  });
  return totals;
}

/** Values of each row divided by a number of its own. */
export function divideRows(values: Float32Array, starts: Int32Array, divisors: Float64Array): Float32Array {
  return changeRows(values, starts, ({ arena, values: own, starts: from, perRow }, first, rows) => {
    perRow.values.set(divisors.subarray(first, first + rows));
    arena.kernels['divideRows']!(own.at, from.at, perRow.at, rows);
  });
}

/** Values of each row scaled so that they add up to `target`, those of rows without a total above zero as they are; and the totals before. */
export function normalizeRows(
  values: Float32Array,
  starts: Int32Array,
  target: number,
): { values: Float32Array; totals: Float64Array } {
  const totals = new Float64Array(starts.length - 1);
  const scaled = changeRows(values, starts, ({ arena, values: own, starts: from, perRow }, first, rows) => {
    arena.kernels['normalizeRows']!(own.at, from.at, perRow.at, rows, target);
    totals.set(perRow.values.subarray(0, rows), first);
  });
  return { values: scaled, totals };
}

/** log(1 + x) of values from 0 to 2^31; what is outside of that is given by `otherwise`. Quicker where rows are known whose values are multiples. */
export function log1pBlocks(
  values: Float32Array,
  otherwise: (x: number) => number,
  starts = evenRows(values.length),
): Float32Array {
  const rows = rowsFitBlocks(starts) ? starts : evenRows(values.length);
  return changeRows(values, rows, ({ arena, values: own, starts: from, work }, first, count, length) => {
    if (!arena.kernels['log1pRows']!(own.at, from.at, count, work)) return;
    const begin = rows[first]!;
    for (let e = 0; e < length; e++) {
      const x = values[begin + e]!;
      if (!(x >= 0 && x <= 2 ** 31)) own.values[e] = otherwise(x);
    }
  });
}

/** Rows where none are known. */
function evenRows(length: number): Int32Array {
  return Int32Array.from({ length: Math.ceil(length / BLOCK) + 1 }, (_, i) => Math.min(i * BLOCK, length));
}

/** What `work` makes of the blocks into which it gets the rows. */
function changeRows(values: Float32Array, starts: Int32Array, work: Parameters<typeof forEachRows>[2]): Float32Array {
  const out = new Float32Array(values.length);
  forEachRows(values, starts, (block, first, rows, length) => {
    work(block, first, rows, length);
    out.set(block.values.values.subarray(0, length), starts[first]);
  });
  return out;
}

/** Lays rows into the block, as many as fit, and has them worked on. */
function forEachRows(
  values: Float32Array,
  starts: Int32Array,
  work: (memory: BlockMemory, first: number, rows: number, length: number) => void,
): void {
  const block = blockMemory();
  const count = starts.length - 1;
  for (let first = 0; first < count;) {
    const begin = starts[first]!;
    let end = first + 1;
    while (end < count && end - first < BLOCK && starts[end + 1]! - begin <= BLOCK) end++;
    block.values.values.set(values.subarray(begin, starts[end]));
    for (let i = first; i <= end; i++) block.starts.values[i - first] = starts[i]! - begin;
    work(block, first, end - first, starts[end]! - begin);
    first = end;
  }
}
