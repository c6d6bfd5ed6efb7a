import type { DenseMatrix } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { TissuebookError } from '../../errors';
import { mean, quantile } from '../../statistics';
import { textTable } from '../shared';

/** A curve with the band of its random patterns, as curveView draws it. */
export interface RipleyLine {
  x: number[];
  y: number[];
  low?: number[];
  high?: number[];
}

interface RipleyParts {
  by: string;
  mode: 'K' | 'L' | 'F' | 'G';
  distances: Float64Array;
  area: number;
  labels: readonly string[];
  cells: readonly number[];
  curves: readonly Float64Array[];
  simulated: readonly DenseMatrix[];
  seed: number;
}

/** Ripley's functions of labels, beside those of random patterns. */
export class RipleyResult {
  /** The obs column of the labels. */
  readonly by: string;
  readonly mode: 'K' | 'L' | 'F' | 'G';
  /** In the unit of the positions, from 0 on [steps]. */
  readonly distances: Float64Array;
  /** Of the convex hull of all cells. */
  readonly area: number;
  readonly labels: readonly string[];
  /** How many cells have each label. */
  readonly cells: readonly number[];
  /** The curve of each label [steps]. */
  readonly curves: readonly Float64Array[];
  /** The curves of the random patterns that each label is held against [simulations, steps]. */
  readonly simulated: readonly DenseMatrix[];
  readonly seed: number;

  constructor(parts: RipleyParts) {
    this.by = parts.by;
    this.mode = parts.mode;
    this.distances = parts.distances;
    this.area = parts.area;
    this.labels = parts.labels;
    this.cells = parts.cells;
    this.curves = parts.curves;
    this.simulated = parts.simulated;
    this.seed = parts.seed;
  }

  /** The curve of a label [steps]. @throws TissuebookError 'missing-key' */
  curve(label: string): Float64Array {
    return this.curves[this.#place(label)]!;
  }

  /**
   * At each distance the share of the random patterns that reach the label's curve, or that stay below it, whichever is less; as squidpy
   * counts, the curve among them [steps]. Distances are not independent tests.
   *
   * @throws TissuebookError 'missing-key'
   */
  pvalues(label: string): Float64Array {
    const place = this.#place(label);
    const [curve, simulated] = [this.curves[place]!, this.simulated[place]!];
    return curve.map((value, s) => {
      if (Number.isNaN(value)) return NaN;
      let reach = 1;
      for (let row = 0; row < simulated.rows; row++) reach += Number(simulated.get(row, s) >= value);
      const share = reach / (simulated.rows + 1);
      return Math.min(share, 1 - share);
    });
  }

  /**
   * The curves of some labels, of all unless named, with the mean of the random patterns between their 2.5th and 97.5th percentiles, for
   * curveView: `curveView(found.lines(), { xTitle: 'distance', yTitle: found.mode })`.
   */
  lines(...labels: string[]): Record<string, RipleyLine> {
    const places = labels.length > 0 ? labels.map((label) => this.#place(label)) : [...this.labels.keys()];
    const x = [...this.distances];
    const lines = Object.fromEntries(places.map((at) => [this.labels[at]!, { x, y: [...this.curves[at]!] }]));
    for (const pattern of new Set(places.map((at) => this.simulated[at]!))) {
      if (pattern.rows === 0) continue;
      const of = places.filter((at) => this.simulated[at] === pattern).map((at) => this.labels[at]!);
      const shared = of.length === places.length;
      lines[shared ? 'random' : `random as ${of.join(', ')}`] = { x, ...band(pattern) };
    }
    return lines;
  }

  toString(): string {
    const at = [0.25, 0.5, 1].map((share) => Math.round(share * (this.distances.length - 1)));
    const header = [this.by, 'cells', ...at.map((s) => `${this.mode}(${this.distances[s]!.toPrecision(3)})`), ...at.map((s) => `p(${this.distances[s]!.toPrecision(3)})`)]; // prettier-ignore
    const rows = this.labels.map((label, place) => {
      const p = this.pvalues(label);
      return [label, this.cells[place]!, ...at.map((s) => this.curves[place]![s]!), ...at.map((s) => p[s]!)];
    });
    const sets = `${this.simulated[0]?.rows ?? 0} random patterns, seed ${this.seed}`;
    return [`Ripley's ${this.mode} of obs['${this.by}'] beside ${sets}.`, textTable(header, rows)].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  #place(label: string): number {
    const place = this.labels.indexOf(label);
    if (place >= 0) return place;
    throw new TissuebookError('missing-key', `ripley: there is no label "${label}".`, {
      argument: 'label',
      found: label,
      advice: `There are: ${this.labels.join(', ')}.`,
    });
  }
}

function band(pattern: DenseMatrix): { y: number[]; low: number[]; high: number[] } {
  const columns = Array.from({ length: pattern.columns }, (_, s) => pattern.column(s));
  const ends = (share: number): number[] => columns.map((column) => quantile(column, share));
  return { y: columns.map((column) => mean(column)), low: ends(0.025), high: ends(0.975) };
}
