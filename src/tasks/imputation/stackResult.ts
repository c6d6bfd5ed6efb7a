import { displayBundle } from '../../data/htmlDisplay';
import type { DenseMatrix } from '../../data';
import { mean } from '../../statistics';
import { correlation } from '../shared/correlation';
import { textTable } from '../shared/textTable';

interface StackParts {
  /** The held-out cells, and the section of each. */
  readonly cells: Int32Array;
  readonly levels: readonly string[];
  readonly features: readonly string[];
  /** Measured means of a cell and its neighbors, and the cell's own values [cells, features]. */
  readonly neighborhood: DenseMatrix;
  readonly own: DenseMatrix;
  /** The model's prediction of the neighborhood mean first, then the baselines'. */
  readonly predictions: readonly { readonly method: string; readonly values: DenseMatrix }[];
  readonly top: readonly number[];
  readonly seed: number;
  /** What the training of the model warned of. */
  readonly notices: readonly string[];
}

/** Mean over features of the correlation between prediction and truth at the held-out cells of one section. */
export interface LevelScore {
  readonly method: string;
  readonly level: string;
  /** Size of the group of features. */
  readonly top: number;
  /** Against the mean of the cell and its neighbors, and against the cell's own values. */
  readonly neighborhood: number;
  readonly own: number;
}

/** What imputeStack found; shows itself as a table. */
export class StackResult {
  readonly cells: Int32Array;
  readonly levels: readonly string[];
  readonly predicted: DenseMatrix;
  readonly seed: number;
  /** What the training of the model warned of. */
  readonly notices: readonly string[];
  /** By method, group of features and section, in this order. */
  readonly scores: readonly LevelScore[];

  /** Features are grouped by the model's correlation over all held-out cells, the best first, as in the paper. */
  constructor(parts: StackParts) {
    const { cells, levels, features, predictions, neighborhood, own, seed } = parts;
    this.cells = cells;
    this.levels = levels;
    this.predicted = predictions[0]!.values;
    this.seed = seed;
    this.notices = parts.notices;
    const everywhere = [...cells.keys()];
    const merit = features.map((_, j) => featureCorrelation(this.predicted, neighborhood, j, everywhere));
    const ranked = [...merit.keys()].sort((a, b) => merit[b]! - merit[a]! || a - b);
    const sizes = [...new Set(parts.top.map((size) => Math.min(size, features.length)))];
    const names = [...new Set(levels)].sort(new Intl.Collator('en', { numeric: true }).compare);
    const rows = new Map(names.map((name) => [name, everywhere.filter((at) => levels[at] === name)]));
    this.scores = predictions.flatMap(({ method, values }) =>
      sizes.flatMap((top) =>
        names.map((level): LevelScore => {
          const group = ranked.slice(0, top);
          const score = (truth: DenseMatrix): number =>
            mean(
              group.map((j) => featureCorrelation(values, truth, j, rows.get(level)!)),
              0,
            );
          return { method, level, top, neighborhood: score(neighborhood), own: score(own) };
        }),
      ),
    );
  }

  /** For curveView: by method, the score of each section for the smallest group of features. */
  get lines(): Record<string, number[]> {
    const least = Math.min(...this.scores.map(({ top }) => top));
    const methods = [...new Set(this.scores.map(({ method }) => method))];
    const of = (method: string): number[] =>
      this.scores.filter((s) => s.method === method && s.top === least).map((s) => s.neighborhood);
    return Object.fromEntries(methods.map((method) => [method, of(method)]));
  }

  toString(): string {
    const header = ['method', 'features', 'section', 'neighborhood r', 'cell r'];
    const rows = this.scores.map((s) => [s.method, s.top, s.level, s.neighborhood, s.own]);
    return [`${this.cells.length} held-out cells (seed ${this.seed})`, textTable(header, rows), ...this.notices].join(
      '\n',
    );
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/** The correlation of one feature over some rows. */
function featureCorrelation(
  predicted: DenseMatrix,
  truth: DenseMatrix,
  feature: number,
  rows: readonly number[],
): number {
  const pick = (matrix: DenseMatrix): Float64Array => Float64Array.from(rows, (row) => matrix.get(row, feature));
  return correlation(pick(predicted), pick(truth));
}
