import { axis, baseLayout, CONFIG, namedTicks, type FigureOptions, type PlotlyFigure } from './layout';
import { dotsTrace } from './dots';
import { addTrees, TREE_HEIGHT } from './trees';
import { countGroups } from '../view/groupCounts';
import { decodeArray } from '../view/arrays';
import { COLOR_STOPS, FIELD_STOPS } from '../view/palette';
import { label, readable } from '../view/text';
import type { HeatmapPayload } from '../view/types';

/** Most labels along an axis that can be read. */
const MOST_TICKS = 60;
/** Pixels of a letter on an axis, of a row, and of a plot with its row names beside a figure's side, about: plotly measures when it draws. */
const LETTER = 6.8;
const ROW = 18;
const PLOT_WIDTH = 480;
const MARGIN_LEFT = 64;
const SIN_45 = Math.SQRT1_2;

/** A colored matrix, rows from top to bottom as in a table. */
export function heatmapFigure(payload: HeatmapPayload, options: FigureOptions): PlotlyFigure {
  const values = decodeArray(payload.values);
  const [rows, columns] = [payload.rows.map((name) => label(name)), payload.columns.map((name) => label(name))];
  const width = columns.length;
  const room = PLOT_WIDTH - longest(payload.rows) * LETTER;
  const slanted = columns.length * longest(payload.columns) * LETTER > room;
  const below = slanted ? longest(payload.columns) * LETTER * SIN_45 : 0;
  const above = below + (payload.columnTree ? TREE_HEIGHT : 0);
  const layout = baseLayout(payload, options, Math.min(1000, Math.max(240, 110 + ROW * rows.length) + above));
  layout['xaxis'] = axis(options, label(payload.columnTitle, 80), {
    ...namedTicks(columns, MOST_TICKS),
    showgrid: false,
    tickangle: slanted ? -45 : 0,
  });
  layout['yaxis'] = axis(options, label(payload.rowTitle, 80), {
    ...namedTicks(rows, MOST_TICKS),
    showgrid: false,
    range: [rows.length - 0.5, -0.5],
  });
  if (slanted) Object.assign(layout['margin'] as object, { l: Math.max(MARGIN_LEFT, leftOfSlanted(payload.columns)) });
  const title = label(payload.valueTitle, 60);
  const text = rows.map((row, i) =>
    columns.map((column, j) => `<b>${row}</b><br>${column}<br>${title}: ${readable(values[i * width + j]!)}`),
  );
  const heatmap = {
    type: 'heatmap',
    z: rows.map((_, i) => values.subarray(i * width, (i + 1) * width)),
    zmin: payload.vmin,
    zmax: payload.vmax > payload.vmin ? payload.vmax : payload.vmin + 1,
    colorscale: payload.scale === 'diverging' ? COLOR_STOPS.diverging : FIELD_STOPS,
    colorbar: { title: { text: title, side: 'right' }, thickness: 14 },
    text,
    hovertemplate: '%{text}<extra></extra>',
    xgap: 1,
    ygap: 1,
    hoverongaps: false,
  };
  const trees = payload.rowTree || payload.columnTree ? addTrees(layout, payload, options) : [];
  const marks = options.selected && payload.cells ? [selectedFields(payload, options.selected)] : [];
  if (!payload.sizes) return { data: [heatmap, ...trees, ...marks], layout, config: CONFIG };
  Object.assign(layout['xaxis'] as object, { range: [-0.6, columns.length - 0.4] });
  return { data: [dotsTrace(layout, payload), ...trees, ...marks], layout, config: CONFIG };
}

/** A frame around each field with selected cells, as large as their share of its cells. */
function selectedFields({ cells, rows, columns }: HeatmapPayload, mask: Uint8Array): Record<string, unknown> {
  const across = cells!.columns ? columns.length : 1;
  const { all, selected } = countGroups(cells!, mask, rows.length, across);
  const fields = Array.from(selected.keys()).filter((field) => selected[field]! > 0);
  const share = (field: number): number => selected[field]! / all[field]!;
  return {
    type: 'scatter',
    mode: 'markers',
    // Without columns the marks stand for whole rows, before the first field.
    x: fields.map((field) => (cells!.columns ? field % across : -0.5)),
    y: fields.map((field) => Math.floor(field / across)),
    marker: {
      symbol: 'square-open',
      size: fields.map((field) => 5 + 9 * Math.sqrt(share(field))),
      color: '#d55e00',
      line: { width: 2 },
    },
    text: fields.map((field) => `${readable(selected[field]!)} of ${readable(all[field]!)} cells selected`),
    hovertemplate: '%{text}<extra></extra>',
    showlegend: false,
    cliponaxis: false,
  };
}

/** Pixels that slanted names reach out to the left of the plot: plotly leaves out names that it has no room for. */
function leftOfSlanted(names: string[]): number {
  const step = PLOT_WIDTH / names.length;
  const reach = names.map((name, i) => Math.min(40, name.length) * LETTER * SIN_45 - (i + 0.5) * step);
  return Math.max(...reach) + LETTER;
}

function longest(names: string[]): number {
  return names.reduce((most, name) => Math.max(most, Math.min(40, name.length)), 0);
}
