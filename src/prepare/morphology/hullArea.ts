import type { Region } from './labelImage';

type Point = readonly [y: number, x: number];

/** Rounding in where a side of the hull crosses a row. */
const EPSILON = 1e-9;

/**
 * Pixels whose center lies in or on the convex hull of the midpoints of all sides of the region's pixels, as scikit-image counts
 * `area_convex`. Row by row, so that two far pixels cost no more than the rows between them.
 */
export function hullArea({ y, x }: Region): number {
  const corners = hullOf(outermost(y, x));
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
function outermost(y: Int32Array, x: Int32Array): Point[] {
  const points: Point[] = [];
  const put = (row: number, column: number): number =>
    points.push([row - 0.5, column], [row + 0.5, column], [row, column - 0.5], [row, column + 0.5]);
  for (let i = 0; i < y.length; i++) {
    // Pixels come row by row.
    if (i === 0 || y[i - 1] !== y[i] || i === y.length - 1 || y[i + 1] !== y[i]) put(y[i], x[i]);
  }
  return points;
}

/** The corners of the convex hull in order (Andrew's monotone chain, 1979). */
function hullOf(points: Point[]): Point[] {
  const sorted = points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (sequence: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of sequence) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

const turn = (o: Point, a: Point, b: Point): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
