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
 * one place hang on to the first of them. Weights are distances in the unit of the coordinates.
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
    const triangulation = new Delaunator(takePoints(points, members));
    connect(triangulation, (a, b) => {
      addBothWays(edges, points, members[a]!, members[b]!, options.maxLength ?? Infinity);
    });
    connectCopies(edges, points, members);
  }
  return edges.toGraph();
}

function takePoints(points: DenseMatrix, members: Int32Array): Float64Array {
  return Float64Array.from(points.takeRows(members).values);
}

/** Visits the sides of the triangles; points on one line have none and are connected in their order along it. */
function connect(
  { triangles, hull, coords }: { triangles: ArrayLike<number>; hull: ArrayLike<number>; coords: ArrayLike<number> },
  visit: (a: number, b: number) => void,
): void {
  for (let t = 0; t < triangles.length; t += 3) {
    for (let side = 0; side < 3; side++) visit(triangles[t + side]!, triangles[t + ((side + 1) % 3)]!);
  }
  if (triangles.length > 0) return;
  const line = coords.length === 4 ? [0, 1] : Array.from(hull);
  for (let i = 1; i < line.length; i++) visit(line[i - 1]!, line[i]!);
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
