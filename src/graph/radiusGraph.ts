import { TissuebookError } from '../errors';
import { buildIndex } from '../neighbors';
import { checkOptions, number } from '../options';
import type { Graph } from './graph';
import { groupCodes, type Groups, groupsCheck, type PositionSource, positionsOf } from './positions';
import { rowGraph } from './rowGraph';

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
  const index = buildIndex(points, { groups: groupCodes(source, points.rows, options.groups) });
  return rowGraph(points.rows, index.within(options.radius));
}
