import { type AnnData, DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import { nearest, show } from '../options';
import type { EncodedArray } from '../protocol';
import { encodeNumbers } from './numbers';

/**
 * An embedding of the cells.
 *
 * @param where the function as its user calls it
 * @param basis a key of obsm, with or without its "X_"
 * @throws TissuebookError 'missing-key', with near names
 */
export function basisOf(where: string, adata: AnnData, basis = 'X_umap'): { name: string; matrix: DenseMatrix } {
  for (const name of [basis, `X_${basis}`]) {
    const matrix = adata.obsm.get(name);
    if (matrix instanceof DenseMatrix) return { name, matrix };
  }
  const known = [...adata.obsm.keys()];
  const near = nearest(basis, known);
  const advice = near ? `Did you mean "${near}"? ` : basis === 'X_umap' ? 'Run umap first, or give a basis. ' : '';
  throw new TissuebookError('missing-key', `${where}: there is no obsm[${show(basis)}].`, {
    argument: 'basis',
    found: basis,
    advice: `${advice}obsm has: ${known.join(', ') || 'nothing'}.`,
  });
}

/** One column of an embedding. @throws TissuebookError 'not-finite' for a place that is not a number */
export function encodePlaces(values: ArrayLike<number>, name: string): EncodedArray {
  const bad = Array.prototype.findIndex.call(values, (value: number) => !Number.isFinite(value));
  if (bad < 0) return encodeNumbers(values, name);
  throw new TissuebookError('not-finite', `obsm["${name}"]: the place of cell ${bad} is not a number.`, {
    argument: 'basis',
    found: values[bad],
    advice: 'Leave such cells out with subset.',
  });
}
