import { deviation, mean } from '../../statistics';
import { textTable } from '../shared/textTable';

/** How clusters of one section agree with its regions. */
export interface DomainScore {
  /** The vectors: an entry of obsm, or a baseline. */
  readonly method: string;
  readonly algorithm: 'k-means' | 'Leiden';
  readonly section: string;
  readonly seed: number;
  /** Clusters found; Leiden may miss the number of regions. */
  readonly clusters: number;
  readonly ari: number;
  readonly nmi: number;
}

/** What spatialDomains found; shows itself as a table. */
export class SpatialDomains {
  readonly scores: readonly DomainScore[];
  readonly labels: string;
  readonly seeds: readonly number[];

  constructor(parts: Pick<SpatialDomains, 'scores' | 'labels' | 'seeds'>) {
    this.scores = parts.scores;
    this.labels = parts.labels;
    this.seeds = parts.seeds;
  }

  /** Mean and standard deviation over seeds of the mean over sections. */
  spread(
    method: string,
    algorithm: DomainScore['algorithm'],
    name: 'ari' | 'nmi',
  ): { mean: number; deviation: number } {
    const means = this.seeds.map((seed) => {
      const own = this.scores.filter((s) => s.method === method && s.algorithm === algorithm && s.seed === seed);
      return own.reduce((sum, score) => sum + score[name], 0) / own.length;
    });
    return { mean: mean(means), deviation: deviation(means) };
  }

  /** Names of the vectors, the given ones first. */
  get methods(): string[] {
    return [...new Set(this.scores.map(({ method }) => method))];
  }

  /** Baselines that agree as well, in sentences. */
  get warnings(): string[] {
    const [own, ...others] = this.methods;
    const ari = (method: string, algorithm: DomainScore['algorithm']): number =>
      this.spread(method, algorithm, 'ari').mean;
    const ahead = (['k-means', 'Leiden'] as const).flatMap((algorithm) =>
      others
        .filter((method) => ari(method, algorithm) >= ari(own!, algorithm))
        .map((method) => `${method} (${algorithm})`),
    );
    return ahead.length > 0 ? [`Warning: by ARI ${own} is behind or equal: ${ahead.join(', ')}.`] : [];
  }

  toString(): string {
    const shown = ({ mean, deviation }: { mean: number; deviation: number }): string =>
      Number.isNaN(deviation) ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
    const rows = this.methods.flatMap((method) =>
      (['k-means', 'Leiden'] as const).map((algorithm) => [
        method,
        algorithm,
        shown(this.spread(method, algorithm, 'ari')),
        shown(this.spread(method, algorithm, 'nmi')),
      ]),
    );
    const sections = new Set(this.scores.map(({ section }) => section)).size;
    return [
      `Clusters against obs["${this.labels}"], ${sections} ${sections === 1 ? 'section' : 'sections'}, ${this.seeds.length} seeds; the number of regions is given, no label is learned.`,
      textTable(['', '', 'ARI', 'NMI'], rows),
      ...this.warnings,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
