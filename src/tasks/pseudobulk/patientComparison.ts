import type { Table } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { TissuebookError } from '../../errors';
import { textTable } from '../shared';

/** Genes of each table that a notebook shows. */
const SHOWN = 5;

interface PatientParts {
  group: string;
  contrast: readonly [string, string];
  method: 'wilcoxon' | 't-test';
  scale: 'log-cpm' | 'as-is';
  tables: ReadonlyMap<string, Table>;
  notices: readonly string[];
}

/** Which genes differ between two groups of patients. */
export class PatientComparison {
  /** The obs column of the groups. */
  readonly group: string;
  /** The first against the second. */
  readonly contrast: readonly [string, string];
  readonly method: 'wilcoxon' | 't-test';
  readonly scale: 'log-cpm' | 'as-is';
  /**
   * For each label that was tested a row for each gene, by rising p: mean, mean_other (of the second group), difference, statistic (U or t), p, adjusted. NaN for
   * genes that are the same in all patients.
   */
  readonly tables: ReadonlyMap<string, Table>;
  /** What could not be tested, and what so few patients cannot tell. */
  readonly notices: readonly string[];

  constructor(parts: PatientParts) {
    this.group = parts.group;
    this.contrast = parts.contrast;
    this.method = parts.method;
    this.scale = parts.scale;
    this.tables = parts.tables;
    this.notices = parts.notices;
  }

  /** The table of a label; of the only one unless named. @throws TissuebookError 'missing-key' */
  table(label?: string): Table {
    const found = label === undefined && this.tables.size === 1 ? [...this.tables.values()][0] : this.tables.get(label ?? ''); // prettier-ignore
    if (found) return found;
    throw new TissuebookError('missing-key', `table: there is no table of "${label ?? ''}".`, {
      argument: 'label',
      found: label,
      advice: `There are: ${[...this.tables.keys()].join(', ')}.`,
    });
  }

  toString(): string {
    const numbers = (table: Table, name: string): Float64Array => (table.get(name) as { values: Float64Array }).values;
    const rows = [...this.tables].flatMap(([label, table]) =>
      table.index
        .slice(0, SHOWN)
        .map((gene, i) => [
          label,
          gene,
          numbers(table, 'difference')[i],
          ...['p', 'adjusted'].map((name) => numbers(table, name)[i].toPrecision(2)),
        ]),
    );
    const test = this.method === 'wilcoxon' ? 'rank-sum test' : "Welch's t-test";
    return [
      `${this.contrast.join(' against ')} of obs['${this.group}'] over patients, ${test}, ${this.scale}.`,
      textTable(['tested in', 'gene', 'difference', 'p', 'adjusted'], rows),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
