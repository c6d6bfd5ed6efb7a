/** A part of an image that has in each pixel the number of its cell, row by row; pixel (0, 0) covers [0, 1] x [0, 1]. */
export interface LabelWindow {
  values: ArrayLike<number>;
  width: number;
  height: number;
}

/** Steps to the right, down, left and up: turning right is one further. */
const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const; // prettier-ignore
/** From the corner of pixels that a step leads to, the pixels ahead: on the right hand and on the left one. */
const RIGHT = [[0, 0], [-1, 0], [-1, -1], [0, -1]] as const; // prettier-ignore
const LEFT = [[0, -1], [0, 0], [-1, 0], [-1, -1]] as const; // prettier-ignore

/**
 * The outer border of the pixels of a label that hang together by their sides, clockwise: it runs from middle to middle of the pixels' sides, which is the
 * contour of marching squares at one half (Lorensen & Cline 1987, in the plane). It encloses half a pixel less than the pixels and the holes within cover:
 * each of the four more corners that turn right than left is cut off by an eighth.
 *
 * @param at the uppermost pixel of the part, of these the leftmost, as row * width + column
 * @returns x and y of the corners, in pixels; corners on a straight line are left out
 */
export function traceRing({ values, width, height }: LabelWindow, at: number): { x: Float64Array; y: Float64Array } {
  const label = values[at];
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && values[y * width + x] === label;
  const start = [at % width, Math.floor(at / width)] as const;
  const [xs, ys]: [number[], number[]] = [[], []];
  let [x, y, direction] = [start[0] as number, start[1], 0];
  do {
    const [dx, dy] = STEPS[direction]!;
    push(xs, ys, x + dx / 2, y + dy / 2);
    x += dx;
    y += dy;
    const [right, left] = [RIGHT[direction]!, LEFT[direction]!];
    if (!inside(x + right[0], y + right[1])) direction = (direction + 1) % 4;
    else if (inside(x + left[0], y + left[1])) direction = (direction + 3) % 4;
  } while (x !== start[0] || y !== start[1] || direction !== 0);
  // The first and the last corner may lie on straight lines too: the two that came first close the ring.
  const [x0, y0, x1, y1] = [xs[0]!, ys[0]!, xs[1]!, ys[1]!];
  push(xs, ys, x0, y0);
  push(xs, ys, x1, y1);
  return { x: Float64Array.from(xs.slice(1, -1)), y: Float64Array.from(ys.slice(1, -1)) };
}

/** Adds a corner; the one before it goes when all three lie on a line. */
function push(xs: number[], ys: number[], x: number, y: number): void {
  const n = xs.length;
  if (n > 1) {
    const [ax, ay, bx, by] = [xs[n - 1]! - xs[n - 2]!, ys[n - 1]! - ys[n - 2]!, x - xs[n - 1]!, y - ys[n - 1]!];
    if (ax * by === ay * bx && ax * bx + ay * by > 0) {
      xs.pop();
      ys.pop();
    }
  }
  xs.push(x);
  ys.push(y);
}
