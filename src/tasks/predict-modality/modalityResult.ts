import type { DenseMatrix } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { textTable } from '../shared/textTable';
import type { FeatureScore, ModalityScores } from './modalityScores';

/** How near a method comes to the held-out cells. */
export interface ModalityScore extends ModalityScores {
  readonly method: string;
}

/** What predictModality found; shows itself as a table. */
export class ModalityResult {
  /** The model first, then its baselines. */
  readonly scores: readonly ModalityScore[];
  /** What each predicts for the held-out cells [cells, features], rows in the order of `cells`. */
  readonly predictions: readonly { readonly method: string; readonly values: DenseMatrix }[];
  /** What was measured of them [cells, features]. */
  readonly truth: DenseMatrix;
  /** The held-out cells, by number of the data; those of one fold after those of another. */
  readonly cells: Int32Array;
  readonly features: readonly string[];
  readonly from: string;
  readonly to: string;
  /** Whether cells beside those asked about can move the model's answer. */
  readonly kind: 'inductive' | 'transductive';
  /**
   * How far the model's answers move when the held-out cells are asked about alone in place of beside the known ones: root mean square
   * over cells and features, in the unit of the features. 0 for an inductive model, which answers each cell by itself.
   */
  readonly companyShift: number;
  readonly folds: number;
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What a reader has to know of the data, the training and the baselines. */
  readonly notices: readonly string[];

  constructor(parts: Omit<ModalityResult, 'warnings' | 'byFeature' | 'toString'>) {
    this.scores = parts.scores;
    this.predictions = parts.predictions;
    this.truth = parts.truth;
    this.cells = parts.cells;
    this.features = parts.features;
    this.from = parts.from;
    this.to = parts.to;
    this.kind = parts.kind;
    this.companyShift = parts.companyShift;
    this.folds = parts.folds;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** Baselines that come as near as the model or nearer, in sentences; empty when it is ahead by error and by feature. */
  get warnings(): string[] {
    const [model, ...others] = this.scores;
    const baselines = others.filter(({ method }) => !method.startsWith(model.method));
    const names = (better: (other: ModalityScore) => boolean): string =>
      baselines.flatMap((other) => (better(other) ? [other.method] : [])).join(', ');
    const [byError, byFeature] = [
      names((other) => other.rmse <= model.rmse),
      names((other) => other.featureR >= model.featureR),
    ];
    return [
      ...(byError === '' ? [] : [`Warning: by RMSE the model is behind or equal: ${byError}.`]),
      ...(byFeature === '' ? [] : [`Warning: by feature r the model is behind or equal: ${byFeature}.`]),
    ];
  }

  /** Scores of each feature, best correlated first. @param method the model unless named */
  byFeature(method = this.scores[0].method): readonly FeatureScore[] {
    const found = this.scores.find((score) => score.method === method)?.byFeature ?? [];
    return [...found].sort((a, b) => b.r - a.r);
  }

  toString(): string {
    const table = textTable(
      ['', 'RMSE', 'over folds', 'MAE', 'cell r', 'feature r'],
      this.scores.map((s) => [
        s.method,
        s.rmse,
        Number.isNaN(s.rmseDeviation) ? '' : `± ${s.rmseDeviation.toFixed(3)}`,
        s.mae,
        s.cellR,
        s.featureR,
      ]),
    );
    const folds = this.folds === 1 ? 'one split' : `${this.folds} folds`;
    return [
      `${this.to} (${this.features.length} features) from ${this.from}: ${this.cells.length} held-out cells in ${folds} (${this.kind}, seed ${this.seed}).`,
      table,
      ...this.#company(),
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How much a cell's company matters, for a model whose answer depends on it. */
  #company(): string[] {
    if (this.kind === 'inductive') return [];
    const share = this.companyShift / this.scores[0].rmse;
    return [
      `Company: asked about alone, the held-out cells get answers that differ by ${this.companyShift.toFixed(3)} (root mean square), ${share.toFixed(2)} of the RMSE.`,
    ];
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
