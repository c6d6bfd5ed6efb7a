import { displayBundle } from '../../data/htmlDisplay';
import { DenseMatrix } from '../../data';
import { energyDistance, pearson, profileDiscrepancy } from '../../metrics';
import { mean } from '../../statistics';
import { correlation } from '../shared/correlation';
import { textTable } from '../shared/textTable';

/** How near a prediction [cells, features] comes to the truth. */
export interface PredictionScore {
  readonly method: string;
  /** Pearson's correlation over the features of a cell, the mean over cells. High already for the mean of all cells. */
  readonly cellPearson: number;
  /** Pearson's correlation over the cells of a feature, the mean over features: says whether differences are found. */
  readonly genePearson: number;
  /** Maximum mean discrepancy of the profiles (rows divided by their sums): 0 for equal samples. */
  readonly discrepancy: number;
  /** Energy distance of the profiles: 0 for equal samples. */
  readonly energy: number;
}

/** What the table prints, in its order. */
const MEASURES = [
  { name: 'cell r', value: (s: PredictionScore) => s.cellPearson, merit: (s: PredictionScore) => s.cellPearson },
  { name: 'gene r', value: (s: PredictionScore) => s.genePearson, merit: (s: PredictionScore) => s.genePearson },
  { name: 'MMD', value: (s: PredictionScore) => s.discrepancy, merit: (s: PredictionScore) => -s.discrepancy },
  { name: 'energy', value: (s: PredictionScore) => s.energy, merit: (s: PredictionScore) => -s.energy },
];

/** Scores a prediction. A correlation with something that does not vary counts as 0. */
export function scorePrediction(method: string, predicted: DenseMatrix, truth: DenseMatrix): PredictionScore {
  const cells = Array.from({ length: truth.rows }, (_, i) => pearson(predicted.row(i), truth.row(i)) || 0);
  const genes = Array.from({ length: truth.columns }, (_, j) => correlation(predicted.column(j), truth.column(j)));
  const [p, t] = [profiles(predicted), profiles(truth)];
  return {
    method,
    cellPearson: mean(cells, 0),
    genePearson: mean(genes, 0),
    discrepancy: profileDiscrepancy(p, t),
    energy: energyDistance(p, t),
  };
}

/** What imputePatch found; shows itself as a table. */
export class ImputationResult {
  readonly patches: readonly Int32Array[];
  /** The held-out cells, patch after patch. */
  readonly cells: Int32Array;
  /** Expected neighborhood means [cells, features] by method, the model's first, in the unit of X; and the true ones. */
  readonly predictions: readonly { readonly method: string; readonly values: DenseMatrix }[];
  readonly truth: DenseMatrix;
  /** The model first, then its baselines. */
  readonly scores: readonly PredictionScore[];
  /** The same scores of each patch by itself: [patches][methods]. */
  readonly byPatch: readonly (readonly PredictionScore[])[];
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What its training warned of. */
  readonly notices: readonly string[];

  constructor(
    parts: Pick<
      ImputationResult,
      'patches' | 'cells' | 'predictions' | 'truth' | 'scores' | 'byPatch' | 'seed' | 'config' | 'notices'
    >,
  ) {
    this.patches = parts.patches;
    this.cells = parts.cells;
    this.predictions = parts.predictions;
    this.truth = parts.truth;
    this.scores = parts.scores;
    this.byPatch = parts.byPatch;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** What the model says. */
  get predicted(): DenseMatrix {
    return this.predictions[0]!.values;
  }

  /**
   * Scores of the cells in the middle of the patches and of those at their rim, each half of the cells: a patch is listed from its
   * center outwards.
   */
  byDepth(): { rim: PredictionScore[]; core: PredictionScore[] } {
    const rows = (inside: boolean): Int32Array => {
      const places = this.patches.flatMap((patch) => [...patch.keys()].map((at) => at < patch.length / 2));
      return Int32Array.from(places.keys()).filter((row) => places[row] === inside);
    };
    const scores = (chosen: Int32Array): PredictionScore[] =>
      this.predictions.map(({ method, values }) =>
        scorePrediction(method, values.takeRows(chosen), this.truth.takeRows(chosen)),
      );
    return { rim: scores(rows(false)), core: scores(rows(true)) };
  }

  /** For barsView: the two correlations of each method, over all patches, with the lowest and highest of a single patch. */
  get bars(): { groups: string[]; series: Record<string, { values: number[]; low: number[]; high: number[] }> } {
    const bars = (pick: (score: PredictionScore) => number): { values: number[]; low: number[]; high: number[] } => {
      const values = this.scores.map(pick);
      const each = values.map((value, method) => [value, ...this.byPatch.map((scores) => pick(scores[method]!))]);
      return { values, low: each.map((v) => Math.min(...v)), high: each.map((v) => Math.max(...v)) };
    };
    return {
      groups: this.scores.map(({ method }) => method),
      series: { 'gene r': bars((s) => s.genePearson), 'cell r': bars((s) => s.cellPearson) },
    };
  }

  /** By each measure that the table prints, the baselines that are as near as the model or nearer; empty when it is ahead by all. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    return MEASURES.flatMap(({ name, merit }) => {
      const better = baselines.filter((other) => merit(other) >= merit(model!)).map(({ method }) => method);
      return better.length > 0 ? [`Warning: by ${name} the model is behind or equal: ${better.join(', ')}.`] : [];
    });
  }

  toString(): string {
    const table = textTable(
      ['', ...MEASURES.map(({ name }) => name)],
      this.scores.map((score) => [score.method, ...MEASURES.map(({ value }) => value(score))]),
    );
    const sizes = `${this.patches.length} held-out patches, ${this.cells.length} cells (seed ${this.seed})`;
    return [sizes, table, ...this.warnings, ...this.notices].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/** Rows divided by their sums; a row that adds up to nothing stays. */
function profiles(matrix: DenseMatrix): DenseMatrix {
  const out = Float64Array.from(matrix.values);
  for (let i = 0; i < matrix.rows; i++) {
    const row = out.subarray(i * matrix.columns, (i + 1) * matrix.columns);
    const total = row.reduce((a, b) => a + b, 0);
    if (total > 0) row.forEach((value, j) => (row[j] = value / total));
  }
  return new DenseMatrix(matrix.rows, matrix.columns, out);
}
