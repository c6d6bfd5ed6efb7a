import type { AnnData } from '../data';
import { TissuebookError } from '../errors';
import { type CellGroups, encodeArray, type LinkedCells } from '../protocol';
import { cellValues } from './cellColor';
import { keyOf } from './cellSet';

/** The cells behind bars, rows or violins: the data, and the obs column whose labels they stand for. */
export interface CellLink {
  adata: AnnData;
  column: string;
}

/** The link of a view's marks to cells; `columns` for the columns of a heat map, where they are labels too. */
export function linkCells(
  adata: AnnData,
  groups: { column: string; labels: readonly string[] },
  columns?: { column: string; labels: readonly string[] },
): LinkedCells {
  const key = keyOf(adata.obs.index);
  return {
    key,
    count: adata.nObs,
    groups: groupsOf(adata, groups),
    ...(columns && { columns: groupsOf(adata, columns) }),
  };
}

/** Which of the labels each cell has in a column. */
function groupsOf(adata: AnnData, { column, labels }: { column: string; labels: readonly string[] }): CellGroups {
  const found = cellValues(adata, column);
  if (found.kind !== 'category') {
    throw new TissuebookError('invalid-argument', `"${column}" holds numbers, not labels.`, {
      argument: 'column',
      found: column,
      advice: 'Choose an obs column with labels.',
    });
  }
  const place = new Map(labels.map((label, i) => [label, i]));
  const ofCategory = found.column.categories.map((label) => place.get(label) ?? -1);
  const codes = Int16Array.from(found.column.codes, (code) => (code < 0 ? -1 : ofCategory[code]!));
  return { column, codes: encodeArray(codes) };
}
