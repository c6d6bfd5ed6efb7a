/** Sums by column over blocks of rows; fields are addresses or counts. */
@unmanaged
class Moments {
  columns: i32;
  /** i32 [values of a block]: the column of each value; 0 where a row holds all of them. */
  indices: usize;
  /** f32 and f64 [values of a block]: as given, and in 64 bits. */
  given: usize;
  values: usize;
  /** f64 [columns, 2], of the block: the sum of the stored values of a column, and how many there are. */
  own: usize;
  /** f64 [columns, 2], of the block: the mean, and the sum of the squares apart from it. */
  apart: usize;
  /** f64 [columns], of all blocks so far: sums, and sums of the squares apart from the mean. */
  sums: usize;
  squares: usize;
}

/**
 * Adds a block of rows: its own sums in two passes, which are then joined to those of the rows before (Chan, Golub and LeVeque 1983).
 *
 * @param count stored values
 * @param rows of the block
 * @param before rows of all blocks before
 * @param factor exp(factor x) - 1 stands for each value x; 0 for the values as they are
 * @returns 0 when all values are finite and none is below zero, else 1
 */
export function addMoments(task: usize, count: i32, rows: i32, before: i32, factor: f64): i32 {
  const m = changetype<Moments>(task);
  const outside = widen(m.given, m.values, count, factor);
  memory.fill(m.own, 0, <usize>m.columns * 16);
  if (m.indices) {
    sumsOfStored(m, count);
    meansOfBlock(m, rows);
    squaresOfStored(m, count);
  } else {
    sumsOfRows(m, rows);
    meansOfBlock(m, rows);
    squaresOfRows(m, rows);
  }
  join(m, <f64>rows, <f64>before);
  return outside;
}

function widen(given: usize, values: usize, count: i32, factor: f64): i32 {
  const end = given + <usize>count * 4;
  const zero = f32x4.splat(0),
    infinite = f32x4.splat(Infinity);
  let inside = i32x4.splat(-1);
  let q = values;
  // The last four may reach beyond the end: what lies there is set to 0 by the caller.
  for (let p = given; p < end; p += 16, q += 32) {
    const four = v128.load(p);
    inside = v128.and(inside, v128.and(f32x4.ge(four, zero), f32x4.lt(four, infinite)));
    let low = f64x2.promote_low_f32x4(four),
      high = f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1));
    if (factor != 0) {
      const factors = f64x2.splat(factor);
      low = expm1OfTwo(f64x2.mul(low, factors));
      high = expm1OfTwo(f64x2.mul(high, factors));
    }
    v128.store(q, low);
    v128.store(q, high, 16);
  }
  return i32x4.all_true(inside) ? 0 : 1;
}

/** exp(x) - 1 for x from 0 on: x = k ln 2 + r, and 2^k - 1 + 2^k (exp(r) - 1), of which the latter by its series. Infinite beyond 709.7. */
function expm1OfTwo(x: v128): v128 {
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.4426950408889634)));
  // ln 2 in two parts, of which the first times k is exact.
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238))),
    f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)),
  );
  let sum = f64x2.splat(1.0 / 6227020800);
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 479001600));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 39916800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 3628800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 362880));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 40320));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 5040));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 720));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 120));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 24));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 6));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5));
  // r + r^2 (...): r itself keeps all its digits.
  const more = f64x2.add(r, f64x2.mul(f64x2.mul(r, r), sum));
  const bits = f64x2.add(k, f64x2.splat(4503599627370496.0 + 1023.0));
  const power = i64x2.shl(bits, 52);
  const found = f64x2.add(f64x2.sub(power, f64x2.splat(1)), f64x2.mul(power, more));
  return v128.bitselect(f64x2.splat(Infinity), found, f64x2.gt(x, f64x2.splat(709.7)));
}

function sumsOfStored(m: Moments, count: i32): void {
  const one = f64x2.splat(1);
  const values = m.values,
    own = m.own;
  const end = m.indices + <usize>count * 4;
  for (let p = m.indices, q = values; p < end; p += 4, q += 8) {
    const at = own + ((<usize>load<u32>(p)) << 4);
    v128.store(at, f64x2.add(v128.load(at), v128.load64_lane(q, one, 0)));
  }
}

function squaresOfStored(m: Moments, count: i32): void {
  const apart = m.apart;
  const end = m.indices + <usize>count * 4;
  for (let p = m.indices, q = m.values; p < end; p += 4, q += 8) {
    const at = apart + ((<usize>load<u32>(p)) << 4);
    const d = load<f64>(q) - load<f64>(at);
    store<f64>(at, load<f64>(at, 8) + d * d, 8);
  }
}

/** Where rows hold all columns: `own` has the sums and counts, too. */
function sumsOfRows(m: Moments, rows: i32): void {
  let q = m.values;
  const end = m.own + <usize>m.columns * 16;
  for (let i = 0; i < rows; i++) {
    for (let at = m.own; at < end; at += 16, q += 8) store<f64>(at, load<f64>(at) + load<f64>(q));
  }
  for (let at = m.own; at < end; at += 16) store<f64>(at, <f64>rows, 8);
}

function squaresOfRows(m: Moments, rows: i32): void {
  let q = m.values;
  const end = m.apart + <usize>m.columns * 16;
  for (let i = 0; i < rows; i++) {
    for (let at = m.apart; at < end; at += 16, q += 8) {
      const d = load<f64>(q) - load<f64>(at);
      store<f64>(at, load<f64>(at, 8) + d * d, 8);
    }
  }
}

function meansOfBlock(m: Moments, rows: i32): void {
  const end = <usize>m.columns * 16;
  for (let at: usize = 0; at < end; at += 16) {
    store<f64>(m.apart + at, load<f64>(m.own + at) / <f64>rows);
    store<f64>(m.apart + at, 0, 8);
  }
}

function join(m: Moments, rows: f64, before: f64): void {
  const columns = <usize>m.columns;
  const share = (before * rows) / (before + rows);
  for (let j: usize = 0; j < columns; j++) {
    const mean = load<f64>(m.apart + j * 16);
    const empty = rows - load<f64>(m.own + j * 16, 8);
    const squares = load<f64>(m.apart + j * 16, 8) + empty * mean * mean;
    const sum = load<f64>(m.sums + j * 8);
    const apart = before > 0 ? mean - sum / before : 0;
    store<f64>(m.squares + j * 8, load<f64>(m.squares + j * 8) + squares + apart * apart * share);
    store<f64>(m.sums + j * 8, sum + load<f64>(m.own + j * 16));
  }
}
