/**
 * The squared error of each cell, in units of each feature's variance over the cells, averaged over the features that vary: 1 is
 * what one answer for all of these cells gives.
 *
 * @param truth [cells, features] row-major @param guess the same
 */
export function standardizedErrors(truth: ArrayLike<number>, guess: ArrayLike<number>, cells: number): Float32Array {
  const features = cells === 0 ? 0 : truth.length / cells;
  const variance = variances(truth, cells, features);
  const varying = variance.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
  return Float32Array.from({ length: cells }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < features; j++) {
      if (variance[j]! > 0) sum += (truth[i * features + j]! - guess[i * features + j]!) ** 2 / variance[j]!;
    }
    return sum / varying;
  });
}

function variances(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += values[i * columns + j]! / rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) variance[j]! += (values[i * columns + j]! - mean[j]!) ** 2 / rows;
  }
  return variance;
}
