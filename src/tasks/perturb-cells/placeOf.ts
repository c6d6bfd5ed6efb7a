import { type AnnData, coordinates } from '../../data';
import type { TissueFrame } from '../../models';
import { cellsUnderBrush } from '../../protocol';
import { cellsAt } from '../perturb/where';
import { type CellChange, wrong } from './options';

/** The cells of a change, rising. @throws TissuebookError as `perturb` does for a place; 'invalid-argument' where no cell is under the brush */
export function placeOf(adata: AnnData, { where }: CellChange, frame: TissueFrame): Int32Array {
  if (typeof where === 'string' || !('path' in where)) return cellsAt(adata, where, frame);
  const { points } = coordinates(adata);
  const under = cellsUnderBrush(where, points.column(0), points.column(1));
  const { section, sections } = frame.sections(adata);
  const wanted = where.section === undefined ? undefined : sections.indexOf(where.section);
  if (wanted === -1) throw wrong('where', where.section, `there is no section "${where.section}".`);
  const cells = wanted === undefined ? under : under.filter((cell) => section[cell] === wanted);
  if (cells.length > 0) return cells;
  throw wrong('where', where.path[0], 'no cell is under the brush.', 'Paint where cells are, or with a larger radius.');
}
