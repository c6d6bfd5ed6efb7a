import type { Table } from '../../data';
import { MARGINAL_ERROR } from './transportPlan';

/** The mean over pairs of target less control, by feature of shape. */
export interface ShapeSignature {
  readonly features: readonly string[];
  readonly signature: Float64Array;
}

/** Weak pairs of two states; show themselves as text. */
export class StatePairs {
  /** Cells by number: each control cell and its partner. */
  readonly control: Int32Array;
  readonly target: Int32Array;
  /** What the plan sends from each control cell to its partner; at most 1 over the control cells. */
  readonly confidence: Float64Array;
  /** [control cells, candidates], row-major; all of it adds up to 1. */
  readonly plan: Float64Array;
  /** The target cells that could have been partners, by number. */
  readonly candidates: Int32Array;
  /** How far the plan's sums are from uniform: 0 for an exact plan, at most 2. */
  readonly marginalError: number;
  /** Control and target. */
  readonly states: readonly [string, string];
  /** The mean over pairs of target less control, by feature (SPATIA, equation 11). */
  readonly signature: Float64Array;
  readonly features: readonly string[];
  /** The same of measured shapes, where the data have them: lengths and areas by their logarithm, in standard deviations over both states. */
  readonly shapes: ShapeSignature | undefined;
  /** One row for each pair: control, target, confidence, and with positions control_niche, target_niche, distance. */
  readonly table: Table;

  constructor(
    parts: Pick<
      StatePairs,
      | 'control'
      | 'target'
      | 'confidence'
      | 'plan'
      | 'candidates'
      | 'marginalError'
      | 'states'
      | 'signature'
      | 'features'
      | 'shapes'
      | 'table'
    >,
  ) {
    this.control = parts.control;
    this.target = parts.target;
    this.confidence = parts.confidence;
    this.plan = parts.plan;
    this.candidates = parts.candidates;
    this.marginalError = parts.marginalError;
    this.states = parts.states;
    this.signature = parts.signature;
    this.features = parts.features;
    this.shapes = parts.shapes;
    this.table = parts.table;
  }

  /** Target cells that are a partner, by number. */
  get targetsUsed(): number {
    return new Set(this.target).size;
  }

  get notices(): string[] {
    if (this.marginalError <= MARGINAL_ERROR) return [];
    return [
      `The plan is not finished: its marginal error is ${this.marginalError.toFixed(3)}. Take more iterations, a larger epsilon, or scaleCost: 'median'.`,
    ];
  }

  toString(): string {
    return [
      `${this.control.length} pairs, ${this.states[0]} to ${this.states[1]}: ${this.targetsUsed} of ${this.candidates.length} target cells are a partner.`,
      `Marginal error of the plan: ${this.marginalError.toExponential(1)}. A pair is a match of distributions, not a cell before and after.`,
      `Largest differences of target and control: ${largest(this)}.`,
      ...(this.shapes ? [`Largest differences of shape, in standard deviations: ${largest(this.shapes)}.`] : []),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/** The five features that differ most. */
const largest = ({ features, signature }: ShapeSignature): string =>
  Array.from(signature.keys())
    .sort((a, b) => Math.abs(signature[b]) - Math.abs(signature[a]))
    .slice(0, 5)
    .map((j) => `${features[j]} ${signature[j] >= 0 ? '+' : ''}${signature[j].toFixed(2)}`)
    .join(', ');
