import { textTable } from '../shared/textTable';

/** How often a method finds the partner of a cell. */
export interface RetrievalScore {
  readonly method: string;
  /** What is searched with, and for what. */
  readonly direction: 'image to gene' | 'gene to image';
  /** Share of cells whose partner is among the k most similar, for each k. */
  readonly recall: readonly number[];
  readonly medianRank: number;
}

/** A section, or tiles of one, whose cells were asked about. */
export interface RetrievedSection {
  readonly name: string;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** The model's rank of each cell's partner among the test cells, from 1. */
  readonly ranks: Readonly<Record<RetrievalScore['direction'], Int32Array>>;
  /** Each method in both directions, the model first. */
  readonly scores: readonly RetrievalScore[];
}

/** What retrieve found; shows itself as a table. */
export class RetrievalResult {
  readonly sections: readonly RetrievedSection[];
  readonly k: readonly number[];
  readonly seed: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(parts: Pick<RetrievalResult, 'sections' | 'k' | 'seed' | 'config' | 'notices'>) {
    this.sections = parts.sections;
    this.k = parts.k;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** Means over sections, each method in both directions. */
  get scores(): RetrievalScore[] {
    return this.sections[0]!.scores.map(({ method, direction, recall }, at) => {
      const mean = (of: (score: RetrievalScore) => number): number =>
        this.sections.reduce((sum, { scores }) => sum + of(scores[at]!), 0) / this.sections.length;
      return {
        method,
        direction,
        recall: recall.map((_, i) => mean((score) => score.recall[i]!)),
        medianRank: mean((score) => score.medianRank),
      };
    });
  }

  /** Baselines that find partners as well as the model, by the largest k or the median rank, in sentences. */
  get warnings(): string[] {
    const scores = this.scores;
    const own = new Map(scores.slice(0, 2).map((score) => [score.direction, score]));
    const ahead = scores.slice(2).filter(({ direction, recall, medianRank }) => {
      const model = own.get(direction)!;
      return recall.at(-1)! >= model.recall.at(-1)! || medianRank <= model.medianRank;
    });
    if (ahead.length === 0) return [];
    const names = ahead.map(({ method, direction }) => `${method} (${direction})`).join(', ');
    return [`Warning: the model is behind or equal: ${names}.`];
  }

  toString(): string {
    const pools = this.sections.map(
      ({ name, train, test }) => `${name}: ${test.length} cells, learned from ${train.length}`,
    );
    return [
      `Partners within a section (seed ${this.seed}). ${pools.join('; ')}.`,
      textTable(
        ['', '', ...this.k.map((k) => `recall@${k}`), 'median rank'],
        this.scores.map(({ method, direction, recall, medianRank }) => [method, direction, ...recall, medianRank]),
      ),
      `Recall at ${Math.min(...this.k)} rests on few cells: look at the largest k and the median rank.`,
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
