import type { AnnData } from '../../data';
import { optionalCoordinates } from '../../data/coordinates';
import { TissuebookError } from '../../errors';
import { groupSplit, tileSplit } from '../../prepare';
import { Random } from '../../random';
import { trainAndTest } from '../shared/trainAndTest';
import type { AnnotateOptions } from './annotateOptions';

/** Labeled cells that are learned from, and such that judge, by number. */
export interface LabeledSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Which split `annotate` takes: as asked, or as the data allow. */
export function splitKind(adata: AnnData, { split, groups }: AnnotateOptions): 'groups' | 'tiles' | 'stratified' {
  if (split) return split;
  if (groups !== undefined) return 'groups';
  return optionalCoordinates(adata) ? 'tiles' : 'stratified';
}

/**
 * Splits the labeled cells, once or in folds.
 *
 * @param names label of each cell; null for one without
 * @throws TissuebookError 'invalid-argument' where nothing is left to learn from or to judge by
 */
export function splitCells(
  adata: AnnData,
  names: readonly (string | null)[],
  options: AnnotateOptions,
): LabeledSplit[] {
  const kind = splitKind(adata, options);
  if (options.folds !== undefined && kind !== 'stratified') {
    throw wrong('folds', options.folds, `folds go with split 'stratified', not with '${kind}'.`);
  }
  if (kind === 'groups' && options.groups === undefined) {
    throw wrong('groups', undefined, "split 'groups' needs groups, a column of obs.");
  }
  const splits = kind === 'stratified' ? stratified(names, options) : [held(adata, names, kind, options)];
  if (splits.every(({ train, test }) => train.length > 0 && test.length > 0)) return splits;
  const known = names.filter((name) => name !== null).length;
  throw wrong('labels', known, 'too few cells have a label to learn from some and judge by others.');
}

/** Whole tiles or groups, a share of the cells. */
function held(
  adata: AnnData,
  names: readonly (string | null)[],
  kind: 'groups' | 'tiles',
  { groups, test = 0.25, seed = 0 }: AnnotateOptions,
): LabeledSplit {
  const key = 'annotate part';
  const asked = { validation: 0, test, key, seed };
  const parts = kind === 'tiles' ? tileSplit(adata, asked) : groupSplit(adata, { ...asked, by: groups! });
  const { train, test: judged } = trainAndTest(parts, key);
  const labeled = (cell: number): boolean => names[cell] !== null;
  return { train: train.filter(labeled), test: judged.filter(labeled) };
}

/** Deals the cells of each label out; a label of one cell is learned from, and never judged. */
function stratified(
  names: readonly (string | null)[],
  { test = 0.25, folds, seed = 0 }: AnnotateOptions,
): LabeledSplit[] {
  const random = new Random(seed).fork('annotate');
  const rounds = folds ?? 1;
  const fold = new Int32Array(names.length).fill(-1);
  let next = 0;
  for (const [label, cells] of cellsByLabel(names)) {
    if (cells.length < 2) continue;
    const order = random.fork(label).shuffle([...cells]);
    const most = folds ?? Math.max(1, Math.min(cells.length - 1, Math.round(test * cells.length)));
    order.forEach((cell, at) => {
      if (folds !== undefined) fold[cell] = next++ % rounds;
      else if (at < most) fold[cell] = 0;
    });
  }
  const labeled = Int32Array.from(names.keys()).filter((cell) => names[cell] !== null);
  return Array.from({ length: rounds }, (_, round) => ({
    train: labeled.filter((cell) => fold[cell] !== round),
    test: labeled.filter((cell) => fold[cell] === round),
  }));
}

/** The cells of each label, in sorted order of the labels. */
export function cellsByLabel(names: readonly (string | null)[]): Map<string, number[]> {
  const cells = new Map<string, number[]>();
  names.forEach((name, cell) => {
    if (name === null) return;
    const known = cells.get(name);
    if (known) known.push(cell);
    else cells.set(name, [cell]);
  });
  return new Map([...cells].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a reader has to know of rare and unknown labels. */
export function labelNotices(names: readonly (string | null)[], splits: readonly LabeledSplit[]): string[] {
  const single = [...cellsByLabel(names)].filter(([, cells]) => cells.length === 1).map(([label]) => label);
  const unknown = new Map<string, number>();
  for (const { train, test } of splits) {
    const known = new Set(Array.from(train, (cell) => names[cell]));
    for (const cell of test) {
      const name = names[cell]!;
      if (!known.has(name)) unknown.set(name, (unknown.get(name) ?? 0) + 1);
    }
  }
  const cells = [...unknown.values()].reduce((a, b) => a + b, 0);
  return [
    ...(single.length > 0 ? [`Labels of one cell, of which nothing general can be learned: ${listed(single)}.`] : []),
    ...(cells > 0
      ? [
          `${cells} cells were judged whose labels no cell to learn from has, so that nothing finds them: ${listed([...unknown.keys()])}.`,
        ]
      : []),
  ];
}

/** Some names, and how many others there are. */
function listed(names: readonly string[]): string {
  const most = 8;
  return names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} others` : '');
}

function wrong(argument: string, found: unknown, sentence: string): TissuebookError {
  const advice = argument === 'labels' ? 'Label more cells, in several places.' : undefined;
  return new TissuebookError('invalid-argument', `annotate: ${sentence}`, {
    argument,
    found,
    ...(advice && { advice }),
  });
}
