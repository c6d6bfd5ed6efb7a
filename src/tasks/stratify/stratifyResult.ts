import { displayBundle } from '../../data/htmlDisplay';
import { TissuebookError } from '../../errors';
import type { Graph } from '../../graph';
import type { Cohort } from './cohort';
import type { JointScores, Variant } from './nestedChoice';
import type { StratifyOptions } from './stratifyOptions';
import { textTable } from '../shared/textTable';
import { activationScore } from '../tokens/tokens';
import { mean } from '../../statistics';

/** One set of tokens. */
export interface Reading {
  /** Names of the tokens. */
  readonly tokens: readonly string[];
  /** Token of each cell, by place among the names. */
  readonly codes: Int32Array;
}

interface StratifyParts extends JointScores {
  readonly options: StratifyOptions;
  readonly cohort: Cohort;
  readonly readings: readonly Reading[];
  readonly graph: Graph;
  /** Areas under the curve with shuffled labels. */
  readonly chance: readonly number[];
  readonly notices: readonly string[];
}

/** One patient, scored by what was learnt from the others. */
export interface PatientScore {
  readonly patient: string;
  readonly class: string;
  /** Standardized by the other patients' scores; higher speaks for the sought class. With several models, the mean. */
  readonly score: number;
  /** Tokens that were chosen without this patient; with several models, '2:17' is token 17 of the second. */
  readonly tokens: readonly string[];
  /** How they were chosen, model by model. */
  readonly variants: readonly Variant[];
}

/** What stratify found; shows itself as a table of patients. */
export class StratifyResult {
  readonly patients: readonly PatientScore[];
  /** Probability that a held-out patient of the sought class scores higher than one of the other class. */
  readonly auc: number;
  /** The same with shuffled labels, shuffle by shuffle. */
  readonly chance: readonly number[];
  readonly leftOut: Cohort['leftOut'];
  readonly options: StratifyOptions;
  /** What the trainings of the models warned of. */
  readonly notices: readonly string[];
  readonly #parts: StratifyParts;

  constructor(parts: StratifyParts) {
    const { cohort, options, scores, each } = parts;
    this.#parts = parts;
    this.options = options;
    this.notices = parts.notices;
    this.auc = parts.auc;
    this.chance = parts.chance;
    this.leftOut = cohort.leftOut;
    this.patients = cohort.patients.map((patient, at) => ({
      patient,
      class: cohort.high[at] ? options.high : options.low,
      score: scores[at]!,
      tokens: each.flatMap(({ chosen }, model) => chosen[at]!.codes.map((code) => this.#nameOf(model, code))),
      variants: each.map(({ chosen }) => chosen[at]!.variant),
    }));
  }

  #nameOf(model: number, code: number): string {
    const { readings } = this.#parts;
    const name = readings[model]!.tokens[code]!;
    return readings.length > 1 ? `${model + 1}:${name}` : name;
  }

  /** Share of shuffles that did as well or better, the real labels counted as one of them; NaN without shuffles. */
  get p(): number {
    const { chance, auc } = this;
    return chance.length === 0 ? NaN : (1 + chance.filter((each) => each >= auc).length) / (1 + chance.length);
  }

  /**
   * For each cell, how much it and its neighbors carry the tokens that were chosen without its patient, from 0 to 1; NaN for
   * patients that were left out. The tokens may be those of either class, as the patient's variant says: see `patients`.
   *
   * @param model whose tokens, where there were several: 0 (default), 1, ...
   */
  cellScores(model = 0): Float64Array {
    const { cohort, each, readings, graph } = this.#parts;
    const { chosen } = each[inRange('cellScores', model, each.length)]!;
    const { codes } = readings[model]!;
    const scores = new Float64Array(codes.length).fill(NaN);
    const seen = new Map<string, Float64Array>();
    cohort.patientOf.forEach((patient, cell) => {
      if (patient < 0) return;
      const key = chosen[patient]!.codes.join();
      if (!seen.has(key)) seen.set(key, activationScore(codes, chosen[patient]!.codes, graph));
      scores[cell] = seen.get(key)![cell]!;
    });
    return scores;
  }

  /** For barsView: the held-out scores from the highest down, one series for each class. */
  get bars(): { groups: string[]; series: Record<string, number[]> } {
    const ranked = this.#ranked();
    const series = [this.options.high, this.options.low].map((name) => [
      name,
      ranked.map((patient) => (patient.class === name ? patient.score : NaN)),
    ]);
    return { groups: ranked.map(({ patient }) => patient), series: Object.fromEntries(series) };
  }

  /** Each patient's half by the held-out score, as compareSurvival takes groups. */
  halves(): Record<string, string> {
    const ranked = this.#ranked();
    const half = (at: number): string => (at < ranked.length / 2 ? 'upper half of scores' : 'lower half of scores');
    return Object.fromEntries(ranked.map(({ patient }, at) => [patient, half(at)]));
  }

  #ranked(): PatientScore[] {
    return [...this.patients].sort((a, b) => b.score - a.score);
  }

  /** How often each token was chosen, over the held-out patients: [name, times], most often first. */
  tokenChoices(): [string, number][] {
    const times = new Map<string, number>();
    for (const { tokens } of this.patients) for (const name of tokens) times.set(name, (times.get(name) ?? 0) + 1);
    return [...times].sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1));
  }

  toString(): string {
    const { high, low, by } = this.options;
    const rows = this.#ranked();
    const sorted = [...this.chance].sort((a, b) => a - b);
    const models = this.#parts.readings.length;
    const together = models > 1 ? `, the mean of ${models} models` : '';
    const lines = [
      `${high} against ${low} (${by}), each patient scored by what was learnt from the others${together}`,
      textTable(
        ['patient', 'class', 'score', 'tokens by'],
        rows.map((r) => [
          r.patient,
          r.class,
          r.score,
          r.variants.map((variant) => variantWords(variant, this.options)).join(', '),
        ]),
      ),
      `Area under the curve: ${this.auc.toFixed(3)}.`,
    ];
    if (sorted.length > 0) {
      const top = sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))]!;
      lines.push(
        `With shuffled labels (${sorted.length} times): ${mean(sorted).toFixed(2)} on average, 95% below ${top.toFixed(2)}; ` +
          `as good or better in ${(100 * this.p).toFixed(1)}%.`,
      );
    }
    if (this.leftOut.length > 0)
      lines.push(`Left out: ${this.leftOut.map(({ patient, why }) => `${patient} (${why})`).join(', ')}.`);
    return [...lines, ...this.notices].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/**
 * For barsView: how well classes are told apart by several ways of looking at the same patients, beside what shuffled classes
 * give, with the interval that holds nine shuffles of ten.
 *
 * @param results by what was looked at: { tokens: ..., 'cell types': ... }
 */
export function aucBars(results: Readonly<Record<string, StratifyResult>>): {
  groups: string[];
  series: Record<string, { values: number[]; low?: number[]; high?: number[] }>;
} {
  const all = Object.values(results);
  const within = (values: readonly number[], share: number): number =>
    [...values].sort((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? NaN;
  return {
    groups: Object.keys(results),
    series: {
      'real classes': { values: all.map(({ auc }) => auc) },
      'shuffled classes': {
        values: all.map(({ chance }) => mean(chance)),
        low: all.map(({ chance }) => within(chance, 0.05)),
        high: all.map(({ chance }) => within(chance, 0.95)),
      },
    },
  };
}

function inRange(where: string, model: number, models: number): number {
  if (Number.isInteger(model) && model >= 0 && model < models) return model;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: there is no model ${model}; there are ${models}, from 0 on.`,
    {
      argument: 'model',
      found: model,
    },
  );
}

function variantWords({ rule, count, from }: Variant, { high, low }: StratifyOptions): string {
  return `${count} most ${rule} in ${from === 'high' ? high : low}`;
}
