import { decodeArray } from '../view/arrays';
import type { SectionImage, SpatialPanel } from '../view/types';

type Range = [number, number];

/** What a panel shows: x from left to right, and y from bottom to top (in a tissue the larger value first). */
export interface Extent {
  x: Range;
  y: Range;
}

/** Where the panels go, in pixels; all are drawn to the same scale. */
export interface Geometry {
  columns: number;
  rows: number;
  /** One panel. */
  width: number;
  height: number;
  /** All panels with their gaps. */
  plotWidth: number;
  plotHeight: number;
  /** Shares of the plot that a panel takes, as plotly's axis domains. */
  domain(index: number): { x: Range; y: Range };
}

/** Pixels between panels: room for the ticks and titles of the axes. */
const GAP = { x: 64, y: 96 };
const MAX_COLUMNS = 4;
const MAX_PANEL_HEIGHT = { single: 520, several: 400 };
/** A panel is never narrower: the axis labels and the scale bar need the room. */
const MIN_PANEL = 160;

/**
 * The panel's ranges with room around the points. In a tissue y is turned upside down, and there is room below for the
 * scale bar.
 *
 * @param image the image under the points: what a panel without points shows
 * @param free both axes have their own scale, and room of their own
 */
export function panelExtent(panel: SpatialPanel, embedding = false, image?: SectionImage, free = false): Extent {
  const alone = panel.x.shape[0] === 0 ? image : undefined;
  const [x0, x1] = alone?.x ?? bounds([panel.x, ...(panel.regions ?? []).map((region) => region.x)]);
  const [y0, y1] = alone?.y ?? bounds([panel.y, ...(panel.regions ?? []).map((region) => region.y)]);
  const pad = 0.025 * Math.max(x1 - x0, y1 - y0, 1e-6);
  if (free) {
    const [padX, padY] = [0.025 * (x1 - x0 || 1), 0.025 * (y1 - y0 || 1)];
    return { x: [x0 - padX, x1 + padX], y: [y0 - padY, y1 + padY] };
  }
  if (embedding) return { x: [x0 - pad, x1 + pad], y: [y0 - pad, y1 + pad] };
  return { x: [x0 - pad, x1 + pad], y: [y1 + 3.5 * pad, y0 - pad] };
}

/**
 * Places panels so that they are as large as the room allows, in rows.
 *
 * @param room pixels from left to right for panels and gaps
 * @param least height that the plot has at least, for a long legend beside it
 */
export function placePanels(extents: Extent[], room: number, least: number): Geometry {
  const spanX = Math.max(...extents.map(({ x }) => x[1] - x[0]));
  const spanY = Math.max(...extents.map(({ y }) => Math.abs(y[0] - y[1])));
  const tallest = extents.length === 1 ? Math.max(MAX_PANEL_HEIGHT.single, least) : MAX_PANEL_HEIGHT.several;
  const scaleFor = (columns: number): number =>
    Math.min(Math.max(MIN_PANEL, (room - GAP.x * (columns - 1)) / columns) / spanX, tallest / spanY);
  const fitting = Math.floor((room + GAP.x) / (MIN_PANEL + GAP.x));
  let columns = Math.max(1, Math.min(extents.length, MAX_COLUMNS, fitting));
  // Fewer columns where that makes wide tissues notably larger, as long as they do not make a tower.
  while (columns > 1 && scaleFor(columns - 1) > 1.3 * scaleFor(columns) && extents.length / (columns - 1) <= 2)
    columns--;
  const rows = Math.ceil(extents.length / columns);
  const scale = scaleFor(columns);
  const [width, height] = [Math.max(MIN_PANEL, scale * spanX), Math.max(MIN_PANEL, scale * spanY)];
  const plotWidth = columns * width + (columns - 1) * GAP.x;
  const used = rows * height + (rows - 1) * GAP.y;
  const plotHeight = Math.max(used, least);
  return {
    columns,
    rows,
    width,
    height,
    plotWidth,
    plotHeight,
    domain: (index) => {
      const left = (index % columns) * (width + GAP.x);
      const top = plotHeight - Math.floor(index / columns) * (height + GAP.y);
      return {
        x: [left / plotWidth, Math.min(1, (left + width) / plotWidth)],
        y: [Math.max(0, (top - height) / plotHeight), top / plotHeight],
      };
    },
  };
}

function bounds(arrays: SpatialPanel['x'][]): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (const value of decodeArray(array)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
