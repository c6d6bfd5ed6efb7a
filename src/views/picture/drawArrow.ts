import type { Axis } from './axis';
import type { Canvas } from './canvas';
import type { Annotation } from './plotlyParts';
import { stroke } from './stroke';

/** Length and half width of the head, in widths of the line (plotly's second head). */
const HEAD = { length: 4, half: 2 };
/** As opaque as the live figure's, as two digits of a color. */
const OPACITY = 'bf';

/** Draws an arrow between two points of a plot, with its distance from both. */
export function drawArrow(canvas: Canvas, arrow: Annotation, x: Axis, y: Axis): void {
  const { arrowwidth = 1, arrowcolor = '#000000', standoff = 0, startstandoff = 0 } = arrow;
  const from = [x.place(arrow.ax ?? 0), y.place(arrow.ay ?? 0)];
  const to = [x.place(arrow.x), y.place(arrow.y)];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const head = HEAD.length * arrowwidth * 0.8;
  if (!(length > standoff + startstandoff + head)) return;
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const at = (distance: number, side = 0): number[] => [
    from[0] + ux * distance - uy * side,
    from[1] + uy * distance + ux * side,
  ];
  const color = `${arrowcolor}${OPACITY}`;
  const tip = length - standoff;
  stroke(canvas, [...at(startstandoff), ...at(tip - head)], { color, width: arrowwidth });
  const half = HEAD.half * arrowwidth * 0.8;
  canvas.fill([[...at(tip), ...at(tip - head, half), ...at(tip - head, -half)]], color);
}
