import { displayBundle } from '../../data/htmlDisplay';
import { deviation, mean } from '../../statistics';
import { textTable } from '../shared/textTable';
import type { Metric } from './benchmark';

/** A model or a baseline with its figures: one for each seed, by metric. */
export interface ComparedMethod {
  readonly method: string;
  /** false for a baseline. */
  readonly trained: boolean;
  readonly values: Record<string, number[]>;
}

/** Mean over seeds, and standard deviation (NaN for a single seed). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** What compare found; shows itself as a table. */
export class Comparison {
  readonly task: string;
  /** The first one decides. */
  readonly metrics: readonly Metric[];
  /** Models first, then baselines. */
  readonly methods: readonly ComparedMethod[];
  readonly seeds: readonly number[];
  readonly models: readonly { readonly name: string; readonly config: Readonly<Record<string, unknown>> }[];
  /** What the trainings of the models warned of: model, first wording, in how many seeds. */
  readonly notices: readonly string[];
  /** Threads of each training where a cluster trained: they decide the last digits. Undefined for trainings here. */
  readonly threads: number | undefined;

  constructor(
    parts: Pick<Comparison, 'task' | 'metrics' | 'methods' | 'seeds' | 'models' | 'notices'> & {
      threads?: number | undefined;
    },
  ) {
    this.task = parts.task;
    this.metrics = parts.metrics;
    this.methods = parts.methods;
    this.seeds = parts.seeds;
    this.models = parts.models;
    this.notices = parts.notices;
    this.threads = parts.threads;
  }

  /** One method's figure. */
  spread(method: string, metric: string): Spread {
    return spreadOf(this.methods.find((each) => each.method === method)?.values[metric] ?? []);
  }

  /**
   * Models that fit no better than a baseline, in sentences: for each the best baseline by the first metric, and in how many seeds
   * it was as good or better. Empty when every model beats all baselines on average.
   */
  get warnings(): string[] {
    const [metric] = this.metrics;
    const sign = metric!.better === 'higher' ? 1 : -1;
    const merit = ({ values }: ComparedMethod): number => sign * spreadOf(values[metric!.name]!).mean;
    const baselines = this.methods.filter(({ trained }) => !trained).sort((a, b) => merit(b) - merit(a));
    const [best] = baselines;
    if (!best) return [];
    return this.methods
      .filter((each) => each.trained && merit(each) <= merit(best))
      .map(({ method, values }) => {
        const ahead = values[metric!.name]!.filter(
          (value, at) => sign * value <= sign * best.values[metric!.name]![at]!,
        );
        return (
          `Warning: ${method} is no better than the ${best.method} by ${metric!.name}: ` +
          `behind or equal with ${ahead.length} of ${this.seeds.length} seeds.`
        );
      });
  }

  /** For barsView: one metric (the first unless named) of every method, from the worst to the best seed. */
  bars(metric = this.metrics[0]!.name): {
    groups: string[];
    series: Record<string, { values: number[]; low: number[]; high: number[] }>;
  } {
    const each = this.methods.map(({ values }) => values[metric] ?? []);
    return {
      groups: this.methods.map(({ method }) => method),
      series: {
        [metric]: {
          values: each.map((values) => spreadOf(values).mean),
          low: each.map((values) => Math.min(...values)),
          high: each.map((values) => Math.max(...values)),
        },
      },
    };
  }

  toString(): string {
    const rows = this.methods.map(({ method, trained, values }) => [
      method,
      trained ? 'model' : 'baseline',
      ...this.metrics.map(({ name }) => shownSpread(spreadOf(values[name]!))),
    ]);
    const header = this.metrics.map(({ name, better }) => (better === 'lower' ? `${name} (lower)` : name));
    return [
      `${this.task}, ${this.seeds.length === 1 ? 'one seed' : `mean and standard deviation over ${this.seeds.length} seeds`}`,
      textTable(['method', '', ...header], rows),
      ...this.warnings,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/** Mean and sample deviation of figures. */
export function spreadOf(values: readonly number[]): Spread {
  return { mean: mean(values), deviation: deviation(values) };
}

/** '0.412 ± 0.020'. */
export function shownSpread({ mean, deviation }: Spread): string {
  return Number.isNaN(deviation) ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}
