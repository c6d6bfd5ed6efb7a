import { SharedArena, type SharedArray } from '../../wasm';

/** Values that a kernel takes at once: 64 KB, which stay in the processor's first caches. */
const BLOCK = 16_384;

/** Memory of the kernels for one block of values, with what belongs to its rows. Made once: blocks follow each other through it. */
interface BlockMemory {
  arena: SharedArena;
  values: SharedArray<Float32Array>;
  starts: SharedArray<Int32Array>;
  perRow: SharedArray<Float64Array>;
}

let memory: BlockMemory | undefined;

function blockMemory(): BlockMemory {
  if (memory) return memory;
  const arena = new SharedArena();
  return (memory = { arena, values: arena.f32(BLOCK), starts: arena.i32(BLOCK + 1), perRow: arena.f64(BLOCK) });
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
  const out = new Float32Array(values.length);
  forEachRows(values, starts, ({ arena, values: own, starts: from, perRow }, first, rows, length) => {
    perRow.values.set(divisors.subarray(first, first + rows));
    arena.kernels['divideRows']!(own.at, from.at, perRow.at, rows);
    out.set(own.values.subarray(0, length), starts[first]);
  });
  return out;
}

/** log(1 + x) of values from 0 to 2^31; what is outside of that is given by `otherwise`. */
export function log1pBlocks(values: Float32Array, otherwise: (x: number) => number): Float32Array {
  const out = new Float32Array(values.length);
  const { arena, values: own } = blockMemory();
  for (let from = 0; from < values.length; from += BLOCK) {
    const part = values.subarray(from, from + BLOCK);
    own.values.set(part);
    // Behind the last values lie those of another block, which are overwritten before they are used.
    const outside = arena.kernels['log1pValues']!(own.at, Math.ceil(part.length / 4) * 4);
    out.set(own.values.subarray(0, part.length), from);
    if (!outside) continue;
    for (let e = 0; e < part.length; e++) {
      const x = part[e]!;
      if (!(x >= 0 && x <= 2 ** 31)) out[from + e] = otherwise(x);
    }
  }
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
