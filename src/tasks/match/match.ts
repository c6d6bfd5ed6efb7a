import { type AnnData, cellsOf, MuData, Table } from '../../data';
import { TissuebookError } from '../../errors';
import type { Matching, Model } from '../../models';
import type { ColumnName, ModalityName } from '../../names';
import { anything, checkOptions, flag, integer, number, seed as seedCheck, text } from '../../options';
import { groupingOf } from '../../prepare/splits/partition';
import { Random } from '../../random';
import { type CellFold, cellFolds } from '../shared/cellFolds';
import { need } from '../shared/modelChecks';
import { pairedModalities, type PairedModalities, pairedMuData } from '../shared/pairedModalities';
import { stopAsked } from '../shared/stopAsked';
import { trainTrial } from '../shared/trial';
import { matchBaselines } from './matchBaselines';
import { MatchResult, type MethodMatch } from './matchResult';
import { type MatchAnswer, matchScores, type MatchScores } from './matchScores';

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
    percentile: number(0, 100),
    epochs: integer(1, 100000),
    seed: seedCheck,
    signal: anything,
    progress: flag,
  });
  const { from, to, batch, folds, groups, split, seed = 0, k = 5, percentile = 80 } = options;
  need('match', model, 'match');
  const pairs = pairedModalities('match', mdata, from, to);
  const obs = cellsOf(mdata).subset({ obs: pairs.cells });
  const batches = batch === undefined ? new Int32Array(obs.nObs) : groupingOf('match', obs, batch).codes;
  const parts = cellFolds('match', obs, { folds, groups, split, seed });
  const stopped = stopAsked(options.signal);
  const done: FoldMatches[] = [];
  for (const [at, fold] of parts.entries()) {
    if (stopped()) break;
    const found = await runFold(model, pairs, fold, { ...options, seed, draws: new Random(seed).fork(`pairs ${at}`) });
    if (stopped()) break;
    done.push(found);
  }
  if (done.length === 0) throw new TissuebookError('aborted', 'match was stopped before the first fold was done.');
  const methods = done[0].answers.map(({ method }) => method);
  const scoresOf = (method: string): MethodMatch => {
    const each = done.map(({ answers, partner, rows, order }) => {
      const { answer } = answers.find((one) => one.method === method)!;
      const [own, others] = [rows.map((row) => batches[row]), order.map((row) => batches[row])];
      return matchScores(answer, { partner, rows: own, columns: others }, { k, percentile });
    });
    return { method, ...meanOf(each) };
  };
  return new MatchResult({
    scores: methods.map(scoresOf),
    folds: done.map(({ rows, partner, answers }) => ({
      cells: rows.map((row) => pairs.cells[row]),
      probabilities: answers.map(({ method, answer }) => ({ method, values: answer.probabilities.takeColumns(partner) })), // prettier-ignore
    })),
    from,
    to,
    k,
    percentile,
    batch,
    seed,
    config: done[0].config,
    notices: [
      ...pairs.notices,
      ...(done.length < parts.length ? [`Stopped: ${done.length} of ${parts.length} folds were done.`] : []),
      ...new Set(done.flatMap(({ notices }) => notices)),
    ],
  });
}

interface FoldMatches {
  /** Rows of the pairs, and the rows that the columns are. */
  readonly rows: Int32Array;
  readonly order: Int32Array;
  /** The column of each row's partner. */
  readonly partner: Int32Array;
  readonly answers: readonly { readonly method: string; readonly answer: MatchAnswer }[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];
}

async function runFold(
  model: Model,
  pairs: PairedModalities,
  { train, test }: CellFold,
  { seed, epochs, signal, progress, draws }: MatchOptions & { seed: number; draws: Random },
): Promise<FoldMatches> {
  const [from, to] = pairs.names;
  const known = pairedMuData(pairs, train);
  const { trial, notices } = await trainTrial(model, 'match', known, { seed, epochs, signal, progress, settings: { from, to } }); // prettier-ignore
  const partner = draws.permutation(test.length);
  const order = new Int32Array(test.length);
  partner.forEach((column, row) => (order[column] = test[row]));
  const said = await need('match', trial, 'match')(unpaired(pairs, test, order));
  const [first, second] = [pairs.first.matrix(), pairs.second.matrix().toDense()];
  const baselines = await matchBaselines({
    first: first.takeRows([...train]),
    second: second.takeRows(train),
    askedFirst: first.takeRows([...test]),
    askedSecond: second.takeRows(order),
  });
  const answers = [{ method: trial.card.id, answer: checked(said, test.length) }, ...baselines];
  return { rows: test, order, partner, answers, config: { ...trial.config }, notices };
}

/** Cells of both modalities under names that tell nothing, and without anything but their values. */
function unpaired({ names, first, second }: PairedModalities, rows: Int32Array, order: Int32Array): MuData {
  const plain = (table: AnnData, cells: Int32Array, name: string): AnnData => {
    const own = table.subset({ obs: [...cells] });
    const obs = new Table(Array.from(cells, (_, at) => `${name} ${at}`));
    return own.with({ obs, obsm: [], obsmTables: [], obsp: [] });
  };
  return new MuData({ mod: [[names[0], plain(first, rows, names[0])], [names[1], plain(second, order, names[1])]] }); // prettier-ignore
}

/** @throws TissuebookError 'shape-mismatch' */
function checked({ probabilities, similarity }: Matching, cells: number): MatchAnswer {
  for (const matrix of [probabilities, similarity ?? probabilities]) {
    if (matrix.rows === cells && matrix.columns === cells) continue;
    const sentence = `match: the model gave ${matrix.rows} x ${matrix.columns} pairs for ${cells} x ${cells} cells.`;
    throw new TissuebookError('shape-mismatch', sentence, { argument: 'model', found: [matrix.rows, matrix.columns] });
  }
  return { probabilities, similarity: similarity ?? probabilities };
}

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
