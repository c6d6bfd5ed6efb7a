import { TissuebookError } from '../errors';
import { isMissing } from './labelCodes';
import type { Labels, MatrixLike } from './types';

/** Refuses two lists of different lengths, and empty ones. */
export function checkPaired(where: string, a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length === b.length && a.length > 0) return;
  throw new TissuebookError(
    'shape-mismatch',
    `${where}: lists of ${a.length} and ${b.length} values cannot be paired.`,
    {
      found: [a.length, b.length],
    },
  );
}

/** Refuses two matrices of different shapes, and empty ones. */
export function checkSameShape(where: string, a: MatrixLike, b: MatrixLike): void {
  if (a.rows === b.rows && a.columns === b.columns && a.rows * a.columns > 0) return;
  throw new TissuebookError(
    'shape-mismatch',
    `${where}: matrices of ${a.rows} x ${a.columns} and ${b.rows} x ${b.columns} cannot be paired.`,
    { found: [a.rows, a.columns, b.rows, b.columns] },
  );
}

/** Refuses matrices whose points do not have the same dimensions, and empty ones. */
export function checkSameColumns(where: string, a: MatrixLike, b: MatrixLike): void {
  if (a.columns === b.columns && a.rows > 0 && b.rows > 0) return;
  throw new TissuebookError(
    'shape-mismatch',
    `${where}: samples of ${a.rows} x ${a.columns} and ${b.rows} x ${b.columns} cannot be compared.`,
    { found: [a.rows, a.columns, b.rows, b.columns] },
  );
}

/** Refuses labels of which some are missing: they are no label of their own. */
export function checkNoneMissing(where: string, labels: Labels, argument: string): void {
  for (let i = 0; i < labels.length; i++) {
    if (!isMissing(labels[i])) continue;
    throw new TissuebookError('invalid-argument', `${where}: ${argument}[${i}] is missing.`, {
      argument,
      found: labels[i],
      advice: 'Leave cells without a label out.',
    });
  }
}
