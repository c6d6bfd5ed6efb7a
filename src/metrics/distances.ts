import type { MatrixLike } from './types';

/** The squared Euclidean distance of two rows. */
export function squaredDistance(a: MatrixLike, i: number, b: MatrixLike, j: number): number {
  let sum = 0;
  for (let c = 0, p = i * a.columns, q = j * b.columns; c < a.columns; c++, p++, q++) {
    const apart = a.values[p]! - b.values[q]!;
    sum += apart * apart;
  }
  return sum;
}

/** The scalar product of two rows. */
export function dot(a: MatrixLike, i: number, b: MatrixLike, j: number): number {
  let sum = 0;
  for (let c = 0, p = i * a.columns, q = j * b.columns; c < a.columns; c++, p++, q++)
    sum += a.values[p]! * b.values[q]!;
  return sum;
}

/** The mean of a function of row i of a and row j of b, over all pairs. */
export function meanOverPairs(a: MatrixLike, b: MatrixLike, value: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) {
    let row = 0;
    for (let j = 0; j < b.rows; j++) row += value(i, j);
    sum += row / b.rows;
  }
  return sum / a.rows;
}
