import { decodeArray } from '../view/arrays';
import type { HeatmapPayload, MatrixTree } from '../view/types';
import { axis, type FigureOptions, PAGE_THEME } from './layout';

/** Share of the plot that a tree takes, and the gap before it. */
const SHARE = { rows: 0.12, columns: 0.2 };
const GAP = 0.01;
/** Axes of the trees; those of the matrix have no number. */
const ROWS = '2';
const COLUMNS = '3';

/** Pixels that a tree over the columns adds to a figure. */
export const TREE_HEIGHT = 70;

/** Puts the trees of a matrix beside it, their axes tied to its own; gives their traces. */
export function addTrees(
  layout: Record<string, unknown>,
  payload: HeatmapPayload,
  options: FigureOptions,
): Record<string, unknown>[] {
  const { rowTree, columnTree } = payload;
  const [across, down] = [rowTree ? 1 - SHARE.rows : 1, columnTree ? 1 - SHARE.columns : 1];
  const [x, y] = [layout['xaxis'], layout['yaxis']] as [Record<string, unknown>, Record<string, unknown>];
  const bare = { showgrid: false, tickmode: 'array', tickvals: [], ticktext: [], fixedrange: true };
  Object.assign(x, { domain: [0, across], range: [-0.5, payload.columns.length - 0.5] });
  Object.assign(y, { domain: [0, down] });
  const color = (options.theme ?? PAGE_THEME).text;
  const traces: Record<string, unknown>[] = [];
  if (rowTree) {
    const { places, heights, most } = bracketsOf(rowTree, payload.rows.length);
    layout[`xaxis${ROWS}`] = axis(options, '', { ...bare, domain: [across + GAP, 1], range: [0, most], anchor: `y${ROWS}` }); // prettier-ignore
    layout[`yaxis${ROWS}`] = axis(options, '', { ...bare, domain: [0, down], range: y['range'], matches: 'y', anchor: `x${ROWS}` }); // prettier-ignore
    traces.push(line(heights, places, ROWS, color));
  }
  if (columnTree) {
    const { places, heights, most } = bracketsOf(columnTree, payload.columns.length);
    layout[`xaxis${COLUMNS}`] = axis(options, '', { ...bare, domain: [0, across], range: x['range'], matches: 'x', anchor: `y${COLUMNS}` }); // prettier-ignore
    layout[`yaxis${COLUMNS}`] = axis(options, '', { ...bare, domain: [down + GAP, 1], range: [0, most], anchor: `x${COLUMNS}` }); // prettier-ignore
    traces.push(line(places, heights, COLUMNS, color));
  }
  return traces;
}

function line(x: number[], y: number[], id: string, color: string): Record<string, unknown> {
  return {
    type: 'scatter',
    mode: 'lines',
    x,
    y,
    xaxis: `x${id}`,
    yaxis: `y${id}`,
    line: { color, width: 1 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

/** The lines of a tree: up from one cluster, over, and down to the other, with a gap behind each. */
export function bracketsOf(
  { merges, heights }: MatrixTree,
  leaves: number,
): { places: number[]; heights: number[]; most: number } {
  const [pairs, levels] = [decodeArray(merges), decodeArray(heights)];
  const place = Float64Array.from({ length: leaves + levels.length }, (_, i) => i);
  const level = new Float64Array(leaves + levels.length);
  const found = { places: [] as number[], heights: [] as number[], most: 0 };
  levels.forEach((height, k) => {
    const [a, b] = [pairs[2 * k]!, pairs[2 * k + 1]!];
    place[leaves + k] = (place[a]! + place[b]!) / 2;
    level[leaves + k] = height;
    found.places.push(place[a]!, place[a]!, place[b]!, place[b]!, NaN);
    found.heights.push(level[a]!, height, height, level[b]!, NaN);
    found.most = Math.max(found.most, height);
  });
  return { ...found, most: 1.05 * found.most || 1 };
}
