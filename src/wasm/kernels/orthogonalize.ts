/**
 * Takes the parts along each of `count` directions of length 1 off a vector, one after the other, the last direction first.
 * Directions follow each other at `stride` bytes.
 */
export function orthogonalize(vector: usize, directions: usize, stride: usize, count: i32, size: i32): void {
  const end = vector + ((<usize>size) << 3);
  for (let d = count - 1; d >= 0; d--) {
    const direction = directions + <usize>d * stride;
    takeOff(vector, direction, end, dot(vector, direction, end));
  }
}

function dot(p: usize, q: usize, end: usize): f64 {
  let a = f64x2.splat(0),
    b = a,
    c = a,
    d = a;
  for (; p + 56 < end; p += 64, q += 64) {
    a = f64x2.add(a, f64x2.mul(v128.load(p), v128.load(q)));
    b = f64x2.add(b, f64x2.mul(v128.load(p, 16), v128.load(q, 16)));
    c = f64x2.add(c, f64x2.mul(v128.load(p, 32), v128.load(q, 32)));
    d = f64x2.add(d, f64x2.mul(v128.load(p, 48), v128.load(q, 48)));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; p < end; p += 8, q += 8) sum += load<f64>(p) * load<f64>(q);
  return sum;
}

function takeOff(p: usize, q: usize, end: usize, factor: f64): void {
  const factors = f64x2.splat(factor);
  for (; p + 24 < end; p += 32, q += 32) {
    v128.store(p, f64x2.sub(v128.load(p), f64x2.mul(factors, v128.load(q))));
    v128.store(p, f64x2.sub(v128.load(p, 16), f64x2.mul(factors, v128.load(q, 16))), 16);
  }
  for (; p < end; p += 8, q += 8) store<f64>(p, load<f64>(p) - factor * load<f64>(q));
}
