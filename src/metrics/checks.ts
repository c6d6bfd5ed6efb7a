import { TissuebookError } from '../errors';
import { show } from '../options';
import { isMissing } from './labelCodes';
import type { GraphLike, Labels, MatrixLike, SparseLike } from './types';

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

/** Refuses what is not a list of anything: an array, or a typed one. */
export function checkList(where: string, argument: string, value: unknown): asserts value is ArrayLike<unknown> {
  if (isList(value)) return;
  throw wrongKind(where, argument, 'a list', value);
}

/** Refuses what is not a list of numbers; NaN is one. */
export function checkNumbers(where: string, argument: string, value: unknown): asserts value is ArrayLike<number> {
  if (!isList(value)) throw wrongKind(where, argument, 'a list of numbers', value);
  if (ArrayBuffer.isView(value)) return;
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'number') throw wrongKind(where, `${argument}[${i}]`, 'a number', value[i]);
  }
}

/** Refuses what is not a matrix with a value at every place; a sparse one too, whose values would be read as those of other places. */
export function checkMatrix(where: string, argument: string, value: unknown): asserts value is MatrixLike {
  checkAnyMatrix(where, argument, value);
  if (!('indptr' in value)) return;
  throw new TissuebookError('invalid-argument', `${where}: ${argument} is sparse.`, {
    argument,
    found: 'a sparse matrix',
    advice: 'Make it dense: matrix.toDense().',
  });
}

/** Refuses what is neither a dense nor a sparse matrix. */
export function checkAnyMatrix(
  where: string,
  argument: string,
  value: unknown,
): asserts value is MatrixLike | SparseLike {
  const { rows, columns, values, indptr } = fieldsOf(value);
  const shaped = isCount(rows) && isCount(columns) && isList(values);
  if (shaped && (isList(indptr) ? indptr.length === rows + 1 : values.length === rows * columns)) return;
  throw wrongKind(where, argument, 'a matrix of rows, columns and values', value);
}

/** Refuses what is not a graph in compressed rows. */
export function checkGraph(where: string, argument: string, value: unknown): asserts value is GraphLike {
  const { nNodes, indptr, indices } = fieldsOf(value);
  if (isCount(nNodes) && isList(indptr) && indptr.length === nNodes + 1 && isList(indices)) return;
  throw wrongKind(where, argument, 'a graph, as knnGraph and radiusGraph give', value);
}

/** Refuses what is not the pixels of an image. */
export function checkImage(where: string, argument: string, value: unknown): void {
  const { height, width, channels, values } = fieldsOf(value);
  const sides = [height, width, channels];
  if (sides.every(isCount) && isList(values) && values.length === sides.reduce((a, b) => a * b, 1)) return;
  throw wrongKind(where, argument, 'an image of height, width, channels and values', value);
}

/** Refuses what lacks one of the lists, or has lists of different lengths. */
export function checkColumns(where: string, argument: string, value: unknown, names: readonly string[]): void {
  const fields = fieldsOf(value);
  const lists = names.map((name) => fields[name]);
  const length = isList(lists[0]) ? lists[0].length : -1;
  if (lists.every((list) => isList(list) && list.length === length)) return;
  throw wrongKind(where, argument, `lists ${names.join(', ')} of one length`, value);
}

/** Refuses what is neither a list of numbers nor a matrix, dense or sparse. */
export function checkValues(where: string, argument: string, value: unknown): void {
  if (isList(value)) checkNumbers(where, argument, value);
  else checkAnyMatrix(where, argument, value);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return isCount(fieldsOf(value).length);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function wrongKind(where: string, argument: string, what: string, found: unknown): TissuebookError {
  return new TissuebookError('invalid-argument', `${where}: ${argument} must be ${what}, found ${show(found)}.`, {
    argument,
    found,
  });
}
