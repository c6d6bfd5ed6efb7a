import { axis, baseLayout, CONFIG, PAGE_THEME, type FigureOptions, type PlotlyFigure } from './figureLayout';
import { panelTraces } from './figurePoints';
import { scaleBar, UNIT_NAMES } from './scaleBar';
import { decodeArray } from './viewArrays';
import { COLOR_STOPS } from './viewPalette';
import { label } from './viewText';
import type { SpatialPanel, SpatialPayload } from './viewTypes';

/** Panels in one row of a figure. */
const MAX_COLUMNS = 3;
/** Height of one row of panels in pixels. */
const ROW_HEIGHT = { single: 480, several: 400 };

/** Cells at their places with equal axes, y downwards, a scale bar, and a legend whose entries filter. */
export function spatialFigure(payload: SpatialPayload, options: FigureOptions): PlotlyFigure {
  const { panels } = payload;
  const columns = Math.min(panels.length, MAX_COLUMNS);
  const rows = Math.ceil(panels.length / columns);
  const height = (rows === 1 && columns === 1 ? ROW_HEIGHT.single : ROW_HEIGHT.several) * rows;
  const layout = baseLayout(payload, options, height);
  const shapes: unknown[] = [];
  const annotations: unknown[] = [];
  const inLegend = new Set<string>();
  const sharedLegend = haveSameLabels(panels);
  const data = panels.flatMap((panel, i) => {
    const id = i === 0 ? '' : String(i + 1);
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const extent = panelExtent(panel);
    addAxes(layout, payload, options, { id, first: column === 0 });
    Object.assign(layout[`xaxis${id}`] as object, { domain: share(column, columns), range: extent.x });
    Object.assign(layout[`yaxis${id}`] as object, { domain: share(rows - 1 - row, rows), range: extent.y });
    const bar = scaleBar(id, extent.x, extent.y, payload.unit, (options.theme ?? PAGE_THEME).text);
    shapes.push(bar.shape);
    annotations.push(bar.annotation);
    return panelTraces(panel, { id, unit: UNIT_NAMES[payload.unit], inLegend, sharedLegend, panels: panels.length });
  });
  // The renderer moves the first annotations and shapes, one a panel, when the user zooms; titles come after them.
  panels.forEach((panel, i) => panels.length > 1 && annotations.push(panelTitle(panel, i === 0 ? '' : `${i + 1}`)));
  Object.assign(layout, { shapes, annotations, hovermode: 'closest', dragmode: 'pan' });
  addColorBar(layout, payload);
  Object.assign(
    layout['legend'] as object,
    sharedLegend ? { title: { text: label(panels[0]!.color.name) } } : { groupclick: 'toggleitem' },
  );
  return { data, layout, config: CONFIG };
}

/** Whether a label has one meaning and one colour in all panels. */
function haveSameLabels(panels: SpatialPanel[]): boolean {
  const keys = panels.map(({ color }) =>
    color.by === 'category' ? [...color.labels, ...color.palette].join('\n') : '',
  );
  return keys.every((key) => key === keys[0]);
}

function share(index: number, count: number): [number, number] {
  const gap = count > 1 ? 0.08 : 0;
  const width = (1 - gap * (count - 1)) / count;
  const start = index * (width + gap);
  return [start, Math.min(1, start + width)];
}

/** The panel's ranges with room around the points, and below them for the scale bar; y is turned upside down. */
function panelExtent(panel: SpatialPanel): { x: [number, number]; y: [number, number] } {
  const [x0, x1] = extent([panel.x, ...(panel.regions ?? []).map((region) => region.x)]);
  const [y0, y1] = extent([panel.y, ...(panel.regions ?? []).map((region) => region.y)]);
  const pad = 0.03 * Math.max(x1 - x0, y1 - y0, 1e-6);
  return { x: [x0 - pad, x1 + pad], y: [y1 + 4 * pad, y0 - pad] };
}

function extent(arrays: SpatialPanel['x'][]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (const value of decodeArray(array)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

function addAxes(
  layout: Record<string, unknown>,
  payload: SpatialPayload,
  options: FigureOptions,
  { id, first }: { id: string; first: boolean },
): void {
  const unit = UNIT_NAMES[payload.unit];
  const linked = payload.linked && id !== '';
  const look = { constrain: 'domain', showgrid: false, ticks: 'outside', ticklen: 4, nticks: 6, showline: true };
  layout[`xaxis${id}`] = axis(options, `x (${unit})`, {
    ...look,
    anchor: `y${id}`,
    constraintoward: 'left',
    ...(linked && { matches: 'x' }),
  });
  layout[`yaxis${id}`] = axis(options, first ? `y (${unit})` : '', {
    ...look,
    anchor: `x${id}`,
    constraintoward: 'top',
    scaleanchor: `x${id}`,
    ...(linked && { matches: 'y' }),
  });
}

function panelTitle(panel: SpatialPanel, id: string): Record<string, unknown> {
  return {
    xref: `x${id} domain`,
    yref: `y${id} domain`,
    x: 0,
    y: 1,
    xanchor: 'left',
    yanchor: 'bottom',
    text: `<b>${label(panel.title, 60)}</b>`,
    showarrow: false,
  };
}

/** Panels coloured by the same values share one colour bar; others have one each in their order. */
function addColorBar(layout: Record<string, unknown>, { panels }: SpatialPayload): void {
  panels.forEach(({ color }, i) => {
    if (color.by !== 'value') return;
    const title = label(color.unit ? `${color.name} (${color.unit})` : color.name);
    const first = panels.findIndex((other) => other.color.by === 'value');
    layout[`coloraxis${i === 0 ? '' : i + 1}`] = {
      colorscale: COLOR_STOPS[color.scale],
      cmin: color.vmin,
      cmax: color.vmax > color.vmin ? color.vmax : color.vmin + 1,
      showscale: i === first || !sameBar(panels[first]!, panels[i]!),
      colorbar: { title: { text: title, side: 'right' }, thickness: 14, len: 0.8, x: 1.02 + 0.12 * (i - first) },
    };
  });
}

function sameBar(a: SpatialPanel, b: SpatialPanel): boolean {
  if (a.color.by !== 'value' || b.color.by !== 'value') return false;
  const [p, q] = [a.color, b.color];
  return p.vmin === q.vmin && p.vmax === q.vmax && p.scale === q.scale && p.name === q.name && p.unit === q.unit;
}
