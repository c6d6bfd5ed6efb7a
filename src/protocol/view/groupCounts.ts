import { decodeArray } from './arrays';
import type { LinkedCells } from './types';

/** How many cells each mark of a view stands for, and how many of them are selected: [nGroups] or [nGroups * nColumns]. */
export interface GroupCounts {
  all: Float64Array;
  selected: Float64Array;
}

/** Counts the cells of each group, or of each field of a heat map with `columns` columns. */
export function countGroups(
  { groups, columns }: LinkedCells,
  mask: Uint8Array,
  labels: number,
  columnCount = 1,
): GroupCounts {
  const [rows, across] = [decodeArray(groups.codes), columns && decodeArray(columns.codes)];
  const counts = { all: new Float64Array(labels * columnCount), selected: new Float64Array(labels * columnCount) };
  for (let cell = 0; cell < rows.length; cell++) {
    const [i, j] = [rows[cell]!, across ? across[cell]! : 0];
    if (i < 0 || j < 0) continue;
    counts.all[i * columnCount + j]!++;
    counts.selected[i * columnCount + j]! += mask[cell]!;
  }
  return counts;
}
