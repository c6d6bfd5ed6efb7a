import type { Criterion, ViewPayload } from '../../../src/protocol';

/** What finds the cells behind a mark that was clicked: a bar, a violin, a field of a heat map. */
export function pickedCells(payload: ViewPayload, point: Record<string, unknown> | undefined): Criterion[] {
  if (!point) return [];
  switch (payload.kind) {
    case 'heatmap':
      return fieldCells(payload, Number(point['x']), Number(point['y']));
    case 'bars':
      return groupCells(payload.cells?.groups.column, payload.groups[Number(point['pointNumber'])]);
    case 'violin':
      return groupCells(payload.cells.groups.column, payload.groups[Math.round(Number(point['x']))]);
    default:
      return [];
  }
}

/** The column whose labels are in the rows of a view's table, each standing for cells. */
export function tableColumn(payload: ViewPayload): string | undefined {
  if (payload.table) return undefined;
  if (payload.kind === 'spatial') {
    if (payload.pairs) return undefined;
    const { color } = payload.panels[0]!;
    return payload.cells && payload.panels.length === 1 && color.by === 'category' ? color.name : undefined;
  }
  return payload.kind === 'curve' ? undefined : payload.cells?.groups.column;
}

function fieldCells(
  { cells, rows, columns }: Extract<ViewPayload, { kind: 'heatmap' }>,
  x: number,
  y: number,
): Criterion[] {
  const row = groupCells(cells?.groups.column, rows[Math.round(y)]);
  return [...row, ...(row.length ? groupCells(cells?.columns?.column, columns[Math.round(x)]) : [])];
}

function groupCells(column: string | undefined, label: string | undefined): Criterion[] {
  return column === undefined || label === undefined ? [] : [{ column, labels: [label] }];
}
