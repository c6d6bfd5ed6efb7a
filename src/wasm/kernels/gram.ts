/** The product of a matrix [rows, columns] in compressed rows with itself, centered; fields are addresses or counts. */
@unmanaged
class Gram {
  rows: i32;
  columns: i32;
  /** i32 [rows + 1], i32 [stored] and f64 [stored]: compressed rows. */
  indptr: usize;
  indices: usize;
  values: usize;
  /** i32 [columns + 1], and for each entry of a column i32: its place among the rows' entries, and its row. */
  starts: usize;
  places: usize;
  members: usize;
  /** f64 [columns]: means of the columns, 0 for a product that is not centered. */
  means: usize;
  /** f64 [columns, columns]: takes the part right of the diagonal, and the diagonal. */
  product: usize;
}

/** Adds up row `column` of the product, from the diagonal on. */
export function gramRow(task: usize, column: i32, thread: i32): void {
  const g = changetype<Gram>(task);
  const row = g.product + <usize>column * <usize>g.columns * 8;
  const end = load<i32>(g.starts + <usize>(column + 1) * 4);
  for (let e = load<i32>(g.starts + <usize>column * 4); e < end; e++) {
    const place = load<i32>(g.places + <usize>e * 4);
    const after = load<i32>(g.indptr + <usize>load<i32>(g.members + <usize>e * 4) * 4, 4);
    addScaled(g, row, place, after, load<f64>(g.values + <usize>place * 8));
  }
  const share = load<f64>(g.means + <usize>column * 8) * <f64>g.rows;
  for (let j = <usize>column; j < <usize>g.columns; j++) {
    store<f64>(row + j * 8, load<f64>(row + j * 8) - share * load<f64>(g.means + j * 8));
  }
}

/** Adds entries of a row, times a factor, to a dense row. */
function addScaled(g: Gram, row: usize, from: i32, to: i32, factor: f64): void {
  for (let e = from; e < to; e++) {
    const at = row + <usize>load<i32>(g.indices + <usize>e * 4) * 8;
    store<f64>(at, load<f64>(at) + factor * load<f64>(g.values + <usize>e * 8));
  }
}

/**
 * The product of a symmetric matrix [size, size], of which the part from the diagonal on is there, with a vector. Four rows at a time: what they
 * add to the result behind them is read and written once.
 */
export function symmetricTimes(matrix: usize, vector: usize, out: usize, size: i32): void {
  const line = <usize>size * 8;
  memory.fill(out, 0, line);
  let i: usize = 0;
  for (; i + 24 < line; i += 32) {
    const row = matrix + (i >> 3) * line;
    for (let r: usize = 0; r < 32; r += 8) timesRow(row + (r >> 3) * line, vector, out, i + r, i + 32);
    timesFourRows(row, vector, out, i, line);
  }
  for (; i < line; i += 8) timesRow(matrix + (i >> 3) * line, vector, out, i, line);
}

/** What row `i` (in bytes) does to the result, by its numbers from the diagonal up to `end`. */
function timesRow(row: usize, vector: usize, out: usize, i: usize, end: usize): void {
  const own = load<f64>(vector + i);
  let total = own * load<f64>(row + i);
  for (let j = i + 8; j < end; j += 8) {
    const value = load<f64>(row + j);
    total += value * load<f64>(vector + j);
    store<f64>(out + j, load<f64>(out + j) + value * own);
  }
  store<f64>(out + i, load<f64>(out + i) + total);
}

/** What four rows from `i` (in bytes) on do to the result, by their numbers behind the square at the diagonal. */
function timesFourRows(row: usize, vector: usize, out: usize, i: usize, line: usize): void {
  const second = row + line,
    third = second + line,
    fourth = third + line;
  const v0 = load<f64>(vector + i),
    v1 = load<f64>(vector + i, 8),
    v2 = load<f64>(vector + i, 16),
    v3 = load<f64>(vector + i, 24);
  const f0 = f64x2.splat(v0),
    f1 = f64x2.splat(v1),
    f2 = f64x2.splat(v2),
    f3 = f64x2.splat(v3);
  let s0 = f64x2.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  let j = i + 32;
  for (; j + 8 < line; j += 16) {
    const a = v128.load(row + j),
      b = v128.load(second + j),
      c = v128.load(third + j),
      d = v128.load(fourth + j),
      x = v128.load(vector + j);
    s0 = f64x2.add(s0, f64x2.mul(a, x));
    s1 = f64x2.add(s1, f64x2.mul(b, x));
    s2 = f64x2.add(s2, f64x2.mul(c, x));
    s3 = f64x2.add(s3, f64x2.mul(d, x));
    const first = f64x2.add(f64x2.mul(a, f0), f64x2.mul(b, f1));
    const last = f64x2.add(f64x2.mul(c, f2), f64x2.mul(d, f3));
    v128.store(out + j, f64x2.add(v128.load(out + j), f64x2.add(first, last)));
  }
  let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1),
    t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1),
    t2 = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1),
    t3 = f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1);
  if (j < line) {
    const a = load<f64>(row + j),
      b = load<f64>(second + j),
      c = load<f64>(third + j),
      d = load<f64>(fourth + j),
      x = load<f64>(vector + j);
    t0 += a * x;
    t1 += b * x;
    t2 += c * x;
    t3 += d * x;
    store<f64>(out + j, load<f64>(out + j) + (a * v0 + b * v1 + (c * v2 + d * v3)));
  }
  store<f64>(out + i, load<f64>(out + i) + t0);
  store<f64>(out + i, load<f64>(out + i, 8) + t1, 8);
  store<f64>(out + i, load<f64>(out + i, 16) + t2, 16);
  store<f64>(out + i, load<f64>(out + i, 24) + t3, 24);
}
