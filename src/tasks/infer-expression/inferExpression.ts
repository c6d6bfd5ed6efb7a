import { coordinates, DenseMatrix, valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { neighborMeans } from '../../graph/neighborhood';
import type { Model } from '../../models';
import { maskingRounds } from '../../models/training/maskingRounds';
import type { ColumnName, FeatureName } from '../../names';
import { anything, checkOptions, listOf, number, seed as seedCheck, text } from '../../options';
import { InferenceResult, scoreInference, type InferenceScore } from './inferenceResult';
import { LinearProbe } from '../probe/linearProbe';
import { drawGuess } from './drawGuess';
import { frameOf, need } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { refuseSteered } from '../shared/refuseSteered';

export interface InferExpressionOptions {
  /** Cells to infer, by number; all unless given. */
  cells?: number[];
  /** Share of them that is hidden at once; what the model was trained with unless given. */
  share?: number;
  /** Only these genes count in the scores: the most differentially expressed ones, as in the paper. All unless given. */
  genes?: FeatureName[];
  /** Column of obs with cell types: also scores how often true and inferred expression are called alike. */
  labels?: ColumnName;
  /** Data from which the random baselines, the mean and the classifier are learned: those of training. `adata` unless given. */
  reference?: AnnData;
  /** Fixes which cells are hidden together; 0. */
  seed?: number;
}

/**
 * How well a model infers cells from their surroundings (CI-FM, section on benchmarking and appendix C.1): cells are hidden
 * in rounds and inferred from the others. Beside it the paper's baselines: the mean of the visible cells within reach, and
 * random expression drawn uniformly or by how often and how strongly a gene is expressed; and the mean over all cells.
 *
 * @throws TissuebookError 'not-trained', 'missing-key' (no such gene or column), 'unknown-option', 'invalid-argument' (a number that
 *   is no cell; cells by which a person steered the model's training)
 */
export async function inferExpression(
  model: Model,
  adata: AnnData,
  options: InferExpressionOptions = {},
): Promise<InferenceResult> {
  checkOptions('inferExpression', options, {
    cells: anything,
    share: number(0.001, 1),
    genes: listOf(text),
    labels: text,
    reference: anything,
    seed: seedCheck,
  });
  const { seed = 0, reference = adata, labels } = options;
  const predictor = need('inferExpression', model, 'predictCells');
  const { card, config } = model;
  const prepared = await predictor.prepared(adata);
  const cells = expressed(prepared, options.cells);
  const { index } = adata.obs;
  refuseSteered(
    'inferExpression',
    model,
    Array.from(cells, (cell) => index[cell]!),
  );
  const share = options.share ?? predictor.share;
  const rounds = maskingRounds(cells, share, seed);
  const truth = prepared.takeRows(cells);
  const known = reference === adata ? prepared : await predictor.prepared(reference);
  const guesses: [string, DenseMatrix][] = [
    [
      card.id,
      await inRounds(cells, rounds, truth.columns, (round) => predictor.predict(adata, round, { together: true })),
    ],
    ['mean of the neighbors', await visibleMeans(model, adata, prepared, cells, rounds)],
    ['mean of all', repeated(meanOf(known), cells.length)],
    ['random, as often expressed', drawGuess(known, cells.length, 'bernoulli', seed)],
    ['random, uniform', drawGuess(known, cells.length, 'uniform', seed)],
  ];
  const chosen = options.genes && genePlaces(model.features ?? [], options.genes);
  const narrow = (matrix: DenseMatrix): DenseMatrix => (chosen ? matrix.takeColumns(chosen) : matrix);
  const probe = labels === undefined ? undefined : probeOf(reference, known, labels);
  const scores: InferenceScore[] = guesses.map(([method, guess]) => ({
    ...scoreInference(method, narrow(guess), narrow(truth)),
    ...(probe && { alike: agreement(probe, guess, truth) }),
  }));
  return new InferenceResult({
    scores,
    cells,
    predicted: guesses[0]![1],
    truth,
    seed,
    share,
    config: { ...config },
    notices: modelNotices(model),
  });
}

/** Shares of cells whose k likeliest types, called from inferred and from true expression, have one in common (paper: k = 1, 3, 5, 10). */
const TOP = [1, 3, 5, 10] as const;

function agreement(probe: LinearProbe, guess: DenseMatrix, truth: DenseMatrix): { k: number; share: number }[] {
  const [a, b] = [probe.probabilities(guess), probe.probabilities(truth)];
  const orderOf = (row: ArrayLike<number>): number[] =>
    [...Array(row.length).keys()].sort((i, j) => row[j]! - row[i]! || i - j);
  const orders = Array.from({ length: truth.rows }, (_, i) => [orderOf(a.row(i)), orderOf(b.row(i))] as const);
  return TOP.filter((k) => k < probe.classes.length).map((k) => {
    const alike = orders.filter(([x, y]) => x.slice(0, k).some((one) => y.slice(0, k).includes(one)));
    return { k, share: alike.length / truth.rows };
  });
}

function probeOf(reference: AnnData, known: DenseMatrix, labels: string): LinearProbe {
  const names = valuesOf(reference.column(labels));
  const labeled = [...names.keys()].filter((i) => names[i] !== null);
  return LinearProbe.fit(
    known.takeRows(labeled),
    labeled.map((i) => String(names[i])),
  );
}

/** Asked cells that express anything: nothing can be said of how well an empty one is inferred. */
function expressed(prepared: DenseMatrix, asked: readonly number[] | undefined): Int32Array {
  const all = Int32Array.from(asked ?? Array.from({ length: prepared.rows }, (_, i) => i));
  const cells = all.filter((cell) => !(cell >= 0 && cell < prepared.rows) || prepared.row(cell).some((v) => v > 0));
  const wrong = cells.find((cell) => !(cell >= 0 && cell < prepared.rows));
  if (wrong === undefined && cells.length > 0) return cells;
  throw new TissuebookError('invalid-argument', `inferExpression: ${wrong ?? 'an empty list'} is no cell to infer.`, {
    argument: 'cells',
    found: wrong,
    advice: `Cells are whole numbers from 0 to ${prepared.rows - 1} that express something.`,
  });
}

async function inRounds(
  cells: Int32Array,
  rounds: readonly Int32Array[],
  genes: number,
  infer: (cells: Int32Array) => Promise<DenseMatrix> | DenseMatrix,
): Promise<DenseMatrix> {
  const place = new Map<number, number>();
  cells.forEach((cell, at) => place.set(cell, at));
  const out = DenseMatrix.zeros(cells.length, genes);
  for (const round of rounds) {
    const rows = await infer(round);
    round.forEach((cell, at) => out.row(place.get(cell)!).set(rows.row(at)));
  }
  return out;
}

/** The mean of the cells within reach that are neither hidden nor empty; without any, zero. */
function visibleMeans(
  model: Model,
  adata: AnnData,
  prepared: DenseMatrix,
  cells: Int32Array,
  rounds: readonly Int32Array[],
): Promise<DenseMatrix> {
  const frame = frameOf(model);
  const graph = frame.graph(coordinates(adata).points, frame.sections(adata).section);
  const empty = Array.from({ length: prepared.rows }, (_, i) => !prepared.row(i).some((value) => value > 0));
  return inRounds(cells, rounds, prepared.columns, (round) => {
    const hidden = new Set(round);
    const means = neighborMeans(prepared, graph, round, { among: (cell) => !hidden.has(cell) && !empty[cell] });
    return new DenseMatrix(round.length, prepared.columns, means);
  });
}

function meanOf(known: DenseMatrix): Float32Array {
  const mean = new Float64Array(known.columns);
  for (let i = 0; i < known.rows; i++) known.row(i).forEach((value, g) => (mean[g]! += value / known.rows));
  return Float32Array.from(mean);
}

function repeated(row: Float32Array, rows: number): DenseMatrix {
  const out = DenseMatrix.zeros(rows, row.length);
  for (let i = 0; i < rows; i++) out.row(i).set(row);
  return out;
}

function genePlaces(known: readonly string[], wanted: readonly string[]): Int32Array {
  return Int32Array.from(wanted, (gene) => {
    const at = known.indexOf(gene);
    if (at >= 0) return at;
    throw new TissuebookError('missing-key', `inferExpression: the model knows no gene "${gene}".`, {
      argument: 'genes',
      found: gene,
    });
  });
}
