import { DenseMatrix, type Matrix } from '../data';
import { TissuebookError } from '../errors';
import { checkArgument, checkOptions, flag, integer, number, objectWith, oneOf } from '../options';
import { knnGraph } from './knnGraph';
import { groupMembers, type Groups, groupsCheck, type PositionSource, positionsOf } from './positions';

export interface NichesOptions {
  /** 'nearest': a niche for each cell or spot, of itself and its nearest. 'tiles': squares of tissue. 'nearest'. */
  kind?: 'nearest' | 'tiles';
  /** 'nearest': how many others. 3 (ST-Align, 2024). */
  k?: number;
  /** 'nearest': whether a cell is in its own niche. True; ST-Align leaves it out. */
  self?: boolean;
  /** 'tiles': the side of a square, in the unit of the coordinates. */
  side?: number;
  /** Groups whose cells are in no niche together: codes, or the name of an obs column (sections, images, patients). */
  groups?: Groups;
}

/** Sets of cells that are near each other. */
export interface Niches {
  count: number;
  /** The members of niche t are `members` from `indptr[t]` up to, not including, `indptr[t + 1]`, in rising order. */
  indptr: Int32Array;
  members: Int32Array;
  /** The means of the members' positions [count, dimensions]. */
  centers: DenseMatrix;
  /** 'tiles': row and column of each niche on its group's grid [count, 2], from 0 on. */
  grid?: Int32Array;
}

/**
 * Groups cells into niches: around each of them, or by tiles, of which those without cells do not count.
 *
 * @param source positions [n, 2] (tiles) or more columns, or an AnnData that has them
 * @throws TissuebookError 'missing-key' (no positions), 'not-finite', 'shape-mismatch', 'invalid-argument' (tiles without a side)
 */
export function niches(source: PositionSource, options: NichesOptions = {}): Niches {
  checkOptions('niches', options, {
    kind: oneOf('nearest', 'tiles'),
    k: integer(0, 100_000),
    self: flag,
    side: number(Number.MIN_VALUE),
    groups: groupsCheck,
  });
  return options.kind === 'tiles' ? tileNiches(source, options) : nearestNiches(source, options);
}

function nearestNiches(source: PositionSource, { k = 3, self = true, groups }: NichesOptions): Niches {
  const points = positionsOf(source);
  const lists = Array.from({ length: points.rows }, (_, i): number[] => (self ? [i] : []));
  if (k > 0) {
    const graph = knnGraph(source, { k, ...(groups !== undefined && { groups }) });
    lists.forEach((list, i) => list.push(...graph.neighbors(i)));
  }
  return fromLists(points, lists);
}

function tileNiches(source: PositionSource, { side, groups }: NichesOptions): Niches {
  const points = positionsOf(source);
  if (side === undefined || points.columns !== 2) {
    throw new TissuebookError('invalid-argument', 'niches: tiles need a side, and positions in the plane.', {
      argument: 'side',
      found: side,
    });
  }
  const lists: number[][] = [];
  const grid: number[] = [];
  for (const members of groupMembers(source, points.rows, groups)) {
    const [left, top] = [0, 1].map((axis) => members.reduce((low, i) => Math.min(low, points.get(i, axis)), Infinity));
    const tiles = new Map<string, number[]>();
    for (const i of members) {
      const [row, column] = [
        Math.floor((points.get(i, 1) - top!) / side),
        Math.floor((points.get(i, 0) - left!) / side),
      ];
      const tile = tiles.get(`${row} ${column}`);
      if (tile) tile.push(i);
      else {
        tiles.set(`${row} ${column}`, [i]);
        grid.push(row, column);
      }
    }
    for (const tile of tiles.values()) lists.push(tile);
  }
  return { ...fromLists(points, lists), grid: Int32Array.from(grid) };
}

function fromLists(points: DenseMatrix, lists: readonly number[][]): Niches {
  const indptr = new Int32Array(lists.length + 1);
  lists.forEach((list, t) => (indptr[t + 1] = indptr[t]! + list.length));
  const members = new Int32Array(indptr[lists.length]!);
  lists.forEach((list, t) => members.set(Int32Array.from(list).sort(), indptr[t]!));
  const found = { count: lists.length, indptr, members };
  return { ...found, centers: nicheValues(found, points) };
}

export interface NicheValuesOptions {
  /** 'mean' or 'sum' over the members. 'mean'. */
  by?: 'mean' | 'sum';
}

/**
 * The expression of niches: the mean or the sum of a matrix over the members of each [niches, columns].
 *
 * @param matrix a row for each cell
 * @throws TissuebookError 'shape-mismatch' when a member has no row
 */
export function nicheValues(
  niches: Pick<Niches, 'count' | 'indptr' | 'members'>,
  matrix: Matrix,
  options: NicheValuesOptions = {},
): DenseMatrix {
  checkArgument('nicheValues', 'niches', niches, objectWith('count', 'indptr', 'members'));
  checkArgument('nicheValues', 'matrix', matrix, objectWith('rows', 'columns', 'values'));
  checkOptions('nicheValues', options, { by: oneOf('mean', 'sum') });
  const { count, indptr, members } = niches;
  const outside = members.find((i) => i >= matrix.rows);
  if (outside !== undefined) {
    throw new TissuebookError('shape-mismatch', `nicheValues: cell ${outside} has no row among ${matrix.rows}.`, {
      argument: 'matrix',
      found: matrix.rows,
    });
  }
  const { columns } = matrix;
  const out = new Float64Array(count * columns);
  for (let t = 0; t < count; t++) {
    const size = options.by === 'sum' ? 1 : indptr[t + 1]! - indptr[t]!;
    for (let m = indptr[t]!; m < indptr[t + 1]!; m++) {
      const row = matrix.row(members[m]!);
      for (let j = 0; j < columns; j++) out[t * columns + j]! += row[j]! / size;
    }
  }
  return new DenseMatrix(count, columns, out);
}
