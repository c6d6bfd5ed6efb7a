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

/** The product of a symmetric matrix [size, size], of which the part from the diagonal on is there, with a vector. */
export function symmetricTimes(matrix: usize, vector: usize, out: usize, size: i32): void {
  const end = <usize>size * 8;
  memory.fill(out, 0, end);
  for (let i: usize = 0; i < end; i += 8) {
    const row = matrix + (i >> 3) * end;
    const own = load<f64>(vector + i);
    const factor = f64x2.splat(own);
    let sum = f64x2.splat(0),
      more = sum;
    let j = i + 8;
    for (; j + 24 < end; j += 32) {
      const a = v128.load(row + j),
        b = v128.load(row + j, 16);
      sum = f64x2.add(sum, f64x2.mul(a, v128.load(vector + j)));
      more = f64x2.add(more, f64x2.mul(b, v128.load(vector + j, 16)));
      v128.store(out + j, f64x2.add(v128.load(out + j), f64x2.mul(a, factor)));
      v128.store(out + j, f64x2.add(v128.load(out + j, 16), f64x2.mul(b, factor)), 16);
    }
    sum = f64x2.add(sum, more);
    let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + own * load<f64>(row + i);
    for (; j < end; j += 8) {
      total += load<f64>(row + j) * load<f64>(vector + j);
      store<f64>(out + j, load<f64>(out + j) + load<f64>(row + j) * own);
    }
    store<f64>(out + i, load<f64>(out + i) + total);
  }
}
