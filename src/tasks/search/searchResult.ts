import { displayBundle } from '../../data/htmlDisplay';
import type { Metric } from '../compare/benchmark';
import { shownSpread, spreadOf } from '../compare/comparison';
import { textTable } from '../shared/textTable';
import { type Settings, settingsText } from './settings';

/** Settings with their figures: one for each seed, by metric. */
export interface TriedSettings {
  readonly settings: Settings;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** What search found; shows itself as a table, the best settings first. */
export class SearchResult {
  readonly model: string;
  readonly task: string;
  /** The first one decides. */
  readonly metrics: readonly Metric[];
  readonly seeds: readonly number[];
  /** From the best by the mean of the first metric to the worst. */
  readonly tried: readonly TriedSettings[];
  readonly baselines: readonly { readonly method: string; readonly values: TriedSettings['values'] }[];
  /** Threads of each training where a cluster trained: they decide the last digits. Undefined for trainings here. */
  readonly threads: number | undefined;

  constructor(parts: Pick<SearchResult, 'model' | 'task' | 'metrics' | 'seeds' | 'tried' | 'baselines' | 'threads'>) {
    this.model = parts.model;
    this.task = parts.task;
    this.metrics = parts.metrics;
    this.seeds = parts.seeds;
    this.baselines = parts.baselines;
    this.threads = parts.threads;
    this.tried = [...parts.tried].sort((a, b) => this.#merit(b) - this.#merit(a));
  }

  get best(): TriedSettings {
    return this.tried[0]!;
  }

  /** That a baseline does as well as the best settings, or that there was much to choose from. */
  get warnings(): string[] {
    const { name } = this.metrics[0]!;
    const ahead = [...this.baselines].sort((a, b) => this.#merit(b) - this.#merit(a))[0];
    const behind =
      ahead && this.#merit(this.best) <= this.#merit(ahead)
        ? [`Warning: the best settings of ${this.model} are no better than the ${ahead.method} by ${name}.`]
        : [];
    const chosen = this.tried.length > 1 ? [`The best of ${this.tried.length} is also the luckiest: judge it again with other seeds.`] : []; // prettier-ignore
    return [...behind, ...chosen];
  }

  toString(): string {
    const row = (name: string, kind: string, values: TriedSettings['values']): string[] => [
      name,
      kind,
      ...this.metrics.map((metric) => shownSpread(spreadOf(values[metric.name] ?? []))),
    ];
    const rows = [
      ...this.tried.map(({ settings, values }) => row(settingsText(settings), 'model', values)),
      ...this.baselines.map(({ method, values }) => row(method, 'baseline', values)),
    ];
    const header = this.metrics.map(({ name, better }) => (better === 'lower' ? `${name} (lower)` : name));
    const over = this.seeds.length === 1 ? 'one seed' : `mean and standard deviation over ${this.seeds.length} seeds`;
    return [`${this.model} by ${this.task}, ${over}`, textTable(['settings', '', ...header], rows), ...this.warnings].join('\n'); // prettier-ignore
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  #merit({ values }: Pick<TriedSettings, 'values'>): number {
    const { name, better } = this.metrics[0]!;
    const { mean } = spreadOf(values[name] ?? []);
    return Number.isNaN(mean) ? -Infinity : better === 'higher' ? mean : -mean;
  }
}
