import { type AnnData, type Matrix } from '../../data';
import { checkValues } from './checkValues';

/** What X holds: whole numbers from 0; intensities as a camera gives them; or values that were compressed or scaled before. */
export type ValueKind = 'counts' | 'raw intensities' | 'scaled intensities';

/** Intensities above it have not been compressed: logarithms and inverse hyperbolic sines of ordinary ones stay below (ours). */
const BRIGHT = 30;

/**
 * What X holds, by a look at its values.
 *
 * @throws TissuebookError 'missing-key' without X, 'not-finite' for a value that is no number, with its cell and feature
 */
export function kindOfValues(adata: AnnData): ValueKind {
  const matrix = adata.matrix();
  if (checkValues('kindOfValues', adata, matrix).counts) return 'counts';
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
  if (adata.X && checkValues('withCounts', adata, adata.X).counts) return adata;
  const layers = COUNT_LAYERS.flatMap((name) => adata.layers.get(name) ?? []);
  const raw = adata.raw && sameFeatures(adata) ? [adata.raw.X] : [];
  const counts = [...layers, ...raw].find((matrix) => checkValues('withCounts', adata, matrix).counts);
  return counts ? adata.with({ X: counts }) : adata;
}

function sameFeatures({ raw, var: features }: AnnData): boolean {
  return raw!.var.length === features.length && raw!.var.index.every((name, at) => name === features.index[at]);
}

function isBright({ values }: Matrix): boolean {
  for (let at = 0; at < values.length; at++) if (values[at]! > BRIGHT) return true;
  return false;
}
