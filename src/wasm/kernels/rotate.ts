/** Bytes of the rows that are turned at once: two cache lines, so that a row that two turns share is still there. */
const PART: usize = 128;

/**
 * Turns neighboring rows of z f64 [rows, entries], a pair after the other, from the last pair on: for turn t of `count` the rows at - t and at - t + 1 become
 * cos own - sin next and sin own + cos next, with cosines and sines f64 [count, 2].
 */
export function rotateRows(z: usize, turns: usize, at: i32, count: i32, entries: i32): void {
  const line = <usize>entries * 8;
  const last = z + <usize>(at + 1) * line;
  const whole = line & ~15;
  for (let from: usize = 0; from < whole; from += PART) {
    const to = min(from + PART, whole);
    for (let r = from; r < to; r += 16) rotatePair(last + r, turns, count, line);
  }
  if (whole < line) rotateOne(last + whole, turns, count, line);
}

/** Two columns: what a turn leaves in its upper row is the lower row of the next. */
function rotatePair(last: usize, turns: usize, count: i32, line: usize): void {
  let p = last;
  let next = v128.load(p);
  for (let t = turns, end = turns + <usize>count * 16; t < end; t += 16, p -= line) {
    const cosine = v128.load64_splat(t),
      sine = v128.load64_splat(t, 8);
    const own = v128.load(p - line);
    v128.store(p, f64x2.add(f64x2.mul(sine, own), f64x2.mul(cosine, next)));
    next = f64x2.sub(f64x2.mul(cosine, own), f64x2.mul(sine, next));
  }
  v128.store(p, next);
}

function rotateOne(last: usize, turns: usize, count: i32, line: usize): void {
  let p = last;
  let next = load<f64>(p);
  for (let t = turns, end = turns + <usize>count * 16; t < end; t += 16, p -= line) {
    const cosine = load<f64>(t),
      sine = load<f64>(t, 8);
    const own = load<f64>(p - line);
    store<f64>(p, sine * own + cosine * next);
    next = cosine * own - sine * next;
  }
  store<f64>(p, next);
}
