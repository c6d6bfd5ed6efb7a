/** Bytes of a block, and of the sums that stand for it: four of 64 bits. */
const BLOCK: usize = 4096;
const SUMS: usize = 32;

/**
 * Four sums of each block of 4096 bytes: products of pairs of 32-bit numbers to which keys are added, by the method NH of UMAC (Black et al. 1999, with
 * keys shifted by 16 bytes from sum to sum). Two blocks that differ have the same sums once in 2^128 choices of the keys.
 *
 * @param values i32 [blocks, 1024]
 * @param keys i32 [1024 + 12]
 * @param sums i64 [blocks, 4]
 * @param width 4 for f32 and 8 for f64, of which all NaN count as one; 0 for anything else
 */
export function blockSums(values: usize, keys: usize, sums: usize, blocks: i32, width: i32): void {
  for (let b = 0; b < blocks; b++, values += BLOCK, sums += SUMS) {
    if (width == 4) oneNaN(values, i32x4.splat(0x7fc00000), true);
    else if (width == 8) oneNaN(values, i64x2.splat(0x7ff8000000000000), false);
    sumsOfBlock(values, keys, sums);
  }
}

function oneNaN(values: usize, nan: v128, single: bool): void {
  for (let p = values; p < values + BLOCK; p += 16) {
    const own = v128.load(p);
    const odd = single ? f32x4.ne(own, own) : f64x2.ne(own, own);
    if (v128.any_true(odd)) v128.store(p, v128.bitselect(nan, own, odd));
  }
}

function sumsOfBlock(values: usize, keys: usize, sums: usize): void {
  let s0 = i64x2.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  for (let at: usize = 0; at < BLOCK; at += 32) {
    const a = v128.load(values + at),
      b = v128.load(values + at, 16);
    const k = keys + at;
    s0 = i64x2.add(s0, products(a, b, v128.load(k), v128.load(k, 16)));
    s1 = i64x2.add(s1, products(a, b, v128.load(k, 16), v128.load(k, 32)));
    s2 = i64x2.add(s2, products(a, b, v128.load(k, 32), v128.load(k, 48)));
    s3 = i64x2.add(s3, products(a, b, v128.load(k, 48), v128.load(k, 64)));
  }
  store<i64>(sums, i64x2.extract_lane(s0, 0) + i64x2.extract_lane(s0, 1));
  store<i64>(sums, i64x2.extract_lane(s1, 0) + i64x2.extract_lane(s1, 1), 8);
  store<i64>(sums, i64x2.extract_lane(s2, 0) + i64x2.extract_lane(s2, 1), 16);
  store<i64>(sums, i64x2.extract_lane(s3, 0) + i64x2.extract_lane(s3, 1), 24);
}

function products(a: v128, b: v128, k: v128, l: v128): v128 {
  const x = i32x4.add(a, k),
    y = i32x4.add(b, l);
  return i64x2.add(i64x2.extmul_low_i32x4_u(x, y), i64x2.extmul_high_i32x4_u(x, y));
}
