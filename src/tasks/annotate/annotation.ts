import { displayBundle } from '../../data/htmlDisplay';
import { textTable } from '../shared/textTable';
import type { AnnotateOptions } from './annotateOptions';

/** How well labels of held-out cells were found. */
export interface AnnotationScore {
  readonly method: string;
  /** Share of the cells that are called right. */
  readonly accuracy: number;
  /** The mean of that share over the labels: rare ones count as much as frequent ones. */
  readonly balancedAccuracy: number;
  /** F1, the mean over the labels (macro). */
  readonly f1: number;
  /** Precision, the mean over the labels (macro). */
  readonly precision: number;
}

/** What annotate found; shows itself as a table. */
export class Annotation {
  /** What was asked first, then its baselines. */
  readonly scores: readonly AnnotationScore[];
  /** A label for every cell: its own where it had one, else the one that was found with all labeled cells. */
  readonly labels: readonly string[];
  /** Cells that were learned from and cells that judged, by number; of folds, cells that did both. */
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** How the cells that judge were held out. */
  readonly split: 'groups' | 'tiles' | 'stratified';
  readonly options: AnnotateOptions;
  /** What a reader has to know: labels of one cell, labels that nothing could find, what the training said. */
  readonly notices: readonly string[];

  constructor(parts: Pick<Annotation, 'scores' | 'labels' | 'train' | 'test' | 'split' | 'options' | 'notices'>) {
    this.scores = parts.scores;
    this.labels = parts.labels;
    this.train = parts.train;
    this.test = parts.test;
    this.split = parts.split;
    this.options = parts.options;
    this.notices = parts.notices;
  }

  /** What speaks against what was asked, in sentences; empty when nothing does. */
  get warnings(): string[] {
    const [asked, ...baselines] = this.scores;
    return baselines
      .filter(({ balancedAccuracy }) => balancedAccuracy >= asked!.balancedAccuracy)
      .map(({ method }) => `Warning: ${method} does as well or better (balanced accuracy).`);
  }

  toString(): string {
    const { groups, seed, folds } = this.options;
    const held = {
      groups: `held-out groups of obs["${groups}"]`,
      tiles: 'held-out tiles of tissue',
      stratified: folds === undefined ? 'a share of each label' : `${folds} folds, a share of each label in each`,
    }[this.split];
    const cells =
      folds === undefined
        ? `Learned from ${this.train.length} cells, judged by ${this.test.length}: ${held}`
        : `Judged by ${this.test.length} cells: ${held}`;
    return [
      `${cells} (seed ${seed}).`,
      textTable(
        ['method', 'accuracy', 'balanced', 'macro F1', 'macro precision'],
        this.scores.map((s) => [s.method, s.accuracy, s.balancedAccuracy, s.f1, s.precision]),
      ),
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
