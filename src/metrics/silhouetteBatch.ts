import { checkList, checkMatrix, checkNoneMissing, checkPaired } from './checks';
import { codesOfLabels } from './labelCodes';
import { silhouette, silhouetteSamples } from './silhouette';
import type { Labels, MatrixLike } from './types';

/** The silhouette of labels brought to [0, 1], (s + 1) / 2: scib's cell-type ASW (Luecken et al. 2022). */
export function silhouetteLabel(x: MatrixLike, labels: Labels): number {
  return (silhouette(x, labels) + 1) / 2;
}

/**
 * How well batches mix inside of each label: the mean of 1 - |s|, with s the silhouette of batches among the label's cells (scib's
 * batch ASW). NaN, not defined, for a label that is in one batch only or has as many batches as cells.
 *
 * @param x embedding [cells, width]
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' for a cell without a label or a batch
 */
export function silhouetteBatchByLabel(x: MatrixLike, labels: Labels, batches: Labels): Map<string, number> {
  checkMatrix('silhouetteBatch', 'x', x);
  for (const [name, list] of Object.entries({ labels, batches })) {
    checkList('silhouetteBatch', name, list);
    checkPaired('silhouetteBatch', { length: x.rows }, list);
    checkNoneMissing('silhouetteBatch', list, name);
  }
  const [{ codes, names }, batch] = [codesOfLabels(labels), codesOfLabels(batches).codes];
  return new Map(names.map((name, code) => [name, mixing(x, cellsOf(codes, code), batch)]));
}

/**
 * The mean of silhouetteBatchByLabel over the labels for which it is defined. NaN, not defined, where it is for none: data of
 * one batch say nothing about mixing.
 */
export function silhouetteBatch(x: MatrixLike, labels: Labels, batches: Labels): number {
  const defined = [...silhouetteBatchByLabel(x, labels, batches).values()].filter((value) => !Number.isNaN(value));
  return defined.length === 0 ? NaN : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

const cellsOf = (codes: Int32Array, code: number): Int32Array =>
  Int32Array.from(codes.keys()).filter((cell) => codes[cell] === code);

function mixing({ columns, values }: MatrixLike, cells: Int32Array, batch: Int32Array): number {
  const own = cells.map((cell) => batch[cell]);
  const count = new Set(own).size;
  if (count === 1 || count === cells.length) return NaN;
  const inside = Float64Array.from({ length: cells.length * columns }, (_, at) => {
    return values[cells[Math.floor(at / columns)] * columns + (at % columns)];
  });
  const samples = silhouetteSamples({ rows: cells.length, columns, values: inside }, own);
  return samples.reduce((sum, s) => sum + 1 - Math.abs(s), 0) / samples.length;
}
