import { Table } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import type { GenePair } from '../../graph';
import { benjaminiHochberg } from '../../metrics';
import { checkOptions, number, oneOf } from '../../options';
import { type TableCell, textTable } from '../shared';

/** Lines that a notebook shows. */
const SHOWN = 12;

interface LigandReceptorParts {
  by: string;
  types: readonly string[];
  pairs: readonly GenePair[];
  means: Float64Array;
  pvalues: Float64Array;
  permutations: number;
  threshold: number;
  seed: number;
  notices: readonly string[];
}

/** Which pairs of genes stand out between which cell types. */
export class LigandReceptorResult {
  /** The obs column of the types. */
  readonly by: string;
  readonly types: readonly string[];
  readonly pairs: readonly GenePair[];
  /** The mean of ligand and receptor [pairs, types, types], the type of the ligand before that of the receptor; 0 where one is not expressed. */
  readonly means: Float64Array;
  /** The share of permutations with a larger mean [pairs, types, types]; NaN where too few cells express one of both. 0 is below 1 / permutations. */
  readonly pvalues: Float64Array;
  readonly permutations: number;
  readonly threshold: number;
  readonly seed: number;
  /** Pairs that were left out, and why. */
  readonly notices: readonly string[];

  constructor(parts: LigandReceptorParts) {
    this.by = parts.by;
    this.types = parts.types;
    this.pairs = parts.pairs;
    this.means = parts.means;
    this.pvalues = parts.pvalues;
    this.permutations = parts.permutations;
    this.threshold = parts.threshold;
    this.seed = parts.seed;
    this.notices = parts.notices;
  }

  /**
   * p after Benjamini and Hochberg [pairs, types, types].
   *
   * @param options.over 'pairs': over all pairs of genes, for each two types (squidpy's corr_axis 'clusters', its default); 'types': over all types, for
   *   each pair of genes; 'all': over everything. What was not tested counts as 1, as in squidpy. 'pairs'
   */
  adjusted(options: { over?: 'pairs' | 'types' | 'all' } = {}): Float64Array {
    checkOptions('adjusted', options, { over: oneOf('pairs', 'types', 'all') });
    const width = this.types.length ** 2;
    const groupOf = { pairs: (at: number) => at % width, types: (at: number) => Math.floor(at / width), all: () => 0 };
    const groups: number[][] = [];
    this.pvalues.forEach((_, at) => (groups[groupOf[options.over ?? 'pairs'](at)] ??= []).push(at));
    const out = new Float64Array(this.pvalues.length).fill(NaN);
    for (const members of groups) {
      const adjusted = benjaminiHochberg(members.map((at) => (Number.isNaN(this.pvalues[at]) ? 1 : this.pvalues[at]!)));
      members.forEach((at, i) => {
        if (!Number.isNaN(this.pvalues[at])) out[at] = adjusted[i]!;
      });
    }
    return out;
  }

  /** What was tested, by rising p and falling mean: source, target, from, to, mean, p, adjusted; a row each, at most `rows`. */
  table(options: { rows?: number } = {}): Table {
    checkOptions('table', options, { rows: number(1) });
    const adjusted = this.adjusted();
    const found = Array.from(this.pvalues.keys())
      .filter((at) => !Number.isNaN(this.pvalues[at]))
      .sort((a, b) => this.pvalues[a]! - this.pvalues[b]! || this.means[b]! - this.means[a]! || a - b)
      .slice(0, options.rows ?? 10_000);
    const of = found.map((at) => this.#placeOf(at));
    return new Table(
      of.map(({ pair, from, to }) => `${pair.source}-${pair.target}: ${from} to ${to}`),
      [
        ['source', of.map(({ pair }) => pair.source)],
        ['target', of.map(({ pair }) => pair.target)],
        ['from', of.map(({ from }) => from)],
        ['to', of.map(({ to }) => to)],
        ['mean', Float64Array.from(found, (at) => this.means[at]!)],
        ['p', Float64Array.from(found, (at) => this.pvalues[at]!)],
        ['adjusted', Float64Array.from(found, (at) => adjusted[at]!)],
      ],
    );
  }

  /**
   * How many pairs of genes stand out between two types, rows for ligands, for heatmapView.
   *
   * @param options.below the adjusted p below which a pair counts. 0.05
   */
  counts(options: { below?: number } = {}): { rows: string[]; columns: string[]; values: number[][] } {
    checkOptions('counts', options, { below: number(0, 1) });
    const n = this.types.length;
    const values = this.types.map(() => new Array<number>(n).fill(0));
    this.adjusted().forEach((p, at) => {
      if (p < (options.below ?? 0.05)) values[Math.floor((at % (n * n)) / n)]![at % n]!++;
    });
    return { rows: [...this.types], columns: [...this.types], values };
  }

  toString(): string {
    const table = this.table({ rows: SHOWN });
    const text = (name: string): string[] => (table.get(name) as { values: string[] }).values;
    const numbers = (name: string): Float64Array => (table.get(name) as { values: Float64Array }).values;
    const rows = table.index.map((_, i): TableCell[] => [
      `${text('source')[i]}-${text('target')[i]}`,
      text('from')[i]!,
      text('to')[i]!,
      numbers('mean')[i]!,
      numbers('p')[i] === 0 ? `< ${1 / this.permutations}` : numbers('p')[i]!.toPrecision(2),
      numbers('adjusted')[i]!.toPrecision(2),
    ]);
    const tested = this.pvalues.reduce((count, p) => count + Number(!Number.isNaN(p)), 0);
    return [
      `${this.pairs.length} pairs of genes between ${this.types.length} labels of obs['${this.by}'], ${tested} tests, ${this.permutations} permutations, seed ${this.seed}.`,
      textTable(['pair', 'from', 'to', 'mean', 'p', 'adjusted'], rows),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  #placeOf(at: number): { pair: GenePair; from: string; to: string } {
    const n = this.types.length;
    const both = at % (n * n);
    return { pair: this.pairs[Math.floor(at / (n * n))]!, from: this.types[Math.floor(both / n)]!, to: this.types[both % n]! }; // prettier-ignore
  }
}
