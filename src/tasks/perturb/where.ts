import { coordinates, type AnnData } from '../../data';
import type { TissueFrame } from '../../models';
import { insideOutline } from '../../protocol';
import { cellsInRegion } from '../regions/cellsInRegion';
import { wrong, type Where } from './options';

/** A place by its outline. */
type Drawn = Exclude<Where, string | { cells: unknown }>;

/**
 * The cells of a place, in rising order.
 *
 * @param frame which tells sections apart
 * @throws TissuebookError 'invalid-argument' (no outline, a number that is no cell, no cell there), 'missing-key' (no region of the name)
 */
export function cellsAt(adata: AnnData, where: Where, frame: TissueFrame): Int32Array {
  const cells = cellsOf(adata, where, frame);
  if (cells.length > 0) return cells;
  throw wrong('where', where, 'there is no cell in this place.', 'Outlines are in the unit of the positions.');
}

function cellsOf(adata: AnnData, where: Where, frame: TissueFrame): Int32Array {
  if (typeof where === 'string') return cellsInRegion(adata, where);
  return 'cells' in where ? byNumber(adata, where.cells) : insideOf(adata, where, frame);
}

function byNumber(adata: AnnData, cells: ArrayLike<number>): Int32Array {
  const chosen = new Set(Array.from(cells));
  for (const cell of chosen) {
    if (Number.isInteger(cell) && cell >= 0 && cell < adata.nObs) continue;
    throw wrong('where', cell, `${cell} is no cell.`, `Cells are whole numbers from 0 to ${adata.nObs - 1}.`);
  }
  return Int32Array.from(chosen).sort();
}

function insideOf(adata: AnnData, where: Drawn, frame: TissueFrame): Int32Array {
  const { points } = coordinates(adata);
  const inside = insideOutline(outlineOf(where), points.column(0), points.column(1));
  const { section, sections } = frame.sections(adata);
  const wanted = where.section === undefined ? undefined : sections.indexOf(where.section);
  if (wanted === -1) throw wrong('where', where.section, `there is no section "${where.section}".`);
  return Int32Array.from(inside.keys()).filter(
    (cell) => inside[cell] && (wanted === undefined || section[cell] === wanted),
  );
}

function outlineOf(where: Drawn): [number, number][] {
  const corners = 'box' in where ? cornersOf(where.box) : where.polygon;
  const sound =
    Array.isArray(corners) && corners.length >= 3 && corners.every((c) => c.length === 2 && c.every(Number.isFinite));
  if (sound) return corners;
  throw wrong(
    'where',
    where,
    'where takes cells, a polygon of three corners [x, y] or more, or a box of four numbers.',
  );
}

function cornersOf(box: [number, number, number, number]): [number, number][] {
  if (!Array.isArray(box) || box.length !== 4) return [];
  const [left, low, right, high] = box;
  return [
    [left, low],
    [right, low],
    [right, high],
    [left, high],
  ];
}
