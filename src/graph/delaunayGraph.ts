import type { DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import { checkOptions, number } from '../options';
import { EdgeList } from './edgeList';
import type { Graph } from './graph';
import { groupMembers, type Groups, groupsCheck, type PositionSource, positionsOf } from './positions';

export interface DelaunayGraphOptions {
  /** Leave out edges longer than this, in the unit of the coordinates: across gaps and along the rim. No limit. */
  maxLength?: number;
  /** Groups that must not be connected: codes, or the name of an obs column (sections, images, patients). */
  groups?: Groups;
}

/**
 * Connects nodes whose Voronoi cells touch (Delaunay triangulation), both ways, as squidpy with delaunay=True. Points at
 * one place hang on to the first of them; points on one line, of which there is no triangulation, are connected in their
 * order along it. Weights are distances in the unit of the coordinates.
 *
 * @param source positions [n, 2], or an AnnData that has them
 * @throws TissuebookError 'missing-key' (no positions), 'not-finite', 'shape-mismatch' (not two coordinates; groups of
 *   another length)
 */
export async function delaunayGraph(source: PositionSource, options: DelaunayGraphOptions = {}): Promise<Graph> {
  checkOptions('delaunayGraph', options, { maxLength: number(0), groups: groupsCheck });
  const points = positionsOf(source);
  if (points.columns !== 2) {
    throw new TissuebookError('shape-mismatch', `delaunayGraph: positions have ${points.columns} coordinates, not 2.`, {
      argument: 'source',
      found: points.columns,
    });
  }
  const { default: Delaunator } = await import('delaunator');
  const edges = new EdgeList(points.rows);
  for (const members of groupMembers(source, points.rows, options.groups)) {
    const coords = takePoints(points, members);
    const visit = (a: number, b: number): void => {
      addBothWays(edges, points, members[a]!, members[b]!, options.maxLength ?? Infinity);
    };
    const line = orderOnLine(coords, points.values instanceof Float32Array ? FLOAT32_STEP : Number.EPSILON);
    if (line) connectInOrder(line, coords, visit);
    else connectTriangles(new Delaunator(coords).triangles, visit);
    connectCopies(edges, points, members);
  }
  return edges.toGraph();
}

function takePoints(points: DenseMatrix, members: Int32Array): Float64Array {
  return Float64Array.from(points.takeRows(members).values);
}

/** Numbers of the file's precision differ by this share of their size. */
const FLOAT32_STEP = 2 ** -23;

/**
 * The points in their order along a line, when they lie on one as far as their numbers can say: no further from the line
 * through the two outermost than rounding takes them.
 */
function orderOnLine(coords: Float64Array, step: number): Int32Array | undefined {
  const n = coords.length / 2;
  const start = farthest(coords, 0);
  const end = farthest(coords, start);
  const [x, y] = [coords[2 * start]!, coords[2 * start + 1]!];
  const [dx, dy] = [coords[2 * end]! - x, coords[2 * end + 1]! - y];
  const length = Math.hypot(dx, dy);
  const size = coords.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const along = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [px, py] = [coords[2 * i]! - x, coords[2 * i + 1]! - y];
    if (Math.abs(px * dy - py * dx) > 2 * step * size * length) return undefined;
    along[i] = px * dx + py * dy;
  }
  return Int32Array.from(along.keys()).sort((a, b) => along[a]! - along[b]! || a - b);
}

function farthest(coords: Float64Array, from: number): number {
  let [best, most] = [0, -1];
  for (let i = 0; 2 * i < coords.length; i++) {
    const square = (coords[2 * i]! - coords[2 * from]!) ** 2 + (coords[2 * i + 1]! - coords[2 * from + 1]!) ** 2;
    if (square > most) [best, most] = [i, square];
  }
  return best;
}

/** Visits neighbors along the line; of points at one place only the first, as in a triangulation. */
function connectInOrder(line: Int32Array, coords: Float64Array, visit: (a: number, b: number) => void): void {
  const places = line.filter(
    (i, at) =>
      at === 0 || coords[2 * i] !== coords[2 * line[at - 1]!] || coords[2 * i + 1] !== coords[2 * line[at - 1]! + 1],
  );
  for (let at = 1; at < places.length; at++) visit(places[at - 1]!, places[at]!);
}

/** Visits the sides of the triangles. */
function connectTriangles(triangles: ArrayLike<number>, visit: (a: number, b: number) => void): void {
  for (let t = 0; t < triangles.length; t += 3) {
    for (let side = 0; side < 3; side++) visit(triangles[t + side]!, triangles[t + ((side + 1) % 3)]!);
  }
}

/** A triangulation leaves out points that lie on another: each is connected with the first at its place. */
function connectCopies(edges: EdgeList, points: DenseMatrix, members: Int32Array): void {
  const first = new Map<string, number>();
  for (const node of members) {
    const place = `${points.get(node, 0)} ${points.get(node, 1)}`;
    const other = first.get(place);
    if (other === undefined) first.set(place, node);
    else addBothWays(edges, points, other, node, Infinity);
  }
}

function addBothWays(edges: EdgeList, points: DenseMatrix, a: number, b: number, most: number): void {
  const length = Math.hypot(points.get(a, 0) - points.get(b, 0), points.get(a, 1) - points.get(b, 1));
  if (length > most) return;
  edges.add(a, b, length);
  edges.add(b, a, length);
}
