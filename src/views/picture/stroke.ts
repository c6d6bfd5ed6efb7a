import type { Canvas } from './canvas';
import type { Outline } from './fillPath';

/** A line's look. `dash` in pixels, on and off by turns. */
export interface Pen {
  color: string;
  width: number;
  dash?: readonly number[];
}

/** Lines of plotly's names, as multiples of the line's width. */
export const DASHES: Record<string, readonly number[]> = {
  solid: [],
  dot: [1.5, 2.5],
  dash: [4.5, 3.5],
  longdash: [7, 4],
  dashdot: [4.5, 2.5, 1.5, 2.5],
  longdashdot: [7, 3, 1.5, 3],
};

/** Draws a line along corners x, y. A corner that is not a number is a gap. */
export function stroke(canvas: Canvas, corners: readonly number[], { color, width, dash = [] }: Pen): void {
  const lines = runs(corners).flatMap((run) => (dash.length ? dashed(run, dash.map((d) => d * width)) : [run])); // prettier-ignore
  for (const line of lines) canvas.fill(outlinesOf(line, width / 2), color);
}

function runs(corners: readonly number[]): number[][] {
  const found: number[][] = [[]];
  for (let i = 0; i < corners.length; i += 2) {
    if (Number.isFinite(corners[i]) && Number.isFinite(corners[i + 1])) found.at(-1)?.push(corners[i], corners[i + 1]);
    else found.push([]);
  }
  return found.filter((run) => run.length >= 4);
}

function dashed(run: readonly number[], dash: readonly number[]): number[][] {
  const parts: number[][] = [];
  let [at, left, on] = [0, dash[0], true];
  let part = [run[0], run[1]];
  for (let i = 2; i < run.length; i += 2) {
    let [x, y] = [run[i - 2], run[i - 1]];
    let rest = Math.hypot(run[i] - x, run[i + 1] - y);
    while (rest > left) {
      x += ((run[i] - x) * left) / rest;
      y += ((run[i + 1] - y) * left) / rest;
      rest -= left;
      if (on) parts.push([...part, x, y]);
      on = !on;
      part = [x, y];
      at = (at + 1) % dash.length;
      left = dash[at];
    }
    left -= rest;
    part.push(run[i], run[i + 1]);
  }
  if (on && part.length >= 4) parts.push(part);
  return parts;
}

/** A box along each part of a line, and an octagon at each corner between, all in one direction, so that they join. */
function outlinesOf(line: readonly number[], half: number): Outline[] {
  const outlines: Outline[] = [];
  for (let i = 2; i < line.length; i += 2) {
    const [ax, ay, bx, by] = line.slice(i - 2, i + 2);
    const length = Math.hypot(bx - ax, by - ay);
    if (length === 0) continue;
    const [nx, ny] = [((by - ay) / length) * half, (-(bx - ax) / length) * half];
    outlines.push([ax + nx, ay + ny, bx + nx, by + ny, bx - nx, by - ny, ax - nx, ay - ny]);
    if (i + 2 < line.length && half > 0.4) outlines.push(polygon(bx, by, half, 8));
  }
  return outlines;
}

/** Corners at equal distances around a middle, clockwise on a page. */
export function polygon(x: number, y: number, radius: number, corners: number, turn = 0): number[] {
  return Array.from({ length: corners }, (_, i) => turn + (2 * Math.PI * i) / corners).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
  ]);
}
