import { exactMath } from '../../exactMath';
import { DenseMatrix } from '../../data';
import { differentialExpression, perturbationDiscrimination, perturbationScores } from '../../metrics';
import { Random } from '../../random';
import { difference, meanOfRows } from './effects';
import { halves, type Target } from './screen';

/** Rank tests take too long above so many values to sort: some minutes (ours). */
const MOST_VALUES = 4e8;

/** One of the Virtual Cell Challenge's measures, averaged over what was held out. */
export interface ChallengeScore {
  readonly measure: string;
  readonly model: number;
  /** What the mean response of the training perturbations has, which counts as 0. */
  readonly meanResponse: number;
  /** What a repeat of the experiment has, which counts as 1. */
  readonly replicate: number;
  /** The model's on that scale; NaN where a repeat is no better than the mean response. */
  readonly scaled: number;
}

/** What the measures need. Changes are of log values [genes]. */
export interface ChallengeParts {
  readonly x: DenseMatrix;
  readonly targets: readonly Target[];
  readonly controls: { readonly prediction: Int32Array; readonly truth: Int32Array };
  readonly predicted: ReadonlyMap<string, Float64Array>;
  readonly meanResponse: ReadonlyMap<string, Float64Array>;
  /** Number of a gene among the columns of x. */
  readonly columnOf: (gene: string) => number;
  readonly seed: number;
}

const MEASURES = ['discrimination', 'direction fidelity', 'direction reach', 'Jaccard of significant genes', 'fold-change error'] as const; // prettier-ignore
type Measure = (typeof MEASURES)[number];

/**
 * The measures of the Virtual Cell Challenge (2026) that a prediction of means allows, on halves of the cells: one half of each
 * perturbation against one half of the controls is the truth, the other halves are the repeat. Predicted cells are the control
 * cells of the second half, each moved by the predicted change. Undefined where the data are too large for rank tests.
 */
export function challengeScores(parts: ChallengeParts): ChallengeScore[] | undefined {
  const { x, targets, controls } = parts;
  const held = targets.filter(({ heldOut }) => heldOut);
  const values = held.reduce((sum, { cells }) => sum + cells.length + 5 * controls.truth.length, 0) * x.columns;
  if (values > MOST_VALUES) return undefined;
  const random = new Random(parts.seed).fork('challenge');
  const half = new Map(targets.map(({ name, cells }) => [name, halves(random.fork(name).shuffle(cells.slice()))]));
  const { truth: fromTruth, prediction: from } = controls;
  const [base, start] = [meanOfRows(x, fromTruth), meanOfRows(x, from)];
  const repeats = new Map(held.map(({ name }) => [name, difference(meanOfRows(x, half.get(name)![1]), start)]));
  const columns = [...new Set(targets.flatMap(({ genes }) => genes.map(parts.columnOf)))].filter((j) => j >= 0);
  const truth = stacked(targets.map(({ name }) => difference(meanOfRows(x, half.get(name)![0]), base)));
  const own = held.map((target) => targets.indexOf(target));
  const told = (changes: ReadonlyMap<string, Float64Array>): number =>
    perturbationDiscrimination(stacked(held.map(({ name }) => changes.get(name)!)), truth, { own, leaveOut: columns }).mean; // prettier-ignore

  const control = linear(x, from);
  const tables = held.map(({ name, genes }) => {
    const target = parts.columnOf(genes[0]!);
    const measured = differentialExpression(linear(x, half.get(name)![0]), linear(x, fromTruth));
    const score = (cells: DenseMatrix) =>
      perturbationScores(measured, differentialExpression(cells, control), { target });
    return {
      model: score(linear(x, from, parts.predicted.get(name)!)),
      meanResponse: score(linear(x, from, parts.meanResponse.get(name)!)),
      replicate: score(linear(x, half.get(name)![1])),
    };
  });
  const keys = ['fidelity', 'reach', 'jaccard', 'foldChangeError'] as const;
  const averaged = (who: 'model' | 'meanResponse' | 'replicate', measure: Measure): number => {
    if (measure === 'discrimination') {
      return told({ model: parts.predicted, meanResponse: parts.meanResponse, replicate: repeats }[who]);
    }
    const key = keys[MEASURES.indexOf(measure) - 1]!;
    return meanOfKnown(tables.map((table) => table[who][key]));
  };
  return MEASURES.map((measure) => {
    const [model, meanResponse, replicate] = (['model', 'meanResponse', 'replicate'] as const).map((who) =>
      averaged(who, measure),
    ) as [number, number, number];
    const range = replicate - meanResponse;
    const better = measure === 'fold-change error' ? range < -1e-9 : range > 1e-9;
    return { measure, model, meanResponse, replicate, scaled: better ? (model - meanResponse) / range : NaN };
  });
}

/** Values of some cells on a linear scale, after a change of their log values; nothing falls below 0. */
function linear(x: DenseMatrix, rows: Int32Array, change?: Float64Array): DenseMatrix {
  const out = new DenseMatrix(rows.length, x.columns, new Float64Array(rows.length * x.columns));
  rows.forEach((cell, at) => {
    const [from, to] = [x.row(cell), out.row(at)];
    for (let j = 0; j < x.columns; j++) to[j] = exactMath.expm1(Math.max(0, from[j]! + (change?.[j] ?? 0)));
  });
  return out;
}

function stacked(rows: readonly Float64Array[]): DenseMatrix {
  const columns = rows[0]?.length ?? 0;
  const out = new DenseMatrix(rows.length, columns, new Float64Array(rows.length * columns));
  rows.forEach((row, at) => out.row(at).set(row));
  return out;
}

function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : NaN;
}
