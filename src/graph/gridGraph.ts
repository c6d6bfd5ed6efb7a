import { AnnData, DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import { checkOptions, integer, oneOf } from '../options';
import { EdgeList } from './edgeList';
import type { Graph } from './graph';
import { checkPositions, groupMembers, type Groups, groupsCheck, type PositionSource } from './positions';

export interface GridGraphOptions {
  /** 'hexagonal' (Visium) or 'square' (Visium HD, ST). 'hexagonal'. */
  layout?: 'hexagonal' | 'square';
  /** How many steps away a neighbor may be: 1 gives 6 neighbors (hexagonal) or 4 (square). 1. */
  rings?: number;
  /** Groups that must not be connected: codes, or the name of an obs column (sections, images, patients). */
  groups?: Groups;
}

type Step = readonly [row: number, column: number];

/** Steps to the nearest places. Visium counts every second column: neighbors in a row are two columns apart. */
const STEPS: Record<'hexagonal' | 'square', readonly Step[]> = {
  hexagonal: [[0, 2], [0, -2], [1, 1], [1, -1], [-1, 1], [-1, -1]], // prettier-ignore
  square: [[0, 1], [0, -1], [1, 0], [-1, 0]], // prettier-ignore
};

/**
 * Connects spots that are next to each other on the array, both ways. Weights are steps, 1 to `rings`.
 *
 * @param source array positions [n, 2] of rows and columns, or an AnnData with obs['array_row'] and obs['array_col'] (of
 *   Visium; in the hexagonal layout the columns of a row are every second number)
 * @throws TissuebookError 'missing-key' (no array positions), 'invalid-argument' (positions that are not whole, or taken
 *   twice), 'shape-mismatch'
 */
export function gridGraph(source: PositionSource, options: GridGraphOptions = {}): Graph {
  checkOptions('gridGraph', options, {
    layout: oneOf('hexagonal', 'square'),
    rings: integer(1, 100),
    groups: groupsCheck,
  });
  const { layout = 'hexagonal', rings = 1, groups } = options;
  const places = arrayPlaces(source);
  const edges = new EdgeList(places.rows);
  const offsets = offsetsWithin(STEPS[layout], rings);
  for (const members of groupMembers(source, places.rows, groups)) {
    const spots = spotsByPlace(places, members);
    for (const node of members) {
      for (const { step, ring } of offsets) {
        const other = spots.get(key(places.get(node, 0) + step[0], places.get(node, 1) + step[1]));
        if (other !== undefined) edges.add(node, other, ring);
      }
    }
  }
  return edges.toGraph();
}

function arrayPlaces(source: PositionSource): DenseMatrix {
  checkPositions(source);
  if (!(source instanceof AnnData)) return checkPlaces(source);
  const [rows, columns] = (['array_row', 'array_col'] as const).map((name) => {
    const column = source.column(name);
    if (column.kind === 'numeric') return column.values;
    throw new TissuebookError('missing-key', `gridGraph: obs['${name}'] does not hold numbers.`, { argument: name });
  });
  const values = new Float64Array(2 * source.nObs);
  for (let i = 0; i < source.nObs; i++) {
    values[2 * i] = rows![i]!;
    values[2 * i + 1] = columns![i]!;
  }
  return checkPlaces(new DenseMatrix(source.nObs, 2, values));
}

function checkPlaces(places: DenseMatrix): DenseMatrix {
  const bad = places.columns === 2 ? places.values.findIndex((value) => !Number.isInteger(value)) : 0;
  if (bad < 0) return places;
  throw new TissuebookError('invalid-argument', `gridGraph: the place of spot ${bad >> 1} is no row and column.`, {
    argument: 'source',
    found: places.values[bad],
    advice: 'Places on the array are whole numbers; for positions in tissue use knnGraph or radiusGraph.',
  });
}

function spotsByPlace(places: DenseMatrix, members: Int32Array): Map<string, number> {
  const spots = new Map<string, number>();
  for (const node of members) {
    const place = key(places.get(node, 0), places.get(node, 1));
    if (spots.has(place)) {
      throw new TissuebookError(
        'invalid-argument',
        `gridGraph: spots ${spots.get(place)} and ${node} have one place.`,
        {
          argument: 'groups',
          found: place,
          advice: 'Name the column that tells sections apart with groups.',
        },
      );
    }
    spots.set(place, node);
  }
  return spots;
}

/** Places that can be reached in up to `rings` steps, with the fewest steps to each. */
function offsetsWithin(steps: readonly Step[], rings: number): { step: Step; ring: number }[] {
  const seen = new Set([key(0, 0)]);
  const offsets: { step: Step; ring: number }[] = [];
  let edge: Step[] = [[0, 0]];
  for (let ring = 1; ring <= rings; ring++) {
    const next: Step[] = [];
    for (const [row, column] of edge) {
      for (const [down, right] of steps) {
        const place: Step = [row + down, column + right];
        if (seen.has(key(...place))) continue;
        seen.add(key(...place));
        next.push(place);
        offsets.push({ step: place, ring });
      }
    }
    edge = next;
  }
  return offsets;
}

function key(row: number, column: number): string {
  return `${row} ${column}`;
}
