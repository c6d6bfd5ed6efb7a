import { displayBundle } from '../../data/htmlDisplay';
import { textTable } from '../shared/textTable';

/** Clusters at one resolution, and how they agree with the labels. */
export interface SweepStep {
  readonly resolution: number;
  readonly clusters: number;
  /** Adjusted Rand index. */
  readonly ari: number;
  /** Normalized mutual information. */
  readonly nmi: number;
}

/** All resolutions of one kind of vectors. */
export interface SweptVectors {
  readonly method: string;
  /** By resolution, from the smallest. */
  readonly steps: readonly SweepStep[];
}

/** What clusterSweep found; shows itself as a table. */
export class ClusterSweep {
  /** The asked vectors first, then the baseline. */
  readonly swept: readonly SweptVectors[];
  /** The resolution that was chosen without a look at the labels. */
  readonly fixed: number;
  readonly labels: string;
  /** Cells with a label. */
  readonly cells: number;
  /** Different labels. */
  readonly kinds: number;
  readonly seed: number;

  constructor(parts: Pick<ClusterSweep, 'swept' | 'fixed' | 'labels' | 'cells' | 'kinds' | 'seed'>) {
    this.swept = parts.swept;
    this.fixed = parts.fixed;
    this.labels = parts.labels;
    this.cells = parts.cells;
    this.kinds = parts.kinds;
    this.seed = parts.seed;
  }

  /** The step of the best agreement, which the labels themselves chose. @param at place in `swept` */
  best(by: 'ari' | 'nmi', at = 0): SweepStep {
    return this.swept[at]!.steps.reduce((best, step) => (step[by] > best[by] ? step : best));
  }

  /** The step of the fixed resolution. @param at place in `swept` */
  atFixed(at = 0): SweepStep {
    return this.swept[at]!.steps.find(({ resolution }) => resolution === this.fixed)!;
  }

  /** What speaks against the vectors that were asked, in sentences; empty when nothing does. */
  get warnings(): string[] {
    const beside = this.swept[1];
    if (!beside) return [];
    return (['ari', 'nmi'] as const).flatMap((by) => {
      const ahead = [
        ...(this.best(by, 1)[by] >= this.best(by)[by] ? ['at the best resolution of each'] : []),
        ...(this.atFixed(1)[by] >= this.atFixed()[by] ? [`at resolution ${this.fixed}`] : []),
      ];
      if (ahead.length === 0) return [];
      return [`Warning: ${beside.method} agree as well or better ${ahead.join(' and ')} (${by.toUpperCase()}).`];
    });
  }

  toString(): string {
    const shown = ({ resolution, clusters }: SweepStep): string => `${resolution}: ${clusters} clusters`;
    const rows = this.swept.map(({ method }, at) => {
      const [ari, nmi, fixed] = [this.best('ari', at), this.best('nmi', at), this.atFixed(at)];
      return [method, ari.ari, shown(ari), nmi.nmi, shown(nmi), fixed.ari, fixed.nmi, String(fixed.clusters)];
    });
    const count = this.swept[0]!.steps.length;
    return [
      `${this.cells} cells with ${this.kinds} labels of obs["${this.labels}"], Leiden at ${count} resolutions (seed ${this.seed}).`,
      textTable(
        ['', 'best ARI', 'at', 'best NMI', 'at', `ARI at ${this.fixed}`, `NMI at ${this.fixed}`, 'clusters'],
        rows,
      ),
      'The best is chosen by the labels themselves: it bounds what a user without labels would find.',
      ...this.warnings,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
