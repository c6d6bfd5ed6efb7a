import { decodeArray } from '../view/arrays';
import { cellName, pairAt } from '../view/cellPair';
import { panelCells } from '../view/pointGroups';
import { label } from '../view/text';
import type { SpatialPayload } from '../view/types';
import { type FigureOptions, PAGE_THEME } from './layout';

/** Marks of the cell whose pair is read, with its name, and of those whose pictures are nearest, with their places. */
export function pairMarks(payload: SpatialPayload, options: FigureOptions): Record<string, unknown>[] {
  const { pairs, panels, cells } = payload;
  if (!pairs || !cells || options.pair === undefined || !pairs.pictures[options.pair]) return [];
  const { cell, nearest } = pairAt(pairs, options.pair);
  const numbers = decodeArray(pairs.cells);
  const marks = nearest.map(({ place }, i) => ({ cell: numbers[place]!, text: String(i + 1) }));
  const theme = options.theme ?? PAGE_THEME;
  const look = {
    bgcolor: theme.background,
    bordercolor: theme.text,
    borderpad: 1,
    font: { size: 11, color: theme.text },
  };
  return panels.flatMap((panel, p) => {
    const id = p === 0 ? '' : String(p + 1);
    const [x, y, own] = [decodeArray(panel.x), decodeArray(panel.y), panelCells(panel)];
    const at = (number: number): number => (own ? own.indexOf(number) : number);
    const mark = (number: number, more: Record<string, unknown>): Record<string, unknown>[] => {
      const point = at(number);
      if (point < 0 || point >= x.length) return [];
      return [{ xref: `x${id}`, yref: `y${id}`, x: x[point], y: y[point], ...look, ...more }];
    };
    return [
      ...marks.flatMap(({ cell: number, text }) => mark(number, { text, showarrow: false })),
      ...mark(cell, {
        text: `<b>${label(cellName(cells, cell), 30)}</b>`,
        ...{ showarrow: true, arrowhead: 2, arrowcolor: theme.text, ax: 30, ay: -30 },
      }),
    ];
  });
}
