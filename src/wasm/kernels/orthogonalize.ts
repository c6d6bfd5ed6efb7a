/**
 * Takes the parts along each of `count` orthogonal directions of length 1 off a vector, the last directions first, four at a time: their parts are taken of the same
 * vector, which is read and written once for all of them. Directions follow each other at `stride` bytes.
 */
export function orthogonalize(vector: usize, directions: usize, stride: usize, count: i32, size: i32): void {
  const end = vector + ((<usize>size) << 3);
  let d = count;
  for (; d >= 4; d -= 4) takeFourOff(vector, directions + <usize>(d - 4) * stride, stride, end);
  for (; d > 0; d--) {
    const direction = directions + <usize>(d - 1) * stride;
    takeOff(vector, direction, end, dot(vector, direction, end));
  }
}

function takeFourOff(vector: usize, first: usize, stride: usize, end: usize): void {
  let q = first,
    r = q + stride,
    s = r + stride,
    t = s + stride;
  let a = f64x2.splat(0),
    b = a,
    c = a,
    d = a,
    e = a,
    f = a,
    g = a,
    h = a;
  let p = vector;
  for (; p + 24 < end; p += 32, q += 32, r += 32, s += 32, t += 32) {
    const x = v128.load(p),
      y = v128.load(p, 16);
    a = f64x2.add(a, f64x2.mul(x, v128.load(q)));
    b = f64x2.add(b, f64x2.mul(x, v128.load(r)));
    c = f64x2.add(c, f64x2.mul(x, v128.load(s)));
    d = f64x2.add(d, f64x2.mul(x, v128.load(t)));
    e = f64x2.add(e, f64x2.mul(y, v128.load(q, 16)));
    f = f64x2.add(f, f64x2.mul(y, v128.load(r, 16)));
    g = f64x2.add(g, f64x2.mul(y, v128.load(s, 16)));
    h = f64x2.add(h, f64x2.mul(y, v128.load(t, 16)));
  }
  let alongQ = sumOf(a, e),
    alongR = sumOf(b, f),
    alongS = sumOf(c, g),
    alongT = sumOf(d, h);
  for (; p < end; p += 8, q += 8, r += 8, s += 8, t += 8) {
    const x = load<f64>(p);
    alongQ += x * load<f64>(q);
    alongR += x * load<f64>(r);
    alongS += x * load<f64>(s);
    alongT += x * load<f64>(t);
  }
  const all = (end - vector) & ~15;
  p = vector;
  q = first;
  r = q + stride;
  s = r + stride;
  t = s + stride;
  a = f64x2.splat(alongQ);
  b = f64x2.splat(alongR);
  c = f64x2.splat(alongS);
  d = f64x2.splat(alongT);
  for (; p < vector + all; p += 16, q += 16, r += 16, s += 16, t += 16) {
    const one = f64x2.add(f64x2.mul(a, v128.load(q)), f64x2.mul(b, v128.load(r)));
    const other = f64x2.add(f64x2.mul(c, v128.load(s)), f64x2.mul(d, v128.load(t)));
    v128.store(p, f64x2.sub(v128.load(p), f64x2.add(one, other)));
  }
  if (p < end) {
    const off = alongQ * load<f64>(q) + alongR * load<f64>(r) + (alongS * load<f64>(s) + alongT * load<f64>(t));
    store<f64>(p, load<f64>(p) - off);
  }
}

function sumOf(a: v128, b: v128): f64 {
  const both = f64x2.add(a, b);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
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
  let sum = sumOf(f64x2.add(a, b), f64x2.add(c, d));
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
