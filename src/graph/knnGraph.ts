import { checkOptions, flag, integer, type OptionCheck, text } from '../options';
import type { Graph } from './graph';
import { KdTree } from './kdTree';
import { PointGrid } from './pointGrid';
import { groupMembers, type Groups, type PositionSource, positionsOf } from './positions';
import { rowGraphOf, withReverse } from './rowGraph';

export interface KnnGraphOptions {
  /** Neighbors of each node; fewer where its group has fewer. 6, as squidpy. */
  k?: number;
  /** Add the reverse of every edge. false. */
  symmetric?: boolean;
  /** Groups that must not be connected: codes, or the name of an obs column (sections, images, patients). */
  groups?: Groups;
}

/** A code for each node, or the name of a column. */
export const groupsCheck: OptionCheck = (value) =>
  value instanceof Int32Array || !text(value) ? undefined : 'an Int32Array of codes or the name of an obs column';

/**
 * Connects each node with its k nearest others, by Euclidean distance, exactly; of equal distances the lower index wins.
 * A node's neighbors are those it receives from. Weights are distances in the unit of the coordinates.
 *
 * @param source positions [n, 2] or [n, 3], or an AnnData that has them
 * @throws TissuebookError 'missing-key' (no positions), 'not-finite', 'shape-mismatch' (groups of another length)
 */
export function knnGraph(source: PositionSource, options: KnnGraphOptions = {}): Graph {
  checkOptions('knnGraph', options, { k: integer(1, 100_000), symmetric: flag, groups: groupsCheck });
  const { k = 6, symmetric = false, groups } = options;
  const points = positionsOf(source);
  const members = groupMembers(source, points.rows, groups);
  const most = (group: Int32Array): number => Math.max(0, Math.min(k, group.length - 1));
  const degrees = new Int32Array(points.rows);
  for (const group of members) for (const node of group) degrees[node] = most(group);
  const graph = rowGraphOf(degrees, (visit) => {
    for (const group of members) {
      const near = PointGrid.of(points, group) ?? new KdTree(points, group);
      near.nearest(most(group), visit);
    }
  });
  return symmetric ? withReverse(graph) : graph;
}
