import { exactMath } from '../exactMath';
import { checkMatrix, checkSameColumns } from './checks';
import { meanOverPairs } from './distances';
import type { MatrixLike } from './types';

/** Kernel widths of SQUINT's evaluation code. */
const WIDTHS = [2, 1, 0.5, 0.01, 0.005];

/**
 * The squared maximum mean discrepancy of two samples of profiles (rows that add up to 1) under Gaussian total-variation
 * kernels exp(-|a - b|_1^2 / (2 w^2)), the mean over w = 2, 1, 0.5, 0.01, 0.005, a profile with itself included. As
 * SQUINT's evaluation has it (paper section 5.1, after Bunne et al. 2023).
 *
 * @param x profiles [n, d]
 * @param y profiles [m, d]
 * @throws TissuebookError 'shape-mismatch'
 */
export function profileDiscrepancy(x: MatrixLike, y: MatrixLike): number {
  checkMatrix('profileDiscrepancy', 'x', x);
  checkMatrix('profileDiscrepancy', 'y', y);
  checkSameColumns('profileDiscrepancy', x, y);
  const mean = (a: MatrixLike, b: MatrixLike): number =>
    meanOverPairs(a, b, (i, j) => {
      const distance = manhattan(a, i, b, j);
      let sum = 0;
      for (const width of WIDTHS) sum += exactMath.exp(-(distance * distance) / (2 * width * width));
      return sum / WIDTHS.length;
    });
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}

function manhattan(a: MatrixLike, i: number, b: MatrixLike, j: number): number {
  let sum = 0;
  for (let c = 0; c < a.columns; c++) sum += Math.abs(a.values[i * a.columns + c]! - b.values[j * b.columns + c]!);
  return sum;
}
