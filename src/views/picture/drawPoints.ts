import { makeStamp, type Canvas, type Stamp } from './canvas';
import { markerOutline } from './markers';
import { colorAt, parseColor } from './parseColor';
import type { ColorAxis, Numbers, Trace } from './plotlyParts';

/** Red, green and blue of each point. */
type ColorOf = (i: number) => readonly number[];

/** Colors of a scale in a picture: each a little apart for the eye (ours). */
const SCALE_COLORS = 64;

/** Pixels of a marker below which no form of whole pixels looks like it: it is a square then. */
const LEAST_FORM = 4;

/** How points are drawn. */
export interface PointLook {
  canvas: Canvas;
  /** Whole pixels, without soft edges: quicker and smaller for many points. */
  sharp: boolean;
  /** Pixels in which places are kept apart: more make a smaller file. */
  grain: number;
}

/** Points to draw, in their order: how many, where on the page, in which color. */
export interface Points {
  count: number;
  place: (i: number) => readonly [number, number];
  color: ColorOf;
}

/** Draws points as the markers of a trace. */
export function drawPoints(
  { canvas, sharp, grain }: PointLook,
  { marker }: Trace,
  { count, place, color }: Points,
): void {
  const { size = 6, symbol = 'circle' } = marker ?? {};
  if (typeof size !== 'number') {
    drawDots(canvas, size, { count, place, color });
    return;
  }
  const stamp = stampOf(symbol, size * canvas.scale, sharp, grain);
  const step = grain / canvas.scale;
  for (let i = 0; i < count; i++) {
    const [x, y] = place(i);
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (grain > 1) canvas.stamp(stamp, Math.round(x / step) * step, Math.round(y / step) * step, color(i));
    else canvas.stamp(stamp, x, y, color(i));
  }
}

/** Circles, each of its own size. */
function drawDots(canvas: Canvas, sizes: Numbers, { count, place, color }: Points): void {
  for (let i = 0; i < count; i++) {
    const [x, y] = place(i);
    const circle = markerOutline('circle', sizes[i]).map((value, k) => value + (k % 2 ? y : x));
    const hex = `#${Array.from(color(i).slice(0, 3), (part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
    canvas.fill([circle], hex);
  }
}

function stampOf(symbol: string, size: number, sharp: boolean, grain: number): Stamp {
  if (grain <= 1 && (!sharp || size > LEAST_FORM)) return makeStamp([markerOutline(symbol, size)], sharp);
  const side = grain * Math.max(1, Math.round(size / grain));
  return { size: side, shares: new Float32Array(side * side).fill(1) };
}

/** The colors of a trace's points: one for all, or by number along a scale. */
export function pointColors(color: string | Numbers | undefined, axis: ColorAxis | undefined): ColorOf {
  if (typeof color === 'string') {
    const rgb = parseColor(color);
    return () => rgb;
  }
  if (!axis || !color) return () => parseColor('#000000');
  const { colorscale, cmin, cmax } = axis;
  const scale = Array.from({ length: SCALE_COLORS }, (_, k) => parseColor(colorAt(colorscale, k / (SCALE_COLORS - 1))));
  const step = (SCALE_COLORS - 1) / (cmax - cmin || 1);
  return (i) => scale[Math.min(SCALE_COLORS - 1, Math.max(0, Math.round((color[i] - cmin) * step)))];
}
