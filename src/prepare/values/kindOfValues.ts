import { exactMath } from '../../exactMath';
import { type AnnData, isSparse, type Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { checkValues } from './checkValues';

/**
 * What X holds: whole numbers from 0; such numbers divided by a number of their cell, as its volume or total; the logarithms
 * of 1 + either; intensities as a camera gives them; or values that were compressed or scaled before.
 */
export type ValueKind = 'counts' | 'normalized counts' | 'log counts' | 'raw intensities' | 'scaled intensities';

/** Intensities above it have not been compressed: logarithms and inverse hyperbolic sines of ordinary ones stay below (ours). */
const BRIGHT = 30;

/**
 * What X holds, by a look at its values.
 *
 * @throws TissuebookError 'missing-key' without X, 'not-finite' for a value that is no number, with its cell and feature
 */
export function kindOfValues(adata: AnnData): ValueKind {
  checkAnnData('kindOfValues', 'adata', adata);
  const matrix = adata.matrix();
  if (checkValues('kindOfValues', adata, matrix).counts) return 'counts';
  const rows = someRows(matrix);
  if (areMultiples(rows)) return 'normalized counts';
  if (areMultiples(rows.map((row) => row.map(exactMath.expm1)))) return 'log counts';
  return isBright(matrix) ? 'raw intensities' : 'scaled intensities';
}

/** Names under which files keep counts beside an X that was normalized. */
const COUNT_LAYERS = ['counts', 'raw_counts', 'raw'];

/**
 * The same data with counts in X, where X holds something else and a layer ('counts', 'raw_counts', 'raw') or raw.X, of
 * the same features, holds counts; else the data as they are.
 *
 * @throws TissuebookError 'not-finite' for a value that is no number
 */
export function withCounts(adata: AnnData): AnnData {
  checkAnnData('withCounts', 'adata', adata);
  if (adata.X && checkValues('withCounts', adata, adata.X).counts) return adata;
  const layers = COUNT_LAYERS.flatMap((name) => adata.layers.get(name) ?? []);
  const raw = adata.raw && sameFeatures(adata) ? [adata.raw.X] : [];
  const counts = [...layers, ...raw].find((matrix) => checkValues('withCounts', adata, matrix).counts);
  return counts ? adata.with({ X: counts }) : adata;
}

function sameFeatures({ raw, var: features }: AnnData): boolean {
  return raw!.var.length === features.length && raw!.var.index.every((name, at) => name === features.index[at]);
}

/** Cells that are looked at, and values in each that tell something (ours). */
const LOOKED = 200;
const TELLING = 5;
/** The least count of a cell is hardly above it (ours). */
const LEAST_COUNT = 4;
/** Float32 keeps about seven digits; of logarithms, expm1 leaves fewer (ours). */
const NEAR = 1e-3;

/** What is not 0 in some cells, from the beginning to the end of the data. */
function someRows(matrix: Matrix): Float64Array[] {
  const step = Math.max(1, Math.floor(matrix.rows / LOOKED));
  const rows: Float64Array[] = [];
  for (let i = 0; i < matrix.rows; i += step) {
    const row = isSparse(matrix)
      ? matrix.values.subarray(matrix.indptr[i], matrix.indptr[i + 1])
      : matrix.values.subarray(i * matrix.columns, (i + 1) * matrix.columns);
    rows.push(Float64Array.from(row).filter((value) => value !== 0));
  }
  return rows;
}

/** Whether in nearly every cell that tells something the values are whole multiples of one number. */
function areMultiples(rows: readonly Float64Array[]): boolean {
  const telling = rows.filter((row) => row.length >= TELLING && new Set(row).size > 1);
  return telling.length > 0 && telling.filter(isMultiple).length >= 0.95 * telling.length;
}

function isMultiple(row: Float64Array): boolean {
  const least = row.reduce((low, value) => Math.min(low, value), Infinity);
  if (!(least > 0)) return false;
  for (let count = 1; count <= LEAST_COUNT; count++) {
    if (row.every((value) => Math.abs((value * count) / least - Math.round((value * count) / least)) <= NEAR * count)) {
      return true;
    }
  }
  return false;
}

function isBright({ values }: Matrix): boolean {
  for (let at = 0; at < values.length; at++) if (values[at]! > BRIGHT) return true;
  return false;
}
