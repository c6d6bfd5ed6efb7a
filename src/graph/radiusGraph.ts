import { TissuebookError } from '../errors';
import { checkOptions, number } from '../options';
import type { Graph } from './graph';
import { KdTree } from './kdTree';
import { groupsCheck } from './knnGraph';
import { PointGrid } from './pointGrid';
import { groupMembers, type Groups, type PositionSource, positionsOf } from './positions';
import { rowGraph, rowGraphOf, type VisitNeighbors } from './rowGraph';

export interface RadiusGraphOptions {
  /** The largest distance of neighbors, in the unit of the coordinates. */
  radius: number;
  /** Groups that must not be connected: codes, or the name of an obs column (sections, images, patients). */
  groups?: Groups;
}

/**
 * Connects nodes that are at most `radius` apart, both ways. Weights are distances in the unit of the coordinates.
 *
 * @param source positions [n, 2] or [n, 3], or an AnnData that has them
 * @throws TissuebookError 'invalid-argument' (no radius), 'missing-key' (no positions), 'not-finite', 'shape-mismatch'
 */
export function radiusGraph(source: PositionSource, options: RadiusGraphOptions): Graph {
  checkOptions('radiusGraph', options, { radius: number(0), groups: groupsCheck });
  if (options?.radius === undefined) {
    throw new TissuebookError('invalid-argument', 'radiusGraph: radius is needed.', {
      argument: 'radius',
      advice: 'Give it in the unit of the coordinates: about 30 micrometres reaches the cells that touch.',
    });
  }
  const points = positionsOf(source);
  const { radius } = options;
  const groups = groupMembers(source, points.rows, options.groups);
  const grids = groups.map((members) => PointGrid.of(points, members, radius));
  const searches = grids.map((grid, g) => grid ?? new KdTree(points, groups[g]!));
  const search = (visit: VisitNeighbors): void => {
    for (const near of searches) near.within(radius, visit);
  };
  if (grids.includes(undefined)) return rowGraph(points.rows, search);
  // In cells it is quick to count first; a tree would search twice.
  const degrees = new Int32Array(points.rows);
  for (const grid of grids) grid!.countWithin(radius, degrees);
  return rowGraphOf(degrees, search);
}
