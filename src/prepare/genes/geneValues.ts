import { exactMath } from '../../exactMath';
import { type AnnData, type FloatArray, type Matrix, unsAt } from '../../data';
import { TissuebookError } from '../../errors';
import { expm1Of } from '../values/expm1Of';

/** How variable genes are chosen. */
export type Flavor = 'seurat' | 'seurat_v3';

/** What undoes the logarithm of the values. */
export function unlogOf(adata: AnnData): (values: FloatArray) => FloatArray {
  const factor = logFactor(adata);
  return (values) => expm1Of(values, factor);
}

/** What logarithms are multiplied by to be natural ones: by the base in uns['log1p']; 1 without it. */
export function logFactor(adata: AnnData): number {
  const base = unsAt(adata.uns, 'log1p', 'base');
  return typeof base === 'number' ? exactMath.log(base) : 1;
}

/** @throws TissuebookError 'invalid-argument' when the values do not suit the flavor */
export function checkValues({ values }: Matrix, flavor: Flavor): void {
  const counts = flavor === 'seurat_v3';
  let at = 0;
  for (; at < values.length; at++) {
    const value = values[at]!;
    if (!(value >= 0 && value < Infinity) || (counts && !Number.isInteger(value))) break;
  }
  const bad = values[at];
  if (bad === undefined) return;
  throw new TissuebookError('invalid-argument', `highlyVariableGenes: the values hold ${bad}.`, {
    argument: 'X',
    found: bad,
    advice: counts
      ? "'seurat_v3' takes counts: whole numbers; name the layer that holds them."
      : "'seurat' takes log1p values, none below zero.",
  });
}
