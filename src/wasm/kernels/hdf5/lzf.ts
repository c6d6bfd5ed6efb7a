/**
 * HDF5's filter 32000, LZF, as h5py writes it: a module that HDF5 in WebAssembly loads as a plugin. It unpacks only.
 * Its names and the layout of what it hands over are HDF5's (H5PLextern.h, H5Z_class2_t).
 */
@external("env", "H5allocate_memory")
declare function allocate(bytes: usize, clear: i32): usize;
@external("env", "H5free_memory")
declare function release(at: usize): i32;
/** Where `decodeLzf` stands in the table of functions, which the loader fills in. */
@external("GOT.func", "decodeLzf")
declare let decodeLzfAt: i32;

const FILTER = 0;
const REVERSE: u32 = 0x100;
const LZF: i32 = 32000;
/** Stands for the address at which the reader states what a chunk takes: who loads the module puts it in the place of this number. */
const STATED: usize = 0x7d00fade;
/** "lzf" and a zero. */
const NAME: u32 = 0x00667a6c;

let described: usize = 0;

export function H5PLget_plugin_type(): i32 {
  return FILTER;
}

/** Eight words (version, number, can it pack, can it unpack, name, two functions that are not there, the filter) and the name. */
export function H5PLget_plugin_info(): usize {
  if (described == 0) {
    described = allocate(36, 1);
    if (described == 0) return 0;
    store<i32>(described, 1);
    store<i32>(described, LZF, 4);
    store<i32>(described, 1, 12);
    store<usize>(described, described + 32, 16);
    store<i32>(described, decodeLzfAt, 28);
    store<u32>(described, NAME, 32);
  }
  return described;
}

/**
 * Unpacks a chunk into memory of the size that the reader states for it: HDF5 takes the answer for a whole chunk, whatever its size is.
 *
 * @returns that size; 0, a failure to HDF5, when the chunk does not unpack to exactly this many bytes
 */
export function decodeLzf(flags: u32, count: usize, values: usize, bytes: usize, sizeAt: usize, chunkAt: usize): usize {
  const size = <usize>load<u32>(STATED);
  const out = (flags & REVERSE) == 0 || size == 0 ? 0 : allocate(size, 0);
  if (out == 0) return 0;
  const chunk = load<usize>(chunkAt);
  if (!unpack(chunk, chunk + bytes, out, out + size)) {
    release(out);
    return 0;
  }
  release(chunk);
  store<usize>(chunkAt, out);
  store<usize>(sizeAt, size);
  return size;
}

/** Runs of bytes (a number below 32, then one byte more than it says) and copies of bytes that lie up to 8,192 back. */
function unpack(p: usize, end: usize, start: usize, outEnd: usize): bool {
  let out = start;
  while (p < end) {
    const control = <usize>load<u8>(p++);
    if (control < 32) {
      const n = control + 1;
      if (end - p < n || outEnd - out < n) return false;
      memory.copy(out, p, n);
      p += n;
      out += n;
      continue;
    }
    let n = (control >> 5) + 2;
    if (n == 9) {
      if (p == end) return false;
      n += <usize>load<u8>(p++);
    }
    if (p == end) return false;
    const back = (((control & 31) << 8) | <usize>load<u8>(p++)) + 1;
    if (out - start < back || outEnd - out < n) return false;
    for (const stop = out + n; out < stop; out++) store<u8>(out, load<u8>(out - back));
  }
  return out == outEnd;
}
