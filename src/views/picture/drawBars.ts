import type { Axis } from './axis';
import type { Canvas, Rectangle } from './canvas';
import type { Trace } from './plotlyParts';
import { polygon, stroke } from './stroke';

/** The share of a group's room that its bars take (plotly's). */
const FILLED = 0.8;
/** Pixels between the lines of a pattern. */
const PATTERN = 8;

/** Draws the bars of all traces, side by side or on each other, with their intervals. */
export function drawBars(canvas: Canvas, traces: readonly Trace[], x: Axis, y: Axis, stacked: boolean): void {
  const lying = traces[0]?.orientation === 'h';
  const [along, across] = lying ? [x, y] : [y, x];
  const thickness = FILLED / (stacked ? 1 : traces.length);
  const base: number[] = [];
  traces.forEach((trace, k) => {
    const values = (lying ? trace.x : trace.y) ?? [];
    const shift = stacked ? -FILLED / 2 : -FILLED / 2 + k * thickness;
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      const from = stacked ? (base[i] ?? 0) : 0;
      base[i] = from + values[i];
      const [start, end] = [along.place(from), along.place(from + values[i])];
      const [side, other] = [across.place(i + shift), across.place(i + shift + thickness)];
      const box = lying ? between(start, end, side, other) : between(side, other, start, end);
      const color = typeof trace.marker?.color === 'string' ? trace.marker.color : '#000000';
      canvas.rectangle(box, color);
      if (trace.marker?.pattern?.shape) drawPattern(canvas, box, trace.marker.pattern.shape);
      drawInterval(canvas, trace, i, values[i], { along, middle: (side + other) / 2, lying });
    }
  });
}

function between(x0: number, x1: number, y0: number, y1: number): Rectangle {
  return { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) };
}

interface Place {
  along: Axis;
  middle: number;
  lying: boolean;
}

function drawInterval(canvas: Canvas, trace: Trace, i: number, value: number, { along, middle, lying }: Place): void {
  const errors = lying ? trace.error_x : trace.error_y;
  if (!errors) return;
  const [low, high] = [along.place(value - errors.arrayminus[i]), along.place(value + errors.array[i])];
  const draw = (...corners: number[]): void => {
    const turned = lying ? corners : corners.map((_, k) => corners[k % 2 ? k - 1 : k + 1]);
    stroke(canvas, turned, { color: '#333333', width: 1.5 });
  };
  draw(low, middle, high, middle);
  draw(low, middle - 4, low, middle + 4);
  draw(high, middle - 4, high, middle + 4);
}

/** White lines or dots over a box, by plotly's name of the pattern, so that more tells series apart than color. */
export function drawPattern(canvas: Canvas, box: Rectangle, shape: string): void {
  const pen = { color: '#ffffff', width: 1.2 };
  const { x, y, width, height } = box;
  canvas.within(box, () => {
    const reach = width + height;
    for (let at = PATTERN / 2; at < reach; at += PATTERN) {
      if (shape === '/' || shape === 'x') stroke(canvas, [x + at, y, x + at - height, y + height], pen);
      if (shape === 'x') stroke(canvas, [x + at - height, y, x + at, y + height], pen);
      if ((shape === '-' || shape === '+') && at < height) stroke(canvas, [x, y + at, x + width, y + at], pen);
      if ((shape === '|' || shape === '+') && at < width) stroke(canvas, [x + at, y, x + at, y + height], pen);
      if (shape !== '.' || at >= height) continue;
      for (let dx = PATTERN / 2; dx < width; dx += PATTERN) canvas.fill([polygon(x + dx, y + at, 1.2, 8)], pen.color);
    }
  });
}
