/**
 * Inner products of each row of two matrices: rows f64 [cells, width] with weights f64 [classes, width], into out
 * [cells, classes]. Cells must be a multiple of 4, classes and width of 2: filled up with zeros.
 */
export function innerProducts(rows: usize, weights: usize, out: usize, cells: i32, classes: i32, width: i32): void {
  const line = <usize>width * 8;
  for (let i = 0; i < cells; i += 4) {
    const r = rows + <usize>i * line;
    for (let k = 0; k < classes; k += 2) {
      const w = weights + <usize>k * line;
      let a = f64x2.splat(0),
        b = a,
        c = a,
        d = a,
        e = a,
        f = a,
        g = a,
        h = a;
      for (let j: usize = 0; j < line; j += 16) {
        const one = v128.load(w + j),
          two = v128.load(w + line + j);
        let row = v128.load(r + j);
        a = f64x2.add(a, f64x2.mul(row, one));
        b = f64x2.add(b, f64x2.mul(row, two));
        row = v128.load(r + line + j);
        c = f64x2.add(c, f64x2.mul(row, one));
        d = f64x2.add(d, f64x2.mul(row, two));
        row = v128.load(r + 2 * line + j);
        e = f64x2.add(e, f64x2.mul(row, one));
        f = f64x2.add(f, f64x2.mul(row, two));
        row = v128.load(r + 3 * line + j);
        g = f64x2.add(g, f64x2.mul(row, one));
        h = f64x2.add(h, f64x2.mul(row, two));
      }
      const next = <usize>classes * 8;
      const to = out + <usize>i * next + <usize>k * 8;
      storeSums(to, a, b);
      storeSums(to + next, c, d);
      storeSums(to + 2 * next, e, f);
      storeSums(to + 3 * next, g, h);
    }
  }
}

function storeSums(to: usize, a: v128, b: v128): void {
  store<f64>(to, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
  store<f64>(to, f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1), 8);
}

/**
 * Adds the product of the transposed shares f64 [cells, classes] with rows f64 [cells, width] to sums [classes, width].
 * Cells must be a multiple of 4, classes and width of 2.
 */
export function addProducts(shares: usize, rows: usize, sums: usize, cells: i32, classes: i32, width: i32): void {
  const line = <usize>width * 8;
  const next = <usize>classes * 8;
  for (let i = 0; i < cells; i += 4) {
    const r = rows + <usize>i * line;
    for (let k = 0; k < classes; k += 2) {
      const s = shares + <usize>i * next + <usize>k * 8;
      const to = sums + <usize>k * line;
      const a = v128.load64_splat(s),
        b = v128.load64_splat(s + next),
        c = v128.load64_splat(s + 2 * next),
        d = v128.load64_splat(s + 3 * next),
        e = v128.load64_splat(s + 8),
        f = v128.load64_splat(s + next + 8),
        g = v128.load64_splat(s + 2 * next + 8),
        h = v128.load64_splat(s + 3 * next + 8);
      for (let j: usize = 0; j < line; j += 16) {
        const p = v128.load(r + j),
          q = v128.load(r + line + j),
          u = v128.load(r + 2 * line + j),
          v = v128.load(r + 3 * line + j);
        let one = f64x2.add(f64x2.mul(p, a), f64x2.mul(q, b));
        let two = f64x2.add(f64x2.mul(p, e), f64x2.mul(q, f));
        one = f64x2.add(one, f64x2.add(f64x2.mul(u, c), f64x2.mul(v, d)));
        two = f64x2.add(two, f64x2.add(f64x2.mul(u, g), f64x2.mul(v, h)));
        v128.store(to + j, f64x2.add(v128.load(to + j), one));
        v128.store(to + line + j, f64x2.add(v128.load(to + line + j), two));
      }
    }
  }
}
