import { AnnData, coordinates, DenseMatrix } from '../data';
import { TissuebookError } from '../errors';
import { allRows, groupRows } from '../neighbors';
import { type OptionCheck, show, text } from '../options';

/** Where a graph is built from: positions [n, 2] (or more columns), or data that have them. */
export type PositionSource = AnnData | DenseMatrix;

/**
 * Groups that must not be connected: a code for each node, or the name of an obs column (a section, an image). Nodes
 * without a group, whose code is negative or whose label is missing, are nobody's neighbors.
 */
export type Groups = Int32Array | string;

/** Refuses what has no positions, before anything looks into it. */
export function checkPositions(source: unknown): asserts source is PositionSource {
  if (source instanceof AnnData || source instanceof DenseMatrix) return;
  throw new TissuebookError(
    'invalid-argument',
    `A graph is built from an AnnData or a DenseMatrix of positions [n, 2], found ${show(source)}.`,
    { argument: 'source', found: source },
  );
}

/** The positions of a source. */
export function positionsOf(source: PositionSource): DenseMatrix {
  if (source instanceof AnnData) return coordinates(source).points;
  checkPositions(source);
  const bad = source.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new TissuebookError('not-finite', `Position ${Math.floor(bad / source.columns)} is not a number.`, {
      argument: 'coordinates',
      found: source.values[bad],
    });
  }
  return source;
}

/** A code for each node, or the name of a column. */
export const groupsCheck: OptionCheck = (value) =>
  value instanceof Int32Array || !text(value) ? undefined : 'an Int32Array of codes or the name of an obs column';

/** The group of each node, below 0 for none; undefined where all are one group. */
export function groupCodes(source: PositionSource, n: number, groups: Groups | undefined): Int32Array | undefined {
  if (groups === undefined) return undefined;
  const codes = typeof groups === 'string' ? columnCodes(source, groups) : groups;
  if (codes.length !== n) {
    throw new TissuebookError('shape-mismatch', `groups has ${codes.length} codes for ${n} nodes.`, {
      argument: 'groups',
    });
  }
  return codes;
}

/** The nodes of each group, in rising order, without those of no group; one group of all nodes when there are none. */
export function groupMembers(source: PositionSource, n: number, groups: Groups | undefined): Int32Array[] {
  const codes = groupCodes(source, n, groups);
  return codes ? [...groupRows(codes, allRows(n)).values()] : [allRows(n)];
}

function columnCodes(source: PositionSource, name: string): Int32Array {
  if (!(source instanceof AnnData)) {
    throw new TissuebookError('invalid-argument', 'groups can name a column only when an AnnData is given.', {
      argument: 'groups',
      found: name,
    });
  }
  const column = source.column(name);
  if (column.kind === 'categorical') return column.codes;
  const code = new Map<unknown, number>();
  return Int32Array.from(column.values as ArrayLike<string | number>, (value, i) => {
    if (column.missing?.[i] || Number.isNaN(value)) return -1;
    if (!code.has(value)) code.set(value, code.size);
    return code.get(value)!;
  });
}
