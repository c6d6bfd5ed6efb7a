import earcut from 'earcut';

/** Outlines of some cells as they come: how many corners each has, and these in steps from its place. */
export interface OutlineParts {
  counts: ArrayLike<number>;
  offsets: ArrayLike<number>;
}

/** Triangles and edges of some cells, as the graphics processor takes them. */
export interface TileMesh {
  /** [2 * vertices] x and y from the tile's origin. */
  positions: Float32Array;
  /** [vertices] which of the tile's cells each belongs to. */
  owners: Uint16Array;
  triangles: Uint16Array | Uint32Array;
  edges: Uint16Array | Uint32Array;
}

/** Corners of what stands for a cell without an outline. */
const ROUND = 8;

/**
 * Fills outlines with triangles (earcut: a z-order variant of ear slicing), and draws their edges. A cell without an outline becomes a small disk without an edge.
 *
 * @param x, y places of the cells from the tile's origin
 * @param step the length of a step
 * @param radius of the disks
 */
export function tileMesh(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { counts, offsets }: OutlineParts,
  step: number,
  radius: number,
): TileMesh {
  const cells = x.length;
  let vertices = 0;
  for (let i = 0; i < cells; i++) vertices += counts[i]! || ROUND;
  const positions = new Float32Array(2 * vertices);
  const owners = new Uint16Array(vertices);
  const triangles: number[] = [];
  const edges: number[] = [];
  let [at, from] = [0, 0];
  for (let i = 0; i < cells; i++) {
    const n = counts[i]! || ROUND;
    const ring = counts[i] ? slice(offsets, 2 * from, 2 * (from + n)) : disk(radius / step);
    for (let k = 0; k < n; k++) {
      positions[2 * (at + k)] = x[i]! + ring[2 * k]! * step;
      positions[2 * (at + k) + 1] = y[i]! + ring[2 * k + 1]! * step;
      owners[at + k] = i;
      if (counts[i]) edges.push(at + k, at + ((k + 1) % n));
    }
    for (const corner of earcut(ring)) triangles.push(at + corner);
    at += n;
    from += counts[i]!;
  }
  const Type = vertices > 65_535 ? Uint32Array : Uint16Array;
  return { positions, owners, triangles: Type.from(triangles), edges: Type.from(edges) };
}

/**
 * Which of some cells holds a place: the last whose outline goes around it by the even-odd rule.
 *
 * @param px, py the place, from the tile's origin
 */
export function cellAt(
  px: number,
  py: number,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { counts, offsets }: OutlineParts,
  step: number,
): number | undefined {
  let found: number | undefined;
  let from = 0;
  for (let i = 0; i < x.length; i++) {
    const n = counts[i]!;
    if (n && holds(offsets, from, n, (px - x[i]!) / step, (py - y[i]!) / step)) found = i;
    from += n;
  }
  return found;
}

function holds(offsets: ArrayLike<number>, from: number, n: number, px: number, py: number): boolean {
  let odd = false;
  for (let k = 0, before = n - 1; k < n; before = k++) {
    const [ax, ay] = [offsets[2 * (from + k)]!, offsets[2 * (from + k) + 1]!];
    const [bx, by] = [offsets[2 * (from + before)]!, offsets[2 * (from + before) + 1]!];
    if (ay > py !== by > py && px < ax + ((bx - ax) * (py - ay)) / (by - ay)) odd = !odd;
  }
  return odd;
}

function slice(values: ArrayLike<number>, from: number, to: number): number[] {
  const part = new Array<number>(to - from);
  for (let k = from; k < to; k++) part[k - from] = values[k]!;
  return part;
}

function disk(radius: number): number[] {
  return Array.from({ length: ROUND }, (_, k) => (2 * Math.PI * k) / ROUND).flatMap((angle) => [
    radius * Math.cos(angle),
    radius * Math.sin(angle),
  ]);
}
