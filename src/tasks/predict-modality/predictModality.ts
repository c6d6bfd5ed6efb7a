import { DenseMatrix, type MuData } from '../../data';
import { TissuebookError } from '../../errors';
import { rootMeanSquaredError } from '../../metrics';
import type { ModalityPrediction, Model } from '../../models';
import type { ColumnName, ModalityName } from '../../names';
import { anything, checkOptions, flag, integer, seed as seedCheck, text } from '../../options';
import { cellsOf } from '../../data';
import { checkValues } from '../../prepare/values/checkValues';
import { type CellFold, cellFolds } from '../shared/cellFolds';
import { need } from '../shared/modelChecks';
import { pairedModalities, type PairedModalities, pairedMuData } from '../shared/pairedModalities';
import { stopAsked } from '../shared/stopAsked';
import { columnsInOrder } from '../shared/columnsInOrder';
import { trainTrial } from '../shared/trial';
import { leavesOutPls, modalityBaselines } from './modalityBaselines';
import { ModalityResult } from './modalityResult';
import { type Compared, modalityScores } from './modalityScores';

export interface PredictModalityOptions {
  /** The modality that is given: 'rna'. */
  from: ModalityName;
  /** The modality that is predicted: 'prot'. */
  to: ModalityName;
  /** Parts of the cells, each predicted by a model that learned from the others. 5. */
  folds?: number;
  /** Column of obs whose groups (donors, batches) are held out whole. */
  groups?: ColumnName;
  /** Column of obs with 'train' and 'test' in place of folds, as randomSplit writes it. */
  split?: string;
  /** Genes of features of `to`, by name: { CD3: 'CD3E' }; those with a gene's name need none. For the baseline of a protein's own gene. */
  genes?: Readonly<Record<string, string>>;
  /**
   * Whether training may see the given modality of the cells that are asked about, never what is predicted. Default false.
   */
  transductive?: boolean;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  /** Draws the folds and is the model's seed; 0. */
  seed?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the trainings. Default true. */
  progress?: boolean;
}

/**
 * How well a model predicts one modality from another (Wen 2024, section 2.3.1): in every fold an untrained model like the given one
 * learns from cells that have both and predicts the second for cells of which it is given the first. Beside it, unasked: the mean,
 * truncated SVD with ridge, partial least squares, the nearest cells, and the protein's own gene. The given model and the data stay
 * as they are. Values are taken as they stand in X of each modality: normalize counts first.
 *
 * A model whose answer depends on the company of a cell is asked twice, with the known cells beside those asked about and without.
 *
 *     const mdata = obsmToMuData(adata, { key: 'protein_norm', name: 'prot' });
 *     const result = await predictModality(zoo.create('scmognn'), mdata, { from: 'rna', to: 'prot' });
 *     result.byFeature(); // which proteins to trust
 *
 * @throws TissuebookError 'unknown-option', 'missing-key' (no such modality or column), 'invalid-argument' (a model that cannot do it,
 *   fewer than ten shared cells, counts below zero), 'shape-mismatch' (a feature without values), 'aborted' (before the first fold was
 *   done), and whatever fit() throws
 */
export async function predictModality(
  model: Model,
  mdata: MuData,
  options: PredictModalityOptions,
): Promise<ModalityResult> {
  checkOptions('predictModality', options, {
    from: text,
    to: text,
    folds: integer(2, 1000),
    groups: text,
    split: text,
    genes: anything,
    transductive: flag,
    epochs: integer(1, 100000),
    seed: seedCheck,
    signal: anything,
    progress: flag,
  });
  const { from, to } = named(options);
  need('predictModality', model, 'predictModality');
  const pairs = pairedModalities('predictModality', mdata, from, to);
  const { seed = 0, folds, groups, split } = options;
  const obs = cellsOf(mdata).subset({ obs: pairs.cells });
  const parts = cellFolds('predictModality', obs, { folds, groups, split, seed });
  const ownGene = genesOf(pairs, options.genes ?? {});
  const stopped = stopAsked(options.signal);
  const done: FoldAnswers[] = [];
  for (const fold of parts) {
    if (stopped()) break;
    const answers = await runFold(model, pairs, fold, ownGene, options);
    if (stopped()) break;
    done.push(answers);
  }
  if (done.length === 0) {
    throw new TissuebookError('aborted', 'predictModality was stopped before the first fold was done.');
  }
  return resultOf(pairs, done, { seed, ownGene, planned: parts.length });
}

/** What was predicted in one fold. */
interface FoldAnswers {
  readonly test: Int32Array;
  readonly answers: readonly { readonly method: string; readonly values: DenseMatrix }[];
  readonly kind: ModalityPrediction['kind'];
  /** Mean squared move of the model's answers when its cells are asked about alone; 0 for an inductive model. */
  readonly moved: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];
}

function named(options: PredictModalityOptions): { from: string; to: string } {
  for (const name of ['from', 'to'] as const) {
    if (options?.[name] !== undefined) continue;
    throw new TissuebookError('invalid-argument', `predictModality: ${name}, the key of a modality, is needed.`, {
      argument: name,
    });
  }
  return options;
}

async function runFold(
  model: Model,
  pairs: PairedModalities,
  { train, test }: CellFold,
  ownGene: Int32Array,
  { seed = 0, epochs, signal, progress, transductive = false }: PredictModalityOptions,
): Promise<FoldAnswers> {
  const [from, to] = pairs.names;
  const all = Int32Array.from([...train, ...test]);
  const known = transductive ? pairedMuData(pairs, all, train) : pairedMuData(pairs, train);
  const settings = { from, to };
  const { trial, notices } = await trainTrial(model, 'predictModality', known, { seed, epochs, signal, progress, settings }); // prettier-ignore
  const ask = need('predictModality', trial, 'predictModality');
  const inOrder = ({ values, features }: ModalityPrediction): DenseMatrix =>
    columnsInOrder('predictModality', 'feature', values, features, pairs.second.var.index);
  const asked = Int32Array.from(test, (_, at) => train.length + at);
  const together = await ask(pairedMuData(pairs, all, train));
  const { id } = trial.card;
  const answers = [{ method: id, values: inOrder(together).takeRows(asked) }];
  let moved = 0;
  if (together.kind === 'transductive') {
    const alone = inOrder(await ask(pairedMuData(pairs, test, [])));
    answers.push({ method: `${id}, query cells alone`, values: alone });
    moved = rootMeanSquaredError(answers[0].values.values, alone.values) ** 2;
  }
  const x = pairs.first.matrix();
  const y = pairs.second.matrix().toDense();
  const baselines = await modalityBaselines({
    x: x.takeRows([...train]),
    y: y.takeRows(train),
    asked: x.takeRows([...test]),
    ownGene,
    signal,
  });
  const { kind } = together;
  return { test, answers: [...answers, ...baselines], kind, moved, config: { ...trial.config }, notices };
}

function resultOf(
  pairs: PairedModalities,
  done: readonly FoldAnswers[],
  { seed, ownGene, planned }: { seed: number; ownGene: Int32Array; planned: number },
): ModalityResult {
  const [from, to] = pairs.names;
  const features = pairs.second.var.index;
  const truth = pairs.second.matrix().toDense();
  const methods = done[0].answers.map(({ method }) => method);
  const compared = (at: number): Compared[] =>
    done.map(({ test, answers }) => ({ predicted: answers[at].values, truth: truth.takeRows(test) }));
  const rows = Int32Array.from(done.flatMap(({ test }) => [...test]));
  return new ModalityResult({
    scores: methods.map((method, at) => ({ method, ...modalityScores(compared(at), features) })),
    predictions: methods.map((method, at) => ({ method, values: stacked(done.map(({ answers }) => answers[at].values)) })), // prettier-ignore
    truth: truth.takeRows(rows),
    cells: rows.map((row) => pairs.cells[row]),
    features,
    from,
    to,
    kind: done[0].kind,
    companyShift: Math.sqrt(done.reduce((sum, { moved }) => sum + moved / done.length, 0)),
    folds: done.length,
    seed,
    config: done[0].config,
    notices: [
      ...pairs.notices,
      ...valueNotices(pairs),
      ...geneNotices(pairs, ownGene),
      ...(done.length < planned ? [`Stopped: ${done.length} of ${planned} folds were done.`] : []),
      ...new Set(done.flatMap(({ notices }) => notices)),
    ],
  });
}

function stacked(parts: readonly DenseMatrix[]): DenseMatrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const { columns } = parts[0];
  const out = new DenseMatrix(rows, columns, new Float32Array(rows * columns));
  let at = 0;
  for (const part of parts) {
    out.values.set(part.values, at);
    at += part.values.length;
  }
  return out;
}

/** The column of each predicted feature's own gene: as named, else a gene of the same name in any case; -1 for none. */
function genesOf({ first, second }: PairedModalities, named: Readonly<Record<string, string>>): Int32Array {
  const places = new Map(first.var.index.map((name, at) => [name.toUpperCase(), at]));
  return Int32Array.from(second.var.index, (name) => places.get((named[name] ?? name).toUpperCase()) ?? -1);
}

function geneNotices({ names: [from, to], first }: PairedModalities, ownGene: Int32Array): string[] {
  const mapped = ownGene.filter((column) => column >= 0).length;
  return [
    `${mapped} of ${ownGene.length} features of ${to} have a gene of their own in ${from}${mapped < ownGene.length ? '; the others get their mean from it (option genes names more)' : ''}.`,
    ...(leavesOutPls(first.matrix()) ? ['PLS was left out: it needs all values at once.'] : []),
  ];
}

function valueNotices({ names, first, second }: PairedModalities): string[] {
  return [first, second].flatMap((table, m) =>
    checkValues('predictModality', table, table.matrix()).counts
      ? [`${names[m]} holds counts: normalize them first, or the most counted features decide the scores.`]
      : [],
  );
}
