import { shownSpread, spreadOf } from '../compare/comparison';
import { textTable } from '../shared/textTable';

/** How well a class of slides is found, deal by deal. */
export interface BiomarkerScore {
  readonly method: string;
  /** Area under the curve over all slides, each asked about without its patient. */
  readonly auc: readonly number[];
  readonly balancedAccuracy: readonly number[];
}

/** What biomarker found; shows itself as a table. */
export class BiomarkerResult {
  /** The model first, then its baselines. */
  readonly scores: readonly BiomarkerScore[];
  /** Areas under the curve with classes dealt anew to patients. */
  readonly chance: readonly number[];
  readonly slides: readonly string[];
  readonly patients: number;
  readonly folds: number;
  readonly seeds: readonly number[];
  /** The class that is found, and the one that it is told from. */
  readonly high: string;
  readonly low: string;
  /** Slides that take no part, with the reason. */
  readonly leftOut: readonly { readonly slide: string; readonly why: string }[];
  readonly notices: readonly string[];

  constructor(
    parts: Pick<
      BiomarkerResult,
      'scores' | 'chance' | 'slides' | 'patients' | 'folds' | 'seeds' | 'high' | 'low' | 'leftOut' | 'notices'
    >,
  ) {
    this.scores = parts.scores;
    this.chance = parts.chance;
    this.slides = parts.slides;
    this.patients = parts.patients;
    this.folds = parts.folds;
    this.seeds = parts.seeds;
    this.high = parts.high;
    this.low = parts.low;
    this.leftOut = parts.leftOut;
    this.notices = parts.notices;
  }

  /** Share of shuffles that did as well as the mean over the deals or better, the real classes counted as one; NaN without shuffles. */
  get p(): number {
    const { mean } = spreadOf(this.scores[0].auc);
    return this.chance.length === 0
      ? NaN
      : (1 + this.chance.filter((auc) => auc >= mean).length) / (1 + this.chance.length);
  }

  /** Where the model leads by less than the standard deviation between deals, or not at all. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const own = spreadOf(model.auc);
    return baselines.flatMap(({ method, auc }) => {
      const other = spreadOf(auc);
      const lead = own.mean - other.mean;
      const spread = Math.max(own.deviation, other.deviation) || 0;
      if (lead > spread) return [];
      const what = lead <= 0 ? 'is no better than' : 'leads by less than the standard deviation over';
      return [`Warning: by AUC ${model.method} ${what} ${method}.`];
    });
  }

  toString(): string {
    const shown = (values: readonly number[]): string => shownSpread(spreadOf(values));
    const chance = this.chance.length === 0 ? '' : ` Shuffled classes reach an AUC of ${shown(this.chance)}; p = ${this.p.toFixed(3)}.`; // prettier-ignore
    return [
      `${this.high} against ${this.low}: ${this.slides.length} slides of ${this.patients} patients in ${this.folds} folds, no patient on both sides; mean ± s.d. over ${this.seeds.length} deals of the patients.`,
      textTable(['', 'AUC', 'balanced accuracy'], this.scores.map(({ method, auc, balancedAccuracy }) => [method, shown(auc), shown(balancedAccuracy)])), // prettier-ignore
      `A slide is the mean of its cells.${chance}`,
      ...this.warnings,
      ...this.leftOut.map(({ slide, why }) => `Left out: ${slide} (${why}).`),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
