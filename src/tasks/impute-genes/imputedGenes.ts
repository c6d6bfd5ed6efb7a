import type { DenseMatrix } from '../../data';
import { textTable } from '../shared/textTable';
import { BINS } from './panels';

/** How near predictions of one gene come, over the cells of the data. */
export interface GeneScores {
  /** Pearson's correlation; 0 where nothing varies. */
  readonly r: number;
  readonly cosine: number;
  /** Of log values. */
  readonly rmse: number;
}

/** A gene that was hidden. */
export interface ImputedGene {
  readonly gene: string;
  /** Share of the cells in which it is 0. */
  readonly zeros: number;
  /** The model first, then its baselines. */
  readonly scores: readonly (GeneScores & { readonly method: string })[];
}

/** What imputeGenes found; shows itself as tables. */
export class ImputedGenes {
  /** Genes that the data have, scored. */
  readonly genes: readonly ImputedGene[];
  /** All predicted genes: columns of `predictions`. */
  readonly predicted: readonly string[];
  /** What each method expects [cells, predicted], as log1p of counts per `scale` of the shown genes' total. */
  readonly predictions: readonly { readonly method: string; readonly values: DenseMatrix }[];
  readonly kind: 'inductive' | 'transductive';
  readonly scale: number;
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(
    parts: Pick<ImputedGenes, 'genes' | 'predicted' | 'predictions' | 'kind' | 'scale' | 'seed' | 'config' | 'notices'>,
  ) {
    this.genes = parts.genes;
    this.predicted = parts.predicted;
    this.predictions = parts.predictions;
    this.kind = parts.kind;
    this.scale = parts.scale;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** The mean of a method's score over genes; NaN without any. @param genes all that were scored unless given */
  mean(method: string, score: keyof GeneScores, genes = this.genes): number {
    const values = genes.map(({ scores }) => scores.find((each) => each.method === method)![score]);
    return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : NaN;
  }

  /** Baselines that come nearer than the model by r, in sentences; empty when it is ahead. */
  get warnings(): string[] {
    if (this.genes.length === 0) return ['Nothing could be scored: the data have none of these genes.'];
    const [model, ...others] = this.#methods;
    const ahead = others.filter((method) => this.mean(method, 'r') >= this.mean(model!, 'r'));
    return ahead.length > 0 ? [`Warning: by r the model is behind or equal: ${ahead.join(', ')}.`] : [];
  }

  toString(): string {
    const bins = BINS.map(({ name, least, most }) => ({
      name,
      genes: this.genes.filter(({ zeros }) => zeros >= least && zeros < most),
    })).filter(({ genes }) => genes.length > 0);
    const rows = this.#methods.map((method) => [
      method,
      ...(['r', 'cosine', 'rmse'] as const).map((score) => this.mean(method, score)),
      ...bins.map(({ genes }) => this.mean(method, 'r', genes)),
    ]);
    const header = bins.map(({ name, genes }) => `r, ${genes.length} genes ${name}`);
    return [
      `${this.genes.length} hidden genes, the mean over them (${this.kind}, seed ${this.seed}), log1p of counts per ${this.scale} of the shown genes.`,
      ...(this.genes.length > 0 ? [textTable(['', 'r', 'cosine', 'RMSE', ...header], rows)] : []),
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  get #methods(): string[] {
    return this.predictions.map(({ method }) => method);
  }
}
