import type { Axis } from './axis';
import type { Canvas } from './canvas';
import { markerOutline } from './markers';
import type { Trace } from './plotlyParts';
import { DASHES, stroke } from './stroke';

/** Draws the line of a trace, its markers, and the band down to the line before it where it is filled. */
export function drawLine(canvas: Canvas, trace: Trace, before: Trace | undefined, x: Axis, y: Axis): void {
  const corners = cornersOf(trace, x, y);
  if (trace.fill === 'tonexty' && before) {
    for (const outline of band(corners, cornersOf(before, x, y)))
      canvas.fill([outline], trace.fillcolor ?? '#00000033');
  }
  const { color = '#000000', width = 2, dash = 'solid' } = trace.line ?? {};
  if (width > 0) stroke(canvas, corners, { color, width, dash: DASHES[dash] ?? [] });
  if (!trace.mode?.includes('markers')) return;
  const size = trace.marker?.size;
  const outline = markerOutline('circle', typeof size === 'number' ? size : 6);
  for (let i = 0; i < corners.length; i += 2) {
    if (!Number.isFinite(corners[i]) || !Number.isFinite(corners[i + 1])) continue;
    canvas.fill([outline.map((value, k) => value + corners[i + (k % 2)])], color);
  }
}

/** The corners of a line on the page; as steps, a level part before each rise. */
function cornersOf(trace: Trace, x: Axis, y: Axis): number[] {
  const corners: number[] = [];
  for (let i = 0; i < (trace.x?.length ?? 0); i++) {
    const [px, py] = [x.place(trace.x?.[i] ?? NaN), y.place(trace.y?.[i] ?? NaN)];
    if (trace.line?.shape === 'hv' && corners.length) corners.push(px, corners[corners.length - 1]);
    corners.push(px, py);
  }
  return corners;
}

/** The areas between two lines with the same places in x, one for each part without a gap. */
function band(upper: readonly number[], lower: readonly number[]): number[][] {
  const areas: number[][] = [];
  let [top, bottom]: [number[], number[]] = [[], []];
  const close = (): void => {
    const back: number[] = [];
    for (let i = bottom.length - 2; i >= 0; i -= 2) back.push(bottom[i], bottom[i + 1]);
    if (top.length >= 4) areas.push([...top, ...back]);
    [top, bottom] = [[], []];
  };
  for (let i = 0; i < Math.min(upper.length, lower.length); i += 2) {
    if (!Number.isFinite(upper[i + 1]) || !Number.isFinite(lower[i + 1])) close();
    else {
      top.push(upper[i], upper[i + 1]);
      bottom.push(lower[i], lower[i + 1]);
    }
  }
  close();
  return areas;
}
