import type { DenseMatrix } from '../../data';
import { textTable } from '../shared/textTable';
import type { ShapeScores } from './shapeScores';

/** How near a method comes to the held-out target cells. */
export interface GeneratedScore {
  readonly method: string;
  readonly scores: ShapeScores;
}

/** What generate found; shows itself as a table. */
export class GenerateResult {
  /** The model first, then its baselines; 'transport partner' sees the answer, 'target, half against half' is chance. */
  readonly scores: readonly GeneratedScore[];
  readonly control: string;
  readonly target: string;
  readonly features: readonly string[];
  /** Held-out cells by number. */
  readonly cells: { readonly control: Int32Array; readonly target: Int32Array };
  /** Measured and generated shapes [cells, features], as measured. */
  readonly shapes: { readonly control: DenseMatrix; readonly generated: DenseMatrix; readonly target: DenseMatrix };
  /** What was held out, in words. */
  readonly heldOut: string;
  readonly seed: number;
  /** The configuration of the model that was trained for this. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What a reader has to know of the data and of the training. */
  readonly notices: readonly string[];

  constructor(
    parts: Pick<
      GenerateResult,
      'scores' | 'control' | 'target' | 'features' | 'cells' | 'shapes' | 'heldOut' | 'seed' | 'config' | 'notices'
    >,
  ) {
    this.scores = parts.scores;
    this.control = parts.control;
    this.target = parts.target;
    this.features = parts.features;
    this.cells = parts.cells;
    this.shapes = parts.shapes;
    this.heldOut = parts.heldOut;
    this.seed = parts.seed;
    this.config = parts.config;
    this.notices = parts.notices;
  }

  /** The scores of a method by name. */
  score(method: string): ShapeScores | undefined {
    return this.scores.find((each) => each.method === method)?.scores;
  }

  /** Baselines that come nearer than the model, in sentences. */
  get warnings(): string[] {
    const [model, ...baselines] = this.scores;
    const fair = baselines.filter(({ method }) => method !== 'transport partner' && !method.startsWith('target,'));
    const better = fair.filter(({ scores }) => scores.w1 <= model.scores.w1).map(({ method }) => method);
    return better.length === 0 ? [] : [`Warning: by W1 the model is behind or equal: ${better.join(', ')}.`];
  }

  toString(): string {
    const { control, target } = this.cells;
    const table = textTable(
      ['', 'W1', 'KS', 'energy', 'r of mean shift'],
      this.scores.map(({ method, scores: { w1, ks, energy, r } }) => [method, w1, ks, energy, r]),
    );
    return [
      `${this.control} to ${this.target}: ${control.length} and ${target.length} held-out cells (${this.heldOut}, seed ${this.seed}), ${this.features.length} features of shape in standard deviations, lengths and areas by their logarithm.`,
      table,
      'W1, KS and energy: distance to the held-out target cells, means over features, lower is better. They say nothing of pairing: a random target cell scores well.',
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
