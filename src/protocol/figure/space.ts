import { addColorBars, COLOR_BAR, colorBars } from './colorBars';
import { baseLayout, CONFIG, type FigureOptions, PAGE_THEME, type PlotlyFigure } from './layout';
import { panelCells, pointGroups } from '../view/pointGroups';
import { UNIT_NAMES } from './scaleBar';
import { decodeArray, type NumberArray } from '../view/arrays';
import { MISSING_COLOR } from '../view/palette';
import { label, readable } from '../view/text';
import type { HoverField, SpatialPanel, SpatialPayload } from '../view/types';

type Fields = Record<string, unknown>;

/** Points of one picture in space at most; beyond, every second, third ... is drawn, and the picture says so (ours). */
export const MOST_IN_SPACE = 200_000;
/** Height of a stack against its width at least: thin sections on each other would look like one (ours). */
const LEAST_HEIGHT = 0.35;
/** Pixels between scenes, as a share of the plot. */
const GAP = 0.02;
/** Pixels across of a point, by how many there are. */
const SIZES = { most: 6, least: 1.5 };
/** Opacity of points beside a selection: in space many of them lie behind each other. */
const FAINT = 0.04;

/** Pixels around and beside the scenes. */
const SIDES = { l: 16, t: 28, b: 28, legend: 190, height: 560 };

/** Sections in three dimensions, a scene a panel, side by side; dragging turns, the wheel comes nearer. */
export function spaceFigure(payload: SpatialPayload, options: FigureOptions): PlotlyFigure {
  const { panels } = payload;
  const count = panels.reduce((sum, panel) => sum + panel.x.shape[0]!, 0);
  const every = Math.max(1, Math.ceil(count / MOST_IN_SPACE));
  const size = Math.min(SIZES.most, Math.max(SIZES.least, 300 / Math.sqrt(count / every)));
  const layout = baseLayout(payload, options, SIDES.height);
  const apart = options.legendApart === true;
  const bars = apart ? [] : colorBars(panels);
  const legend = !apart && panels.some(({ color }) => color.by === 'category') ? SIDES.legend : 0;
  if (apart) layout['showlegend'] = false;
  const [inLegend, data] = [new Set<string>(), [] as Fields[]];
  panels.forEach((panel, p) => {
    const id = p === 0 ? '' : String(p + 1);
    layout[`scene${id}`] = scene(payload, panel, p, options);
    data.push(
      ...spaceTraces(panel, { id, every, size, inLegend, selected: options.selected, still: options.still === true }),
    );
  });
  const beside = legend + COLOR_BAR * bars.length;
  Object.assign(layout['margin'] as object, { l: SIDES.l, b: SIDES.b, r: 16 + beside });
  const room = Math.max(200, (options.width ?? 960) - SIDES.l - 16 - beside);
  addColorBars(layout, panels, bars, room, legend);
  layout['annotations'] = [...titles(panels), ...thinned(count, every)];
  return { data, layout, config: CONFIG };
}

/** The titles of several panels, above their scenes. */
function titles(panels: SpatialPanel[]): Fields[] {
  if (panels.length < 2) return [];
  return panels.map(({ title }, p) =>
    note(`<b>${label(title, 60)}</b>`, { x: p / panels.length, y: 1, yanchor: 'bottom' }),
  );
}

/** Says so when not every point is drawn. */
function thinned(count: number, every: number): Fields[] {
  if (every === 1) return [];
  const text = `One of ${every} points is drawn: ${readable(Math.ceil(count / every))} of ${readable(count)}`;
  return [note(text, { x: 0, y: 0, yanchor: 'top' })];
}

function note(text: string, place: Fields): Fields {
  return { text, xref: 'paper', yref: 'paper', xanchor: 'left', showarrow: false, ...place };
}

interface Place {
  id: string;
  every: number;
  size: number;
  inLegend: Set<string>;
  selected: Uint8Array | undefined;
  still: boolean;
}

function spaceTraces(panel: SpatialPanel, place: Place): Fields[] {
  const { color } = panel;
  const cells = panelCells(panel);
  const values = color.by === 'value' ? decodeArray(color.values) : undefined;
  return pointGroups(panel).flatMap(({ what, index }) => {
    const kept = index.filter((point) => point % place.every === 0);
    const chosen = (point: number): boolean => place.selected![cells ? cells[point]! : point] === 1;
    // A trace has one opacity: points beside the selection are a trace of their own.
    const parts: [Int32Array, number][] = place.selected
      ? [
          [kept.filter((point) => !chosen(point)), FAINT],
          [kept.filter(chosen), 1],
        ]
      : [[kept, 1]];
    const named = color.by === 'category' ? (Number(what) < 0 ? 'not labeled' : color.labels[Number(what)]!) : '';
    const name = color.by === 'category' ? label(named) : what === 'missing' ? 'not measured' : label(color.name);
    const group = color.by === 'category' ? `c${what}` : String(what);
    const shown = color.by === 'category' || what === 'missing';
    return parts
      .filter(([points]) => points.length > 0)
      .map(([points, opacity]) => {
        const first = shown && !place.inLegend.has(group);
        if (shown) place.inLegend.add(group);
        const fill =
          color.by === 'value' && what === 'measured'
            ? { color: pick(values!, points), coloraxis: `coloraxis${place.id}` }
            : { color: Number(what) >= 0 && color.by === 'category' ? color.palette[Number(what)] : MISSING_COLOR };
        return {
          type: 'scatter3d',
          mode: 'markers',
          scene: `scene${place.id}`,
          x: pick(decodeArray(panel.x), points),
          y: pick(decodeArray(panel.y), points),
          z: pick(decodeArray(panel.z!), points),
          name: color.by === 'category' ? `${name} (${readable(index.length)})` : name,
          legendgroup: group,
          showlegend: first,
          opacity,
          marker: { size: place.size, line: { width: 0 }, ...fill },
          ...(!place.still && { text: Array.from(points, hoverText(panel)) }),
          hovertemplate: '%{text}<extra></extra>',
        };
      });
  });
}

function hoverText({ color, hover }: SpatialPanel): (point: number) => string {
  const readers = [color, ...hover].map(fieldReader);
  return (point) => readers.map((read) => read(point)).join('<br>');
}

function fieldReader(field: HoverField | SpatialPanel['color']): (point: number) => string {
  const name = label(field.name);
  if ('codes' in field) {
    const codes = decodeArray(field.codes);
    const lines = field.labels.map((text) => `${name}: ${label(text, 80)}`);
    return (point) => lines[codes[point]!] ?? `${name}: not labeled`;
  }
  const values = decodeArray(field.values);
  return (point) => `${name}: ${readable(values[point]!)}`;
}

/** Axes of a panel in the proportions of the data; y towards the reader, as in the pictures of single sections. */
function scene(payload: SpatialPayload, panel: SpatialPanel, p: number, options: FigureOptions): Fields {
  const theme = options.theme ?? PAGE_THEME;
  const [x, y, z] = [panel.x, panel.y, panel.z!].map((array) => span(decodeArray(array))) as [number, number, number];
  const widest = Math.max(x, y, 1e-9);
  const unit = UNIT_NAMES[payload.unit];
  const names = payload.axes ?? { x: `x (${unit})`, y: `y (${unit})` };
  const axis = (title: string, more: Fields = {}): Fields => ({
    title: { text: label(title, 60) },
    color: theme.text,
    gridcolor: theme.grid,
    showbackground: false,
    zeroline: false,
    ...more,
  });
  const width = 1 / payload.panels.length;
  return {
    domain: { x: [p * width + (p ? GAP / 2 : 0), (p + 1) * width - GAP / 2], y: [0, 1] },
    aspectmode: 'manual',
    aspectratio: { x: x / widest, y: y / widest, z: Math.max(LEAST_HEIGHT, Math.min(1, z / widest)) },
    xaxis: axis(names.x),
    yaxis: axis(names.y, payload.axes ? {} : { autorange: 'reversed' }),
    zaxis: axis(payload.space!.z),
    camera: { eye: { x: 1.1, y: 1.3, z: 0.9 } },
    bgcolor: theme.background,
  };
}

function span(values: NumberArray): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}

function pick(values: NumberArray, points: Int32Array): NumberArray {
  const value = (point: number): number => values[point]!;
  return values instanceof Float64Array ? Float64Array.from(points, value) : Float32Array.from(points, value);
}
