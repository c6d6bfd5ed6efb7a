import type { AnnData } from '../data';
import { RECEIPTS_KEY } from '../data/uns';
import { type Digest, digestOfColumn, digestOfEntry, digestOfMatrix, digestOfNames } from './digest';

/** Where the steps that were taken are kept, in their order. */
export const LOG_KEY = 'tissuebook_log';

/** The digests of all parts of the data, by path: 'X', 'obs/leiden', 'obsm/X_pca', 'uns/pca'. */
export function partsOf(adata: AnnData): Map<string, Digest> {
  const parts = new Map<string, Digest>();
  if (adata.X) parts.set('X', digestOfMatrix(adata.X));
  for (const axis of ['obs', 'var'] as const) {
    const table = adata[axis];
    parts.set(`${axis}/names`, digestOfNames(table.index));
    for (const name of table.names) parts.set(`${axis}/${name}`, digestOfColumn(table.get(name)));
  }
  for (const place of ['layers', 'obsm', 'varm', 'obsp', 'varp'] as const) {
    for (const [name, matrix] of adata[place]) parts.set(`${place}/${name}`, digestOfMatrix(matrix));
  }
  for (const place of ['obsmTables', 'varmTables'] as const) {
    const shown = place.slice(0, -'Tables'.length);
    for (const [name, table] of adata[place]) parts.set(`${shown}/${name}`, digestOfEntry(table));
  }
  if (adata.raw) {
    parts.set('raw/X', digestOfMatrix(adata.raw.X));
    parts.set('raw/names', digestOfNames(adata.raw.var.index));
  }
  for (const [name, value] of adata.uns) {
    if (name !== LOG_KEY && name !== RECEIPTS_KEY) parts.set(`uns/${name}`, digestOfEntry(value));
  }
  return parts;
}
