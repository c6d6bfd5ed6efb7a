import { buildIndex } from '../neighbors';
import { checkOptions, flag, integer } from '../options';
import type { Graph } from './graph';
import { groupCodes, type Groups, groupsCheck, type PositionSource, positionsOf } from './positions';
import { rowGraph, withReverse } from './rowGraph';

export interface KnnGraphOptions {
  /** Neighbors of each node; fewer where its group has fewer. 6, as squidpy. */
  k?: number;
  /** Add the reverse of every edge. false. */
  symmetric?: boolean;
  /** Groups that must not be connected: codes, or the name of an obs column (sections, images, patients). */
  groups?: Groups;
}

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
  const index = buildIndex(points, { groups: groupCodes(source, points.rows, groups) });
  const graph = rowGraph(points.rows, index.nearestOthers(k));
  return symmetric ? withReverse(graph) : graph;
}
