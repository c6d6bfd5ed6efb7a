import { decodeArray, panelCells, type SpatialPanel } from '../../../src/protocol';

/** Cells of one section, and where they lie. */
export interface SectionCells {
  /** [n] in the unit of the data. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Which cell of the data each is [n]. */
  readonly numbers: ArrayLike<number>;
  /** The place of each cell of the data in these; -1 for cells of other sections [cells of the data]. */
  readonly placeOf: Int32Array;
  /** Mean distance between neighbors, roughly. */
  readonly spacing: number;
  readonly bounds: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
}

/** @param cells cells of the data @param factor what positions were multiplied by for the figure */
export function sectionCells(panel: SpatialPanel, cells: number, factor: number): SectionCells {
  const inUnit = (values: ArrayLike<number>): ArrayLike<number> =>
    factor === 1 ? values : Float64Array.from(values, (value) => value / factor);
  const [x, y] = [inUnit(decodeArray(panel.x)), inUnit(decodeArray(panel.y))];
  const numbers = panelCells(panel) ?? Int32Array.from({ length: x.length }, (_, i) => i);
  const placeOf = new Int32Array(cells).fill(-1);
  for (let i = 0; i < x.length; i++) placeOf[numbers[i]!] = i;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    [left, right] = [Math.min(left, x[i]!), Math.max(right, x[i]!)];
    [top, bottom] = [Math.min(top, y[i]!), Math.max(bottom, y[i]!)];
  }
  if (!(left <= right)) [left, right, top, bottom] = [0, 1, 0, 1];
  const [width, height] = [right - left || 1, bottom - top || 1];
  const spacing = Math.sqrt((width * height) / Math.max(1, x.length));
  return { x, y, numbers, placeOf, spacing, bounds: { left, top, width, height } };
}

/** What of a tissue is on a canvas; y grows downwards, as in images. */
export interface Frame {
  /** The middle, in the unit of the data. */
  readonly x: number;
  readonly y: number;
  /** Pixels for each unit, of a canvas that is `width` wide. */
  readonly scale: number;
}

/** Empty space around a whole tissue, as a share of it. */
const MARGIN = 0.04;

/** The whole section on a canvas of some size. */
export function wholeFrame({ bounds }: SectionCells, width: number, height: number): Frame {
  const scale = Math.min(width / bounds.width, height / bounds.height) / (1 + 2 * MARGIN);
  return { x: bounds.left + bounds.width / 2, y: bounds.top + bounds.height / 2, scale };
}

/** The frame after zooming by a factor, with a place staying where it is. */
export function zoomed({ x, y, scale }: Frame, factor: number, at: readonly [number, number], least: number): Frame {
  const next = Math.max(least, scale * factor);
  const keep = scale / next;
  return { x: at[0] + (x - at[0]) * keep, y: at[1] + (y - at[1]) * keep, scale: next };
}

/** Where a place of the tissue is drawn on a canvas. */
export function toCanvas(
  { x, y, scale }: Frame,
  width: number,
  height: number,
  at: readonly [number, number],
): [number, number] {
  return [width / 2 + (at[0] - x) * scale, height / 2 + (at[1] - y) * scale];
}

/** The place of the tissue at a pixel of a canvas. */
export function toTissue(
  { x, y, scale }: Frame,
  width: number,
  height: number,
  at: readonly [number, number],
): [number, number] {
  return [x + (at[0] - width / 2) / scale, y + (at[1] - height / 2) / scale];
}
