import type { Axis } from './axis';
import type { Canvas } from './canvas';
import { colorAt } from './parseColor';
import type { Numbers, Trace } from './plotlyParts';

/** Fields smaller than this touch each other: gaps would be all that is seen. */
const LEAST_WITH_GAP = 5;

/** Draws the colored fields of a heat map; those without a value stay empty. */
export function drawFields(canvas: Canvas, trace: Trace, x: Axis, y: Axis): void {
  const { zmin = 0, zmax = 1, colorscale = [] } = trace;
  const rows = (trace.z ?? []) as ArrayLike<Numbers>;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const [top, bottom] = [y.place(i - 0.5), y.place(i + 0.5)].sort((a, b) => a - b);
    for (let j = 0; j < row.length; j++) {
      if (Number.isNaN(row[j])) continue;
      const [left, right] = [x.place(j - 0.5), x.place(j + 0.5)];
      const gap = Math.min(right - left, bottom - top) < LEAST_WITH_GAP ? 0 : 1;
      const box = { x: left, y: top, width: right - left - gap, height: bottom - top - gap };
      canvas.rectangle(box, colorAt(colorscale, (row[j] - zmin) / (zmax - zmin || 1)));
    }
  }
}
