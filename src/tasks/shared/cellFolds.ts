import { type AnnData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { groupingOf } from '../../prepare/splits/partition';
import { Random } from '../../random';

/** Cells that are learned from, and such that are asked about, by number. */
export interface CellFold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** How cells are parted. */
export interface CellFoldsOptions {
  /** So many parts, each asked about once by a model that learned from the others. */
  folds?: number | undefined;
  /** A column of obs whose groups (donors, batches) stay together. */
  groups?: string | undefined;
  /** A column of obs that says 'train' and 'test' of each cell: one fold. */
  split?: string | undefined;
  seed: number;
}

/**
 * Parts of the cells for a test: at random, by groups, or as a column says.
 *
 * @param obs cells with their columns
 * @throws TissuebookError 'missing-key', 'invalid-argument' (fewer groups or cells than folds, a column without train or test)
 */
export function cellFolds(
  where: string,
  cells: AnnData,
  { folds = 5, groups, split, seed }: CellFoldsOptions,
): CellFold[] {
  if (split !== undefined) return [splitFold(where, cells, split)];
  const random = new Random(seed).fork('folds');
  const { codes, count } =
    groups === undefined
      ? { codes: Int32Array.from({ length: cells.nObs }, (_, cell) => cell), count: cells.nObs }
      : groupingOf(where, cells, groups);
  if (count < folds) {
    const what = groups === undefined ? 'cells' : `groups of obs["${groups}"]`;
    throw new TissuebookError('invalid-argument', `${where}: ${count} ${what} cannot fill ${folds} folds.`, {
      argument: 'folds',
      found: folds,
    });
  }
  const fold = new Int32Array(count);
  random.permutation(count).forEach((group, at) => (fold[group] = at % folds));
  const all = Int32Array.from({ length: cells.nObs }, (_, cell) => cell);
  return Array.from({ length: folds }, (_, part) => ({
    train: all.filter((cell) => fold[codes[cell]] !== part),
    test: all.filter((cell) => fold[codes[cell]] === part),
  }));
}

function splitFold(where: string, cells: AnnData, split: string): CellFold {
  const part = valuesOf(cells.column(split));
  const of = (name: string): Int32Array => Int32Array.from(part.keys()).filter((cell) => part[cell] === name);
  const fold = { train: of('train'), test: of('test') };
  if (fold.train.length > 0 && fold.test.length > 0) return fold;
  throw new TissuebookError('invalid-argument', `${where}: obs["${split}"] names no cells to train on and to test.`, {
    argument: 'split',
    found: [...new Set(part)].slice(0, 5),
    advice: "It holds 'train' and 'test', as randomSplit writes them.",
  });
}
