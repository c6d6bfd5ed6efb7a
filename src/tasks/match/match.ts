import { cellsOf, type MuData } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import type { ColumnName, ModalityName } from '../../names';
import { anything, checkOptions, flag, integer, number, seed as seedCheck, text } from '../../options';
import { groupingOf } from '../../prepare/splits/partition';
import { Random } from '../../random';
import { cellFolds } from '../shared/cellFolds';
import { need } from '../shared/modelChecks';
import { pairedModalities } from '../shared/pairedModalities';
import { stopAsked } from '../shared/stopAsked';
import { type MatchedFold, matchFold } from './matchFold';
import { type MatchFold, MatchResult } from './matchResult';
import type { MatchScores } from './matchScores';

/** Cells that are matched with each other: their pairs take some 100 MB, their assignment a second (ours). */
const AT_ONCE = 2000;

/** Probabilities of pairs that a result keeps for a look at them (ours): 400 MB. */
const MOST_KEPT = 1e8;

export interface MatchOptions {
  /** The modality whose cells look for partners: 'rna'. */
  from: ModalityName;
  /** The modality of the partners: 'prot'. */
  to: ModalityName;
  /** Column of obs with batches; partners are then also sought within a batch only, and said apart. */
  batch?: ColumnName;
  /** Parts of the cells, each matched by a model that learned from the others. 5. */
  folds?: number;
  /** Column of obs whose groups (donors, batches) are held out whole. */
  groups?: ColumnName;
  /** Column of obs with 'train' and 'test' in place of folds. */
  split?: string;
  /** Recall is the share of partners among so many likeliest ones. 5. */
  k?: number;
  /** Cells that are matched with each other, at most (ours); more are parted at random, since pairs grow with their square. 2,000. */
  atOnce?: number;
  /** Similarities below this percentile of a block are dropped before a second assignment. 80 (ours). */
  percentile?: number;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  /** Draws the folds and the shuffling, and is the model's seed; 0. */
  seed?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the trainings. Default true. */
  progress?: boolean;
}

/**
 * How well a model finds which cell of one modality is which of another (Wen 2024, section 2.3.2): in every fold an untrained model like
 * the given one learns from known pairs; then it is given cells of both modalities under new names, those of the second in random
 * order. Scores of the model alone come first, those with blocks of batches and with assignment apart, since these help any method.
 * Beside it, unasked: ridge regression and canonical correlation, both with the cosine, and chance.
 *
 *     const result = await match(zoo.create('scmognn'), mdata, { from: 'rna', to: 'prot' });
 *     matchView(result); // probabilities, right pairs on the diagonal
 *
 * @throws TissuebookError 'unknown-option', 'missing-key' (no such modality or column), 'invalid-argument' (a model that cannot do it,
 *   fewer than ten shared cells, counts below zero), 'shape-mismatch' (probabilities of other cells), 'aborted' (before the first fold
 *   was done), and whatever fit() throws
 */
export async function match(model: Model, mdata: MuData, options: MatchOptions): Promise<MatchResult> {
  checkOptions('match', options, {
    from: text,
    to: text,
    batch: text,
    folds: integer(2, 1000),
    groups: text,
    split: text,
    k: integer(1),
    atOnce: integer(2, 20_000),
    percentile: number(0, 100),
    epochs: integer(1, 100000),
    seed: seedCheck,
    signal: anything,
    progress: flag,
  });
  const { from, to, batch, folds, groups, split, seed = 0, k = 5, percentile = 80 } = options;
  const { atOnce = AT_ONCE } = options;
  need('match', model, 'match');
  const pairs = pairedModalities('match', mdata, from, to);
  const obs = cellsOf(mdata).subset({ obs: pairs.cells });
  const batches = batch === undefined ? new Int32Array(obs.nObs) : groupingOf('match', obs, batch).codes;
  const parts = cellFolds('match', obs, { folds, groups, split, seed });
  const stopped = stopAsked(options.signal);
  const done: MatchedFold[] = [];
  for (const [at, fold] of parts.entries()) {
    if (stopped()) break;
    const draws = new Random(seed).fork(`pairs ${at}`);
    const room = MOST_KEPT - done.reduce((sum, { kept }) => sum + kept, 0);
    const found = await matchFold(model, pairs, fold, { ...options, seed, draws, batches, k, percentile, atOnce, room });
    if (stopped() || !found) break;
    done.push(found);
  }
  if (done.length === 0) throw new TissuebookError('aborted', 'match was stopped before the first fold was done.');
  const groupsDone = done.flatMap((fold) => fold.groups);
  const folded = groupsDone.map(({ rows, probabilities }) => ({ cells: rows.map((row) => pairs.cells[row]), probabilities })); // prettier-ignore
  return new MatchResult({
    scores: groupsDone[0].scores.map(({ method }, at) => ({ method, ...meanOf(groupsDone.map(({ scores }) => scores[at])) })),
    folds: folded,
    parts: done.length,
    from,
    to,
    k,
    percentile,
    batch,
    seed,
    config: done[0].config,
    notices: [
      ...pairs.notices,
      ...groupNotices(folded, done.length),
      ...(done.length < parts.length ? [`Stopped: ${done.length} of ${parts.length} folds were done.`] : []),
      ...new Set(done.flatMap(({ notices }) => notices)),
    ],
  });
} // prettier-ignore

/** What a reader has to know of a fold that was matched group by group. */
function groupNotices(groups: readonly MatchFold[], folds: number): string[] {
  const most = Math.max(...groups.map(({ cells }) => cells.length));
  const bare = groups.filter(({ probabilities }) => probabilities.length === 0).length;
  return [
    ...(groups.length > folds
      ? [`Held-out cells were matched in ${groups.length} groups of at most ${most}, drawn at random (option atOnce): scores, chance and assignment are within a group.`]
      : []),
    ...(bare > 0 ? [`Probabilities of ${bare} of ${groups.length} groups were not kept: they would fill the memory.`] : []),
  ];
} // prettier-ignore

function meanOf(all: readonly MatchScores[]): MatchScores {
  const mean = (name: keyof MatchScores): number => all.reduce((sum, scores) => sum + scores[name], 0) / all.length;
  return {
    score: mean('score'),
    top1: mean('top1'),
    recall: mean('recall'),
    foscttm: mean('foscttm'),
    blocks: mean('blocks'),
    assigned: mean('assigned'),
    assignedAbove: mean('assignedAbove'),
  };
}
