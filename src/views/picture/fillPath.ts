/** A closed outline: corners x, y by turns, in pixels. */
export type Outline = readonly number[];

/** A rectangle of whole pixels; `right` and `bottom` are the first that lie outside. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How much of each pixel of a box is covered, row by row, 0 to 1. */
export interface Coverage extends Box {
  shares: Float32Array;
}

/**
 * How much of each pixel lies inside of outlines, exactly: signed areas are added along the edges, and summed from left to
 * right (as in font-rs). Outlines in one direction join; one in the other direction cuts a hole.
 */
export function fillPath(outlines: readonly Outline[], clip: Box): Coverage | undefined {
  const inside = outlines.map((outline) => clipOutline(outline, clip)).filter((outline) => outline.length >= 6);
  const box = boxOf(inside, clip);
  if (!box) return undefined;
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const stride = width + 2;
  const areas = new Float32Array(stride * height);
  for (const outline of inside) {
    for (let i = 0; i < outline.length; i += 2) {
      const next = (i + 2) % outline.length;
      addEdge(areas, stride, height, [
        outline[i] - box.left,
        outline[i + 1] - box.top,
        outline[next] - box.left,
        outline[next + 1] - box.top,
      ]);
    }
  }
  const shares = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += areas[y * stride + x];
      shares[y * width + x] = Math.min(1, Math.abs(sum));
    }
  }
  return { ...box, shares };
}

function boxOf(outlines: readonly Outline[], clip: Box): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const outline of outlines) {
    for (let i = 0; i < outline.length; i += 2) {
      left = Math.min(left, outline[i]);
      right = Math.max(right, outline[i]);
      top = Math.min(top, outline[i + 1]);
      bottom = Math.max(bottom, outline[i + 1]);
    }
  }
  const box = {
    left: Math.max(clip.left, Math.floor(left)),
    top: Math.max(clip.top, Math.floor(top)),
    right: Math.min(clip.right, Math.ceil(right)),
    bottom: Math.min(clip.bottom, Math.ceil(bottom)),
  };
  return box.right > box.left && box.bottom > box.top ? box : undefined;
}

/** Adds the signed area to the right of an edge to the pixels that it crosses. */
function addEdge(
  areas: Float32Array,
  stride: number,
  height: number,
  [ax, ay, bx, by]: readonly [number, number, number, number],
): void {
  if (ay === by) return;
  const sign = ay < by ? 1 : -1;
  const [x0, y0, x1, y1] = sign > 0 ? [ax, ay, bx, by] : [bx, by, ax, ay];
  const slope = (x1 - x0) / (y1 - y0);
  let x = x0;
  for (let y = Math.floor(y0); y < Math.min(height, Math.ceil(y1)); y++) {
    const part = Math.min(y + 1, y1) - Math.max(y, y0);
    const next = x + slope * part;
    addInRow(areas, y * stride, Math.min(x, next), Math.max(x, next), sign * part);
    x = next;
  }
}

/** An edge within a row of pixels, from `from` to `to`, which adds `area` in all. */
function addInRow(areas: Float32Array, row: number, from: number, to: number, area: number): void {
  const [first, last] = [Math.floor(from), Math.ceil(to)];
  if (last <= first + 1) {
    const middle = (from + to) / 2 - first;
    areas[row + first] += area * (1 - middle);
    areas[row + first + 1] += area * middle;
    return;
  }
  const each = area / (to - from);
  let before = 0;
  for (let x = first; x < last; x++) {
    // The share of the edge left of this pixel's right side, each part times what it leaves open of the pixel.
    const [a, b] = [Math.max(from, x), Math.min(to, x + 1)];
    const own = each * (b - a) * (x + 1 - (a + b) / 2);
    areas[row + x] += own + before;
    before = each * (b - a) - own;
  }
  areas[row + last] += before;
}

/** The part of an outline in a box (Sutherland and Hodgman 1974). */
function clipOutline(outline: Outline, { left, top, right, bottom }: Box): Outline {
  const sides = [
    { axis: 0, at: left, sign: 1 },
    { axis: 0, at: right, sign: -1 },
    { axis: 1, at: top, sign: 1 },
    { axis: 1, at: bottom, sign: -1 },
  ];
  return sides.reduce((corners, side) => clipSide(corners, side), outline);
}

function clipSide(corners: Outline, { axis, at, sign }: { axis: number; at: number; sign: number }): Outline {
  const depth = (i: number): number => sign * (corners[i + axis] - at);
  let whole = true;
  for (let i = 0; i < corners.length; i += 2) whole &&= depth(i) >= 0;
  if (whole) return corners;
  const kept: number[] = [];
  for (let i = 0; i < corners.length; i += 2) {
    const before = (i + corners.length - 2) % corners.length;
    const [a, b] = [depth(before), depth(i)];
    if (a >= 0 !== b >= 0) {
      const t = a / (a - b);
      const x = corners[before] + t * (corners[i] - corners[before]);
      const y = corners[before + 1] + t * (corners[i + 1] - corners[before + 1]);
      kept.push(axis === 0 ? at : x, axis === 1 ? at : y);
    }
    if (b >= 0) kept.push(corners[i], corners[i + 1]);
  }
  return kept;
}
