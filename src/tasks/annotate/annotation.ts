import { textTable } from '../shared/textTable';
import type { AnnotateOptions } from './annotateOptions';

/** How well labels of held-out cells were found. */
export interface AnnotationScore {
  readonly method: string;
  /** Share of the cells that are called right. */
  readonly accuracy: number;
  /** The mean of that share over the labels: rare ones count as much as frequent ones. */
  readonly balancedAccuracy: number;
  /** F1, the mean over the labels. */
  readonly f1: number;
}

/** What annotate found; shows itself as a table. */
export class Annotation {
  /** The asked classifier first, then its baselines. */
  readonly scores: readonly AnnotationScore[];
  /** A label for every cell: its own where it had one, else the one that was found with all labeled cells. */
  readonly labels: readonly string[];
  /** Cells that were learnt from and cells that judged, by number. */
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly options: AnnotateOptions;

  constructor(parts: Pick<Annotation, 'scores' | 'labels' | 'train' | 'test' | 'options'>) {
    this.scores = parts.scores;
    this.labels = parts.labels;
    this.train = parts.train;
    this.test = parts.test;
    this.options = parts.options;
  }

  /** What speaks against the vectors that were asked, in sentences; empty when nothing does. */
  get warnings(): string[] {
    const [asked, ...baselines] = this.scores;
    return baselines
      .filter(({ balancedAccuracy }) => balancedAccuracy >= asked!.balancedAccuracy)
      .map(({ method }) => `Warning: ${method} does as well or better (balanced accuracy).`);
  }

  toString(): string {
    const { groups, seed } = this.options;
    const held = groups === undefined ? 'tiles of tissue' : `groups of obs["${groups}"]`;
    return [
      `Learnt from ${this.train.length} cells, judged by ${this.test.length} in held-out ${held} (seed ${seed}).`,
      textTable(
        ['method', 'accuracy', 'balanced', 'F1'],
        this.scores.map((s) => [s.method, s.accuracy, s.balancedAccuracy, s.f1]),
      ),
      ...this.warnings,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
