import type { DenseMatrix } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { textTable } from '../shared/textTable';
import type { MatchScores } from './matchScores';

/** Scores of a method, the mean over folds. */
export interface MethodMatch extends MatchScores {
  readonly method: string;
}

/** The answers of one fold, or of some of its cells where they were too many to be matched at once. */
export interface MatchFold {
  /** The cells that were matched with each other, by number of the data. */
  readonly cells: Int32Array;
  /**
   * Probability of each pair by method, columns in the order of the rows' true partners: the right pairs lie on the diagonal. The
   * method saw them shuffled. Empty where they would have filled the memory.
   */
  readonly probabilities: readonly { readonly method: string; readonly values: DenseMatrix }[];
}

/** What match found; shows itself as a table. */
export class MatchResult {
  /** The model first, then its baselines. */
  readonly scores: readonly MethodMatch[];
  readonly folds: readonly MatchFold[];
  /** Models that were trained: as many as `folds`, or fewer where cells were matched in groups. */
  readonly parts: number;
  readonly from: string;
  readonly to: string;
  readonly k: number;
  readonly percentile: number;
  /** Column of obs with batches; none if undefined. */
  readonly batch: string | undefined;
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(parts: Omit<MatchResult, 'warnings' | 'chance' | 'toString'>) {
    this.scores = parts.scores;
    this.folds = parts.folds;
    this.parts = parts.parts;
    this.from = parts.from;
    this.to = parts.to;
    this.k = parts.k;
    this.percentile = parts.percentile;
    this.batch = parts.batch;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** What guessing reaches as score and top-1: one over the cells that are matched with each other. */
  get chance(): number {
    return this.folds.reduce((sum, { cells }) => sum + 1 / cells.length, 0) / this.folds.length;
  }

  /** Baselines that find as many partners as the model or more, in sentences; empty when it is ahead. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const names = (better: (other: MethodMatch) => boolean): string =>
      baselines.flatMap((other) => (better(other) ? [other.method] : [])).join(', ');
    const [byTop, byAssignment] = [
      names((other) => other.top1 >= model.top1),
      names((other) => other.assigned >= model.assigned),
    ];
    return [
      ...(byTop === '' ? [] : [`Warning: by top-1 the model is behind or equal: ${byTop}.`]),
      ...(byAssignment === '' ? [] : [`Warning: after assignment the model is behind or equal: ${byAssignment}.`]),
    ];
  }

  toString(): string {
    const cells = this.folds.reduce((sum, fold) => sum + fold.cells.length, 0);
    const { chance, percentile, k } = this;
    const header = ['', 'score', 'top-1', `recall@${k}`, 'FOSCTTM', 'score in blocks', '| assigned', `assigned above ${percentile}%`]; // prettier-ignore
    const rows = this.scores.map((s) => [s.method, s.score, s.top1, s.recall, s.foscttm, s.blocks, s.assigned, s.assignedAbove]); // prettier-ignore
    return [
      `${cells} cells of ${this.from} matched with ${this.to} in ${this.parts} ${this.parts === 1 ? 'part' : 'folds'}, shuffled (seed ${this.seed}).`,
      textTable(header, [...rows, ['chance', chance, chance, this.k * chance, 0.5, NaN, chance, NaN]]),
      'Left of the bar stands the method alone; right of it one-to-one assignment was added, which helps any method.',
      this.batch === undefined
        ? 'No batch was named: blocks of batches are not defined.'
        : `Pairs were sought within obs["${this.batch}"] where it says so.`,
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
