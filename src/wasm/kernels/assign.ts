/** Rows that are a unit of work. */
const UNIT: i32 = 1024;

/** Rows that are given to the nearest of some centers each; fields are counts or addresses. */
@unmanaged
class Assignment {
  rows: i32;
  /** Numbers of a row, filled up with zeros to a multiple of 4. */
  width: i32;
  /** f32 [rows, width] and f32 [centers, width]. */
  values: usize;
  centers: usize;
  /** i32 [ranges + 1]: where each range of centers begins. */
  starts: usize;
  /** i32 [rows]: the range that is looked at for a row; takes the number of the nearest center in it, of equals the lowest. */
  chosen: usize;
}

/** Gives the rows of a unit to their nearest centers. */
export function assignRows(task: usize, unit: i32, thread: i32): void {
  const a = changetype<Assignment>(task);
  const line = <usize>a.width * 4;
  const end = min(a.rows, (unit + 1) * UNIT);
  for (let i = unit * UNIT; i < end; i++) {
    const place = a.chosen + <usize>i * 4;
    const range = a.starts + <usize>load<i32>(place) * 4;
    const row = a.values + <usize>i * line;
    let best = load<i32>(range),
      least = f32.MAX_VALUE;
    for (let c = best; c < load<i32>(range, 4); c++) {
      const square = squareOf(row, a.centers + <usize>c * line, line);
      if (square < least) {
        least = square;
        best = c;
      }
    }
    store<i32>(place, best);
  }
}

function squareOf(p: usize, q: usize, line: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < line; at += 16) {
    const apart = f32x4.sub(v128.load(p + at), v128.load(q + at));
    sum = f32x4.add(sum, f32x4.mul(apart, apart));
  }
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
