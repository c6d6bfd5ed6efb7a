import type { AnnData } from '../../data';
import { log1p, normalizeTotal } from '../../prepare';
import { checkValues } from '../../prepare/values/checkValues';

/**
 * The data as plain methods take them: counts divided by the total of their cell, as log1p; other values as they are.
 *
 * @param where the function as its user calls it, for the message
 * @throws TissuebookError 'not-finite', 'missing-key' without X
 */
export function logValues(where: string, adata: AnnData): AnnData {
  if (!checkValues(where, adata, adata.matrix()).counts) return adata;
  return log1p(normalizeTotal(adata));
}
