import { textTable } from '../shared/textTable';

/** How well labels are named with a few cells of each. */
export interface FewShotScore {
  readonly method: string;
  /** Cells of each label that were shown. */
  readonly shot: number;
  readonly seed: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
}

/** What fewShot found; shows itself as a table. */
export class FewShot {
  readonly scores: readonly FewShotScore[];
  readonly labels: string;
  readonly shots: readonly number[];
  readonly seeds: readonly number[];
  readonly notices: readonly string[];

  constructor(parts: Pick<FewShot, 'scores' | 'labels' | 'shots' | 'seeds' | 'notices'>) {
    this.scores = parts.scores;
    this.labels = parts.labels;
    this.shots = parts.shots;
    this.seeds = parts.seeds;
    this.notices = parts.notices;
  }

  /** Names of the vectors, the given ones first. */
  get methods(): string[] {
    return [...new Set(this.scores.map(({ method }) => method))];
  }

  /** Mean over seeds; NaN where nothing was shown. */
  mean(method: string, shot: number, name: 'accuracy' | 'balancedAccuracy' = 'balancedAccuracy'): number {
    const own = this.scores.filter((score) => score.method === method && score.shot === shot);
    return own.reduce((sum, score) => sum + score[name], 0) / own.length;
  }

  toString(): string {
    const shots = this.shots.filter((shot) => this.scores.some((score) => score.shot === shot));
    return [
      `obs["${this.labels}"] from a few cells of each label (ours), balanced accuracy on held-out cells, mean over ${this.seeds.length} draws.`,
      textTable(
        ['', ...shots.map((shot) => `${shot} shown`)],
        this.methods.map((method) => [method, ...shots.map((shot) => this.mean(method, shot))]),
      ),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
