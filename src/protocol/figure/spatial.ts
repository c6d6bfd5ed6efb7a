import { axis, baseLayout, CONFIG, PAGE_THEME, type FigureOptions, type PlotlyFigure } from './layout';
import { addColorBars, COLOR_BAR, colorBars } from './colorBars';
import { pairMarks } from './pairMarks';
import { panelArrows } from './arrows';
import { panelTraces } from './points';
import { scaleBar, UNIT_NAMES } from './scaleBar';
import { type Extent, type Geometry, panelExtent, placePanels } from './spatialGeometry';
import { label } from '../view/text';
import type { SectionImage, SpatialPanel, SpatialPayload } from '../view/types';

/** Pixels around the panels: room for axis labels, and for panel titles above. */
const MARGIN = { l: 64, r: 16, t: 28, b: 52 };
/** Pixels of a legend: beside its letters, a letter, an entry, its title. */
const LEGEND = { frame: 56, letter: 6.6, entry: 19, title: 30, most: 640 };

/** Cells at their places with equal axes, a scale bar (y downwards; an embedding has y upwards and no bar), and a legend whose entries filter. */
export function spatialFigure(payload: SpatialPayload, options: FigureOptions): PlotlyFigure {
  const { panels } = payload;
  const sharedLegend = haveSameLabels(panels);
  const extents = panels.map((panel) =>
    panelExtent(panel, payload.axes !== undefined, payload.images?.[panel.image ?? -1], payload.axes?.free),
  );
  const apart = options.legendApart === true;
  const legend = apart ? { width: 0, height: 0 } : legendSize(panels, sharedLegend);
  const bars = apart ? [] : colorBars(panels);
  const beside = legend.width + COLOR_BAR * bars.length;
  const room = (options.width ?? 960) - MARGIN.l - MARGIN.r - beside;
  const shapes = payload.axes?.free ? extents.map((): Extent => ({ x: [0, 1], y: [0, 1] })) : extents;
  const geometry = placePanels(shapes, room, Math.min(legend.height, LEGEND.most));
  const inLegend = new Set<string>();
  const data = panels.flatMap((panel, i) =>
    panelTraces(panel, {
      id: axisId(i),
      unit: payload.axes ? '' : UNIT_NAMES[payload.unit],
      inLegend,
      sharedLegend,
      panels: panels.length,
      area: geometry.width * geometry.height,
      apart: options.pointsApart === true,
      still: options.still === true,
      shapes: options.shapes ?? payload.shapes === true,
    }),
  );
  const layout = baseLayout(payload, options, geometry.plotHeight + MARGIN.t + MARGIN.b);
  const width = Math.round(MARGIN.l + geometry.plotWidth + beside + MARGIN.r);
  Object.assign(layout, { width, hovermode: 'closest', dragmode: 'pan', ...(apart && { showlegend: false }) });
  Object.assign(layout['margin'] as object, { l: MARGIN.l, r: MARGIN.r + beside });
  addPanels(layout, payload, options, geometry, extents);
  if (options.imageSource) layout['images'] = placedImages(payload, options.imageSource, options.imageOpacity ?? 1);
  addColorBars(layout, panels, bars, geometry.plotWidth, legend.width);
  const sameName = panels.every(({ color }) => color.name === panels[0]!.color.name);
  Object.assign(layout['legend'] as object, {
    x: 1 + 12 / geometry.plotWidth,
    ...(sharedLegend ? sameName && { title: { text: label(panels[0]!.color.name) } } : { groupclick: 'toggleitem' }),
  });
  return { data, layout, config: CONFIG };
}

/** Suffix of a panel's axes: '', '2', '3' ... */
function axisId(index: number): string {
  return index === 0 ? '' : String(index + 1);
}

/** Whether a label has one meaning and one color in all panels. */
function haveSameLabels(panels: SpatialPanel[]): boolean {
  const keys = panels.map(({ color }) =>
    color.by === 'category' ? [...color.labels, ...color.palette].join('\n') : '',
  );
  return keys.every((key) => key === keys[0]);
}

/** About how many pixels the legend takes; plotly itself measures the text only when it draws. */
function legendSize(panels: SpatialPanel[], shared: boolean): { width: number; height: number } {
  const lists = (shared ? panels.slice(0, 1) : panels).map((panel) => {
    const regions = (panel.regions ?? []).map(({ name }) => name);
    const missing = panel.color.by === 'value' ? 'not measured' : 'not labeled';
    return [
      ...(panel.color.by === 'category' ? panel.color.labels : []),
      ...regions,
      ...(regions.length ? [missing] : []),
    ];
  });
  const names = lists.flat();
  if (names.length === 0) return { width: 0, height: 0 };
  const letters = Math.max(...names.map((name) => Math.min(40, name.length)), 8) + 7;
  const height = names.length * LEGEND.entry + lists.filter((list) => list.length).length * LEGEND.title;
  return { width: LEGEND.frame + LEGEND.letter * letters, height };
}

function addPanels(
  layout: Record<string, unknown>,
  payload: SpatialPayload,
  options: FigureOptions,
  geometry: Geometry,
  extents: Extent[],
): void {
  const { panels, unit, axes } = payload;
  const names = axes ? [label(axes.x), label(axes.y)] : [`x (${UNIT_NAMES[unit]})`, `y (${UNIT_NAMES[unit]})`];
  const shapes: unknown[] = [];
  const annotations: unknown[] = [];
  extents.forEach((extent, i) => {
    const id = axisId(i);
    const domain = geometry.domain(i);
    const linked = payload.linked && id !== '';
    const look = { showgrid: false, ticks: 'outside', ticklen: 4, nticks: 5, showline: true, automargin: false };
    layout[`xaxis${id}`] = axis(options, names[0]!, {
      ...look,
      anchor: `y${id}`,
      domain: domain.x,
      range: extent.x,
      tickangle: 0,
      constraintoward: 'left',
      ...(linked && { matches: 'x' }),
    });
    layout[`yaxis${id}`] = axis(options, i % geometry.columns === 0 ? names[1]! : '', {
      ...look,
      anchor: `x${id}`,
      domain: domain.y,
      range: extent.y,
      ...(!axes?.free && { constraintoward: 'top', scaleanchor: `x${id}` }),
      ...(linked && { matches: 'y' }),
    });
    if (axes) return;
    const bar = scaleBar(id, extent.x, extent.y, unit, options.theme ?? PAGE_THEME);
    shapes.push(bar.shape);
    annotations.push(bar.annotation);
  });
  // The renderer moves the first annotations and shapes, one a panel, when the user zooms; titles come after them.
  if (panels.length > 1) annotations.push(...panels.map((panel, i) => panelTitle(panel, axisId(i))));
  annotations.push(...pairMarks(payload, options));
  annotations.push(...panels.flatMap((panel, i) => panelArrows(panel, axisId(i), (options.theme ?? PAGE_THEME).text)));
  Object.assign(layout, { shapes, annotations });
}

/** Each panel's image under its points, from its upper left corner. */
function placedImages(
  { panels, images = [] }: SpatialPayload,
  source: (image: SectionImage) => string,
  opacity: number,
): Record<string, unknown>[] {
  return panels.flatMap((panel, i) => {
    const image = panel.image === undefined ? undefined : images[panel.image];
    if (!image) return [];
    const [[x0, x1], [y0, y1]] = [image.x, image.y];
    return {
      source: source(image),
      xref: `x${axisId(i)}`,
      yref: `y${axisId(i)}`,
      x: x0,
      y: y0,
      sizex: x1 - x0,
      sizey: y1 - y0,
      xanchor: 'left',
      yanchor: 'top',
      sizing: 'stretch',
      layer: 'below',
      opacity,
    };
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
