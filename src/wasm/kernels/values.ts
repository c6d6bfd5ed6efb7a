/** Sums of rows in compressed rows: values f32 from `values` on, of which row i has those from i32 starts[i] on; totals f64 [rows]. */
export function rowTotals(values: usize, starts: usize, totals: usize, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    let p = values + <usize>load<i32>(starts + <usize>i * 4) * 4;
    const end = values + <usize>load<i32>(starts + <usize>i * 4, 4) * 4;
    let a = f64x2.splat(0),
      b = a;
    for (; p + 12 < end; p += 16) {
      const four = v128.load(p);
      a = f64x2.add(a, f64x2.promote_low_f32x4(four));
      b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)));
    }
    a = f64x2.add(a, b);
    let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
    for (; p < end; p += 4) sum += <f64>load<f32>(p);
    store<f64>(totals + <usize>i * 8, sum);
  }
}

/** Divides the values of each row by its f64 divisor, in place; each quotient is that of 64 bits, rounded. */
export function divideRows(values: usize, starts: usize, divisors: usize, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    let p = values + <usize>load<i32>(starts + <usize>i * 4) * 4;
    const end = values + <usize>load<i32>(starts + <usize>i * 4, 4) * 4;
    const divisor = load<f64>(divisors + <usize>i * 8);
    const both = f64x2.splat(divisor);
    for (; p + 12 < end; p += 16) {
      const four = v128.load(p);
      const low = f64x2.div(f64x2.promote_low_f32x4(four), both);
      const high = f64x2.div(f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)), both);
      v128.store(p, joined(low, high));
    }
    for (; p < end; p += 4) store<f32>(p, <f32>(<f64>load<f32>(p) / divisor));
  }
}

/**
 * log(1 + x) of f32 values from 0 to 2^31, in place, to 1e-13 of itself before it is rounded; `count` is a multiple of 4. Values outside are
 * left alone; returns 0 when there is none, else 1.
 */
export function log1pValues(values: usize, count: i32): i32 {
  const end = values + <usize>count * 4;
  const most = f32x4.splat(2147483648.0);
  const zero = f32x4.splat(0);
  let outside = i32x4.splat(0);
  for (let p = values; p < end; p += 16) {
    const four = v128.load(p);
    const inside = v128.and(f32x4.ge(four, zero), f32x4.le(four, most));
    outside = v128.or(outside, v128.not(inside));
    const low = log1pOfTwo(f64x2.promote_low_f32x4(four));
    const high = log1pOfTwo(f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)));
    v128.store(p, v128.bitselect(joined(low, high), four, inside));
  }
  return i32(v128.any_true(outside));
}

/**
 * 1 + x = 2^e (1 + f) with 1 + f from sqrt(1/2) to sqrt(2), and log(1 + f) = 2 artanh(f / (2 + f)) by its series. 1 + x is exact where it has
 * to be: x has 24 digits, and where e is 0 f is x itself.
 */
function log1pOfTwo(x: v128): v128 {
  const one = f64x2.splat(1);
  const u = v128.bitselect(f64x2.add(x, one), one, f64x2.ge(x, f64x2.splat(0)));
  // Bits of sqrt(1/2), so that the exponent changes at sqrt(2).
  const base = i64x2.splat(0x3fe6a09e667f3bcd);
  const e = i64x2.shr_s(i64x2.sub(u, base), 52);
  const m = i64x2.sub(u, i64x2.shl(e, 52));
  const f = v128.bitselect(x, f64x2.sub(m, one), i64x2.eq(e, i64x2.splat(0)));
  const exponent = f64x2.sub(v128.or(e, i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496));
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2)));
  const z = f64x2.mul(s, s);
  let sum = f64x2.splat(1.0 / 17);
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 15));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 13));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 11));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 9));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 7));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 5));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(1.0 / 3));
  sum = f64x2.add(f64x2.mul(sum, z), one);
  return f64x2.add(f64x2.mul(exponent, f64x2.splat(0.6931471805599453)), f64x2.mul(f64x2.mul(s, sum), f64x2.splat(2)));
}

function joined(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
