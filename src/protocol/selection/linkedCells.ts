import { array, numbers } from '../view/cellSetCheck';
import { encodeArray, MAX_ELEMENTS } from '../view/arrays';
import { ViewError } from '../view/viewError';
import { finite, record, text, type Check } from '../view/shape';
import type { CellGroups, CellSet, LinkedCells, SpatialPanel, ViewPayload } from '../view/types';

/** What cells can be selected in a view, and by what: the colors and fields of its panels. */
export interface Selectable {
  cells: CellSet;
  panels: SpatialPanel[];
}

const groups: Check = record({ column: text(500), codes: array });

/** The shape of a LinkedCells. */
export const linkedCells: Check = record({ key: text(100), count: finite, groups }, { columns: groups });

/** Whether each cell's groups are among the labels of the view. */
export function checkLinks(cells: LinkedCells, labels: number, columns = 0): void {
  if (!Number.isInteger(cells.count) || cells.count < 0 || cells.count > MAX_ELEMENTS) {
    throw new ViewError('cells.count', `must be a whole number from 0 to ${MAX_ELEMENTS}`);
  }
  checkGroups(cells.groups, cells.count, labels, 'cells.groups');
  if (cells.columns) checkGroups(cells.columns, cells.count, columns, 'cells.columns');
}

function checkGroups({ codes }: CellGroups, count: number, labels: number, path: string): void {
  for (const code of numbers(codes, `${path}.codes`, { length: count, finite: true })) {
    if (!Number.isInteger(code) || code < -1 || code >= labels) {
      throw new ViewError(`${path}.codes`, `holds ${code}; codes go from -1 to ${labels - 1}`);
    }
  }
}

const nowhere = encodeArray(new Float32Array(0));

/** What can be selected in a view of any kind; undefined where its marks do not stand for cells. */
export function selectable(payload: ViewPayload): Selectable | undefined {
  switch (payload.kind) {
    case 'spatial':
      return payload.cells && { cells: payload.cells, panels: payload.panels };
    case 'heatmap':
      return payload.cells && grouped(payload.cells, payload.rows, payload.columns);
    case 'bars':
      return payload.cells && grouped(payload.cells, payload.groups);
    case 'violin': {
      const found = grouped(payload.cells, payload.groups);
      found.panels[0]!.hover.push({ name: payload.valueTitle, values: payload.values });
      return found;
    }
    case 'curve':
      return undefined;
  }
}

/** Cells without places: one panel that has their groups as color and field. */
function grouped({ key, count, groups, columns }: LinkedCells, labels: string[], columnLabels?: string[]): Selectable {
  const panel: SpatialPanel = {
    title: '',
    x: nowhere,
    y: nowhere,
    color: { by: 'category', name: groups.column, labels, palette: [], codes: groups.codes },
    hover: columns && columnLabels ? [{ name: columns.column, labels: columnLabels, codes: columns.codes }] : [],
  };
  return { cells: { key, count, basis: { name: '', factor: 1 } }, panels: [panel] };
}
