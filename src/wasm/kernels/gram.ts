/** Columns of a panel of the product: with 2,000 columns a panel is 1 MB, which stays in the processor's second cache while all rows go by. */
const PANEL: i32 = 64;

/** The product of a matrix [rows, columns] in compressed rows with itself, centered; fields are addresses or counts. */
@unmanaged
class Gram {
  rows: i32;
  columns: i32;
  /** i32 [rows + 1], i32 [stored], and f32 or f64 [stored]: compressed rows, whose columns rise. */
  indptr: usize;
  indices: usize;
  values: usize;
  /** 1 for values in 32 bits. */
  single: i32;
  /** f64 [columns]: means of the columns, 0 for a product that is not centered. */
  means: usize;
  /** f64 [columns, columns]: takes the part right of the diagonal, and the diagonal. */
  product: usize;
  /** f64 [threads, 2 * columns]: for each thread, the values of a row and their columns in bytes. */
  rest: usize;
}

/** Adds up the rows of the product that belong to a panel of columns, from the diagonal on; each sum follows the order of the matrix's rows. */
export function gramPanel(task: usize, panel: i32, thread: i32): void {
  const g = changetype<Gram>(task);
  const first = panel * PANEL;
  const end = min(first + PANEL, g.columns);
  const values = g.rest + <usize>thread * <usize>g.columns * 16;
  const columns = values + <usize>g.columns * 8;
  for (let i = 0; i < g.rows; i++) {
    const after = load<i32>(g.indptr + <usize>i * 4, 4);
    const from = firstFrom(g, load<i32>(g.indptr + <usize>i * 4), after, first);
    const own = firstFrom(g, from, min(after, from + PANEL), end) - from;
    if (own == 0) continue;
    const count = after - from;
    for (let e = 0; e < count; e++) {
      const at = <usize>(from + e);
      const value = g.single ? <f64>load<f32>(g.values + at * 4) : load<f64>(g.values + at * 8);
      store<f64>(values + <usize>e * 8, value);
      store<u32>(columns + <usize>e * 4, load<u32>(g.indices + at * 4) << 3);
    }
    addRow(g, values, columns, own, count);
  }
  center(g, first, end);
}

/** The first entry of a row, from `from` on, whose column is not before `column`. */
function firstFrom(g: Gram, from: i32, to: i32, column: i32): i32 {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (load<i32>(g.indices + <usize>middle * 4) < column) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Adds the products of the first `own` values of a row with all that are not before them; two at a time, since they share the others. */
function addRow(g: Gram, values: usize, columns: usize, own: i32, count: i32): void {
  const line = <usize>g.columns;
  const end = columns + <usize>count * 4;
  let e = 0;
  for (; e + 1 < own; e += 2) {
    let q = values + <usize>e * 8,
      p = columns + <usize>e * 4;
    const a = load<f64>(q),
      b = load<f64>(q, 8);
    const first = g.product + <usize>load<u32>(p) * line,
      second = g.product + <usize>load<u32>(p, 4) * line;
    const corner = first + <usize>load<u32>(p);
    store<f64>(corner, load<f64>(corner) + a * a);
    for (p += 4, q += 8; p < end; p += 4, q += 8) {
      const column = <usize>load<u32>(p);
      const value = load<f64>(q);
      store<f64>(first + column, load<f64>(first + column) + a * value);
      store<f64>(second + column, load<f64>(second + column) + b * value);
    }
  }
  if (e == own) return;
  const a = load<f64>(values + <usize>e * 8);
  const row = g.product + <usize>load<u32>(columns + <usize>e * 4) * line;
  for (let p = columns + <usize>e * 4, q = values + <usize>e * 8; p < end; p += 4, q += 8) {
    const at = row + <usize>load<u32>(p);
    store<f64>(at, load<f64>(at) + a * load<f64>(q));
  }
}

function center(g: Gram, first: i32, end: i32): void {
  const columns = <usize>g.columns;
  for (let j = <usize>first; j < <usize>end; j++) {
    const row = g.product + j * columns * 8;
    const share = load<f64>(g.means + j * 8) * <f64>g.rows;
    for (let k = j; k < columns; k++) {
      store<f64>(row + k * 8, load<f64>(row + k * 8) - share * load<f64>(g.means + k * 8));
    }
  }
}

/** Products of rows in compressed rows with a dense matrix; fields are addresses or counts. */
@unmanaged
class Project {
  /** The rows that are made: from `first` up to `end`. */
  first: i32;
  end: i32;
  /** Columns of the dense matrix, a multiple of 16. */
  width: i32;
  indptr: usize;
  indices: usize;
  values: usize;
  single: i32;
  /** f64 [columns, width]. */
  other: usize;
  /** f64 [width]: what each row of the result begins with. */
  offset: usize;
  /** f64 [end - first, width]. */
  out: usize;
}

/** Rows of the result that are made at once. */
const ROWS: i32 = 256;

/** Some rows of the product; what is stored in a row is added in its order, sixteen columns of the result at a time. */
export function projectRows(task: usize, unit: i32, thread: i32): void {
  const t = changetype<Project>(task);
  const begin = t.first + unit * ROWS;
  const end = min(begin + ROWS, t.end);
  const line = <usize>t.width * 8;
  for (let i = begin; i < end; i++) {
    const from = load<i32>(t.indptr + <usize>i * 4);
    const to = load<i32>(t.indptr + <usize>i * 4, 4);
    const out = t.out + <usize>(i - t.first) * line;
    for (let k: usize = 0; k < line; k += 128) projectPart(t, from, to, line, k, out + k);
  }
}

function projectPart(t: Project, from: i32, to: i32, line: usize, k: usize, out: usize): void {
  const offset = t.offset + k;
  let a = v128.load(offset),
    b = v128.load(offset, 16),
    c = v128.load(offset, 32),
    d = v128.load(offset, 48),
    e = v128.load(offset, 64),
    f = v128.load(offset, 80),
    g = v128.load(offset, 96),
    h = v128.load(offset, 112);
  for (let s = <usize>from; s < <usize>to; s++) {
    const value = t.single ? <f64>load<f32>(t.values + s * 4) : load<f64>(t.values + s * 8);
    const x = f64x2.splat(value);
    const p = t.other + <usize>load<u32>(t.indices + s * 4) * line + k;
    a = f64x2.add(a, f64x2.mul(x, v128.load(p)));
    b = f64x2.add(b, f64x2.mul(x, v128.load(p, 16)));
    c = f64x2.add(c, f64x2.mul(x, v128.load(p, 32)));
    d = f64x2.add(d, f64x2.mul(x, v128.load(p, 48)));
    e = f64x2.add(e, f64x2.mul(x, v128.load(p, 64)));
    f = f64x2.add(f, f64x2.mul(x, v128.load(p, 80)));
    g = f64x2.add(g, f64x2.mul(x, v128.load(p, 96)));
    h = f64x2.add(h, f64x2.mul(x, v128.load(p, 112)));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
  v128.store(out, e, 64);
  v128.store(out, f, 80);
  v128.store(out, g, 96);
  v128.store(out, h, 112);
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
