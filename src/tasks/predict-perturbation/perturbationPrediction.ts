import { textTable } from '../shared/textTable';
import type { ChallengeScore } from './challenge';
import type { EffectScores } from './effects';

/** Split-half correlation below which an effect does not repeat, so that nothing can be predicted of it (ours). */
export const REPEATS = 0.2;

/** A method's scores for one perturbation. */
export interface PredictedEffect extends EffectScores {
  readonly method: string;
}

/** One perturbation and how well it was predicted. */
export interface TargetResult {
  readonly target: string;
  readonly cells: number;
  /** Whether training saw none of it. */
  readonly heldOut: boolean;
  /** r between the changes of two halves of its cells: what a repeat of the experiment reaches, and the most to hope for. */
  readonly repeats: number;
  /** The model first, then its baselines. */
  readonly scores: readonly PredictedEffect[];
}

/** What predictPerturbation found; shows itself as tables. */
export class PerturbationPrediction {
  readonly targets: readonly TargetResult[];
  /** Genes that were predicted and scored. */
  readonly genes: readonly string[];
  /** Predicted changes of log values against control, by perturbation [genes]. */
  readonly predicted: ReadonlyMap<string, Float64Array>;
  /** Measures of the Virtual Cell Challenge over what was held out; none where the data are too large. */
  readonly challenge: readonly ChallengeScore[];
  /** Control cells that predictions start from, and others that the truth is compared with. */
  readonly controls: { readonly prediction: number; readonly truth: number };
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];

  constructor(
    parts: Pick<
      PerturbationPrediction,
      'targets' | 'genes' | 'predicted' | 'challenge' | 'controls' | 'seed' | 'config' | 'notices'
    >,
  ) {
    this.targets = parts.targets;
    this.genes = parts.genes;
    this.predicted = parts.predicted;
    this.challenge = parts.challenge;
    this.controls = parts.controls;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** Held-out perturbations with an effect that repeats: those by which a model can be judged. */
  get predictable(): readonly TargetResult[] {
    return this.targets.filter(({ heldOut, repeats }) => heldOut && repeats >= REPEATS);
  }

  /** The mean of a method's score over the predictable perturbations, an undefined r counting as 0; NaN without any. */
  mean(method: string, score: keyof EffectScores): number {
    const values = this.predictable.map(({ scores }) => scores.find((each) => each.method === method)?.[score] || 0);
    return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : NaN;
  }

  /** What speaks against the model, in sentences; empty when nothing does. */
  get warnings(): string[] {
    if (this.predictable.length === 0) {
      return ['Warning: no held-out perturbation has an effect that repeats: scores of them say nothing of the model.'];
    }
    const [model, mean, none] = this.targets[0]!.scores.map(({ method }) => method) as [string, string, string];
    return [
      ...(this.mean(mean, 'r') >= this.mean(model, 'r') ? [`Warning: the ${mean} is as good or better by r.`] : []),
      ...(this.mean(none, 'rmse') <= this.mean(model, 'rmse')
        ? ['Warning: no change at all is as good or better by RMSE.']
        : []),
    ];
  }

  toString(): string {
    const { prediction, truth } = this.controls;
    return [
      `Perturbations of ${this.genes.length} genes' expression (seed ${this.seed}): predicted from ${prediction} control cells, ` +
        `compared with ${truth} others. r of the change against control, the perturbed gene left out.`,
      this.#table(true),
      ...(this.targets.some(({ heldOut }) => !heldOut)
        ? ['Seen in training, which is memory:', this.#table(false)]
        : []),
      ...this.#unrepeatable(),
      ...(this.challenge.length > 0 ? [this.#challengeTable()] : []),
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  #table(heldOut: boolean): string {
    const shown = this.targets.filter((each) => each.heldOut === heldOut);
    const [model] = this.targets[0]!.scores;
    return textTable(
      [heldOut ? 'held out' : 'trained', 'cells', 'split-half r', `r ${model!.method}`, 'r mean', 'r top 20', 'r top 20 mean', 'RMSE', 'RMSE mean', 'RMSE no change'], // prettier-ignore
      shown.map(({ target, cells, repeats, scores }) => {
        const [own, mean, none] = scores as [PredictedEffect, PredictedEffect, PredictedEffect];
        return [target, cells, repeats, own.r, mean.r, own.topR, mean.topR, own.rmse, mean.rmse, none.rmse];
      }),
    );
  }

  #unrepeatable(): string[] {
    const names = this.targets.filter(({ repeats }) => repeats < REPEATS).map(({ target }) => target);
    if (names.length === 0) return [];
    return [`No effect that repeats between halves of the cells (split-half r below ${REPEATS}), so nothing to predict: ${names.join(', ')}.`]; // prettier-ignore
  }

  #challengeTable(): string {
    return textTable(
      ['Virtual Cell Challenge, held out', 'model', 'mean response', 'repeat', 'scaled (0 to 1)'],
      this.challenge.map((each) => [each.measure, each.model, each.meanResponse, each.replicate, each.scaled]),
    );
  }
}
