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

/**
 * Scales the values of each row, in place, so that they add up to `target`: each is divided in 64 bits by the row's total over the target, and rounded. Rows
 * whose total is not above zero are left alone. Writes totals f64 [rows].
 */
export function normalizeRows(values: usize, starts: usize, totals: usize, rows: i32, target: f64): void {
  rowTotals(values, starts, totals, rows);
  for (let i = 0; i < rows; i++) {
    const total = load<f64>(totals + <usize>i * 8);
    if (!(total > 0)) continue;
    divide(
      values + <usize>load<i32>(starts + <usize>i * 4) * 4,
      values + <usize>load<i32>(starts + <usize>i * 4, 4) * 4,
      total / target,
    );
  }
}

/** Divides the values of each row by its f64 divisor, in place; each quotient is that of 64 bits, rounded. */
export function divideRows(values: usize, starts: usize, divisors: usize, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    divide(
      values + <usize>load<i32>(starts + <usize>i * 4) * 4,
      values + <usize>load<i32>(starts + <usize>i * 4, 4) * 4,
      load<f64>(divisors + <usize>i * 8),
    );
  }
}

function divide(begin: usize, end: usize, divisor: f64): void {
  const both = f64x2.splat(divisor);
  let p = begin;
  for (; p + 12 < end; p += 16) {
    const four = v128.load(p);
    const low = f64x2.div(f64x2.promote_low_f32x4(four), both);
    const high = f64x2.div(f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)), both);
    v128.store(p, joined(low, high));
  }
  for (; p < end; p += 4) store<f32>(p, <f32>(<f64>load<f32>(p) / divisor));
}

/** Entries of the table of a row's logarithms: rows of larger multiples are computed value by value. */
const ENTRIES: i32 = 512;
/** Rows with fewer values are not worth a table. */
const FEWEST: usize = 64 * 4;

/**
 * log(1 + x) as log1pValues, row by row. Most data are counts over a number of their row, so that a row has few different values: each is a small
 * multiple of the least, which is its place in a table. Whether the table holds the very value is looked at; a row for which it does not is computed value by value, so
 * that the bits are the same either way.
 *
 * @param work f32 [2 * ENTRIES] and i32 [values of the longest row + 4]
 */
export function log1pRows(values: usize, starts: usize, rows: i32, work: usize): i32 {
  let outside = 0,
    failed = 0;
  for (let i = 0; i < rows; i++) {
    const begin = values + <usize>load<i32>(starts + <usize>i * 4) * 4;
    const end = values + <usize>load<i32>(starts + <usize>i * 4, 4) * 4;
    // Where rows are no multiples of anything, the others are not tried.
    if (end - begin >= FEWEST && 4 * failed <= i + 8) {
      if (fromTable(begin, end, work)) continue;
      failed++;
    }
    outside |= log1pRow(begin, end, work);
  }
  return outside;
}

/** One row value by value; the last ones are laid behind each other with zeros. */
function log1pRow(begin: usize, end: usize, work: usize): i32 {
  const whole = begin + ((end - begin) & ~15);
  const outside = log1pValues(begin, <i32>((whole - begin) >> 2));
  if (whole == end) return outside;
  v128.store(work, i32x4.splat(0));
  memory.copy(work, whole, end - whole);
  const more = log1pValues(work, 4);
  memory.copy(whole, work, end - whole);
  return outside | more;
}

/** One row by a table; false, and nothing changed, where values are outside of what log1pValues takes or are not multiples. */
function fromTable(begin: usize, end: usize, work: usize): bool {
  const least = leastOfRow(begin, end);
  if (!(least > 0)) return false;
  const keys = work,
    logs = work + <usize>ENTRIES * 4,
    places = work + <usize>ENTRIES * 8;
  const last = keysOfRow(begin, end, keys, places, least);
  const away = places - begin;
  let other = 0;
  let p = begin;
  for (; p + 12 < end; p += 16) {
    const q = p + away;
    other |= load<i32>(p) ^ load<i32>(keys + load<u32>(q));
    other |= load<i32>(p, 4) ^ load<i32>(keys + load<u32>(q, 4));
    other |= load<i32>(p, 8) ^ load<i32>(keys + load<u32>(q, 8));
    other |= load<i32>(p, 12) ^ load<i32>(keys + load<u32>(q, 12));
  }
  for (; p < end; p += 4) other |= load<i32>(p) ^ load<i32>(keys + load<u32>(p + away));
  if (other) return false;
  for (let e: usize = 0; e <= last; e += 16) {
    const four = v128.load(keys + e);
    const low = log1pOfTwo(f64x2.promote_low_f32x4(four));
    const high = log1pOfTwo(f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)));
    v128.store(logs + e, joined(low, high));
  }
  for (p = begin; p + 12 < end; p += 16) {
    const q = p + away;
    store<i32>(p, load<i32>(logs + load<u32>(q)));
    store<i32>(p, load<i32>(logs + load<u32>(q, 4)), 4);
    store<i32>(p, load<i32>(logs + load<u32>(q, 8)), 8);
    store<i32>(p, load<i32>(logs + load<u32>(q, 12)), 12);
  }
  for (; p < end; p += 4) store<i32>(p, load<i32>(logs + load<u32>(p + away)));
  return true;
}

/** The least value above zero, 1 where there is none, and 0 where a value is below zero, above 2^31 or no number. */
function leastOfRow(begin: usize, end: usize): f32 {
  const zero = f32x4.splat(0),
    most = f32x4.splat(2147483648.0),
    none = f32x4.splat(Infinity);
  let least = none,
    inside = i32x4.splat(-1);
  let p = begin;
  for (; p + 12 < end; p += 16) {
    const four = v128.load(p);
    inside = v128.and(inside, v128.and(f32x4.ge(four, zero), f32x4.le(four, most)));
    least = f32x4.pmin(least, v128.bitselect(four, none, f32x4.gt(four, zero)));
  }
  if (!i32x4.all_true(inside)) return 0;
  let found = min(
    min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  for (; p < end; p += 4) {
    const x = load<f32>(p);
    if (!(x >= 0 && x <= 2147483648.0)) return 0;
    if (x > 0) found = min(found, x);
  }
  return found == Infinity ? 1 : found;
}

/** Lays each value where it belongs in the table, and notes where that is, in bytes; returns the last place. */
function keysOfRow(begin: usize, end: usize, keys: usize, places: usize, least: f32): u32 {
  const times = f32x4.splat(1 / least),
    half = f32x4.splat(0.5),
    limit = i32x4.splat(ENTRIES - 1);
  const away = places - begin;
  let last = i32x4.splat(0);
  let p = begin;
  // Beyond the end are values of the next row, or of a block before; their places are not used.
  for (; p < end; p += 16) {
    const multiple = i32x4.trunc_sat_f32x4_u(f32x4.add(f32x4.mul(v128.load(p), times), half));
    const place = i32x4.shl(i32x4.min_u(multiple, limit), 2);
    v128.store(p + away, place);
  }
  for (p = begin; p + 12 < end; p += 16) {
    const q = p + away;
    last = i32x4.max_u(last, v128.load(q));
    store<i32>(keys + load<u32>(q), load<i32>(p));
    store<i32>(keys + load<u32>(q, 4), load<i32>(p, 4));
    store<i32>(keys + load<u32>(q, 8), load<i32>(p, 8));
    store<i32>(keys + load<u32>(q, 12), load<i32>(p, 12));
  }
  let most = max(
    max(<u32>i32x4.extract_lane(last, 0), <u32>i32x4.extract_lane(last, 1)),
    max(<u32>i32x4.extract_lane(last, 2), <u32>i32x4.extract_lane(last, 3)),
  );
  for (; p < end; p += 4) {
    const place = load<u32>(p + away);
    most = max(most, place);
    store<i32>(keys + place, load<i32>(p));
  }
  return most;
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
