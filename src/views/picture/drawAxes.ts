import type { Axis } from './axis';
import type { Canvas } from './canvas';
import { stroke } from './stroke';
import { textWidth, writeText } from './text';

const SIZE = 12;
/** Pixels between an axis and what is written along it. */
const APART = 7;

/** Colors of the lines and of the text around a plot. */
export interface AxisColors {
  text: string;
  grid: string;
}

/** Pixels that the names along an axis take away from it, with its title. */
export function depthOf({ letter, layout, title, ticks }: Pick<Axis, 'letter' | 'layout' | 'title' | 'ticks'>): number {
  const longest = Math.max(0, ...ticks.map(({ text }) => textWidth(text, SIZE)));
  const slanted = letter === 'x' && layout.tickangle;
  const names = letter === 'y' ? longest : slanted ? longest * Math.SQRT1_2 + SIZE : SIZE + 2;
  return APART + names + (title ? 26 : 8);
}

/** Draws the grid behind the data. */
export function drawGrid(canvas: Canvas, x: Axis, y: Axis, { grid }: AxisColors): void {
  for (const axis of [x, y]) {
    if (axis.layout.showgrid === false) continue;
    for (const { value } of axis.ticks) {
      const at = axis.place(value);
      const line = axis.letter === 'x' ? [at, y.from, at, y.to] : [x.from, at, x.to, at];
      stroke(canvas, line, { color: grid, width: 1 });
    }
  }
}

/** Draws the lines, names and titles of two axes. */
export function drawAxes(canvas: Canvas, x: Axis, y: Axis, { text, grid }: AxisColors): void {
  const pen = { color: grid, width: 1 };
  if (x.layout.showline) stroke(canvas, [x.from, y.from, x.to, y.from], pen);
  if (y.layout.showline) stroke(canvas, [x.from, y.from, x.from, y.to], pen);
  for (const tick of x.ticks) {
    const at = x.place(tick.value);
    if (x.layout.ticks) stroke(canvas, [at, y.from, at, y.from + 4], { color: text, width: 1 });
    if (x.layout.tickangle) {
      const style = { color: text, size: SIZE, anchor: 'end', angle: x.layout.tickangle } as const;
      writeText(canvas, tick.text, at + 3, y.from + APART + 4, style);
    } else writeText(canvas, tick.text, at, y.from + APART + 6, { color: text, size: SIZE, anchor: 'middle' });
  }
  for (const tick of y.ticks) {
    const at = y.place(tick.value);
    if (y.layout.ticks) stroke(canvas, [x.from - 4, at, x.from, at], { color: text, width: 1 });
    writeText(canvas, tick.text, x.from - APART, at, { color: text, size: SIZE, anchor: 'end' });
  }
  const title = { color: text, size: 13, anchor: 'middle' } as const;
  writeText(canvas, x.title, (x.from + x.to) / 2, y.from + depthOf(x) - 8, title);
  writeText(canvas, y.title, x.from - depthOf(y) + 9, (y.from + y.to) / 2, { ...title, angle: -90 });
}
