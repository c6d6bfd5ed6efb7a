import { convexHull, type PlanePoint } from './convexHull';
import type { Region } from './labelImage';

/** Rounding in where a side of the hull crosses a row. */
const EPSILON = 1e-9;

/**
 * Pixels whose center lies in or on the convex hull of the midpoints of all sides of the region's pixels, as scikit-image counts
 * `area_convex`. Row by row, so that two far pixels cost no more than the rows between them.
 */
export function hullArea({ y, x }: Region): number {
  const corners = convexHull(outermost(y, x));
  let count = 0;
  for (let row = y[0]; row <= y[y.length - 1]; row++) {
    let [low, high] = [Infinity, -Infinity];
    corners.forEach(([ya, xa], i) => {
      const [yb, xb] = corners[(i + 1) % corners.length];
      if (row < Math.min(ya, yb) || row > Math.max(ya, yb)) return;
      for (const at of ya === yb ? [xa, xb] : [xa + ((row - ya) / (yb - ya)) * (xb - xa)]) {
        low = Math.min(low, at);
        high = Math.max(high, at);
      }
    });
    count += Math.floor(high + EPSILON) - Math.ceil(low - EPSILON) + 1;
  }
  return count;
}

/** The midpoints of the sides of the first and the last pixel of each row: no other can be a corner of the hull. */
function outermost(y: Int32Array, x: Int32Array): PlanePoint[] {
  const points: PlanePoint[] = [];
  const put = (row: number, column: number): number =>
    points.push([row - 0.5, column], [row + 0.5, column], [row, column - 0.5], [row, column + 0.5]);
  for (let i = 0; i < y.length; i++) {
    // Pixels come row by row.
    if (i === 0 || y[i - 1] !== y[i] || i === y.length - 1 || y[i + 1] !== y[i]) put(y[i], x[i]);
  }
  return points;
}
