import { ticksOf } from './axis';
import type { Canvas } from './canvas';
import { colorAt } from './parseColor';
import type { Stops } from './plotlyParts';
import { stroke } from './stroke';
import { textWidth, writeText } from './text';

/** Pixels of the bar; beside it stand its ticks and, turned, its title. */
const THICKNESS = 14;
const SIZE = 11;
const STEPS = 64;

/** What a color bar says. */
export interface ColorBarParts {
  stops: Stops;
  low: number;
  high: number;
  title: string;
}

/** Pixels that a color bar takes from left to right. */
export function colorBarWidth({ low, high, title }: ColorBarParts, height: number): number {
  const texts = ticksOf({}, 'y', [low, high], false, height).map(({ text }) => textWidth(text, SIZE));
  return THICKNESS + 8 + Math.max(0, ...texts) + (title ? 22 : 4);
}

/** Draws a color bar with its upper left corner at x, y. */
export function drawColorBar(
  canvas: Canvas,
  parts: ColorBarParts,
  at: { x: number; y: number; height: number; color: string },
): void {
  const { stops, low, high, title } = parts;
  const { x, y, height, color } = at;
  for (let k = 0; k < STEPS; k++) {
    const [top, bottom] = [y + (k / STEPS) * height, y + ((k + 1) / STEPS) * height];
    canvas.rectangle({ x, y: top, width: THICKNESS, height: bottom - top }, colorAt(stops, 1 - (k + 0.5) / STEPS));
  }
  for (const { value, text } of ticksOf({}, 'y', [low, high], false, height)) {
    const level = y + height * (1 - (value - low) / (high - low || 1));
    stroke(canvas, [x + THICKNESS, level, x + THICKNESS + 4, level], { color, width: 1 });
    writeText(canvas, text, x + THICKNESS + 7, level, { color, size: SIZE });
  }
  const right = x + colorBarWidth(parts, height) - 9;
  writeText(canvas, title, right, y + height / 2, { color, angle: -90, anchor: 'middle' });
}
