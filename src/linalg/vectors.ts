import type { Rows } from './ridge';

/** The scalar product; four sums at a time, which do not wait for each other. */
export function dot(a: Float64Array, b: Float64Array): number {
  const { length } = a;
  let [s, t, u, v] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s += a[i]! * b[i]!;
    t += a[i + 1]! * b[i + 1]!;
    u += a[i + 2]! * b[i + 2]!;
    v += a[i + 3]! * b[i + 3]!;
  }
  for (; i < length; i++) s += a[i]! * b[i]!;
  return s + t + (u + v);
}

/** Adds a multiple of one vector to another. */
export function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * from[i]!;
}

/** The rows of a matrix, each to length 1 [rows, columns]; one without length stays at zero. */
export function unitRows({ rows, columns, values }: Rows): Float64Array {
  const out = Float64Array.from(values);
  for (let i = 0; i < rows; i++) {
    const row = out.subarray(i * columns, (i + 1) * columns);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    row.forEach((value, j) => (row[j] = length > 0 ? value / length : 0));
  }
  return out;
}
