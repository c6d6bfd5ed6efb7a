import { writeFile } from 'node:fs/promises';
import type { DenseMatrix } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { studentInterval } from '../../metrics/interval';
import { mean } from '../../statistics';
import { textTable } from '../shared/textTable';
import { type CellMaps, type CellReadout, mapsOf } from './cellMaps';
import { csvOf } from './csv';
import type { CellPerturbationSummary, GeneResponse } from './summary';
import { responseWords, signed, withInterval } from './words';

/** Said where genes, or sets with some, have the role 'control'. */
const CONTROL_GENES =
  'Genes marked (control) were changed in the control, in place of those marked (changed): their change less control speaks of the control alone, and they stand last.';

/** What perturbCells found; shows itself as text. */
export class CellPerturbation {
  #genes: GeneResponse[] | undefined;
  #sets: GeneResponse[] | undefined;

  constructor(readonly summary: CellPerturbationSummary) {}

  /** Every gene, those that go furthest beyond the control first; genes of the control last. */
  get genes(): readonly GeneResponse[] {
    const { genes } = this.summary;
    return (this.#genes ??= this.#responses(genes.map((name, at) => ({ name, columns: [at] }))));
  }

  /** Every set of which two genes or more are known, by the mean of its genes. */
  get sets(): readonly GeneResponse[] {
    if (this.#sets) return this.#sets;
    const column = new Map(this.summary.genes.map((name, at) => [name, at]));
    const known = [...this.summary.sets].map(([name, genes]) => ({ name, columns: genes.map((gene) => column.get(gene)!) })); // prettier-ignore
    return (this.#sets = this.#responses(known.filter(({ columns }) => columns.length > 1)));
  }

  /**
   * What the maps show of each cell within reach.
   *
   * @param readout a gene, the mean of a set, or, with neither, how far the cell moved (root mean square over the genes)
   * @throws TissuebookError 'missing-key'
   */
  maps(readout: CellReadout = {}): CellMaps {
    return mapsOf(this.summary, readout);
  }

  /** All genes and sets as CSV: one a line, with means over the cells within reach. */
  toCsv(): string {
    return csvOf(this.genes, this.sets);
  }

  /** Writes that table into a file. */
  async writeCsv(path: string): Promise<void> {
    await writeFile(path, this.toCsv());
  }

  toString(): string {
    const { readings, controlWords, notices } = this.summary;
    const row = ({ name, role, change, control, beyondControl, averaged }: GeneResponse): string[] => [
      role ? `${name} (${role})` : name,
      signed(change),
      signed(control),
      withInterval(beyondControl),
      signed(averaged),
    ];
    const header = (what: string): string[] => [what, 'change', 'control', 'change less control', 'by plain averages'];
    const interval = readings.length > 1 ? `95% intervals over ${readings.length} trainings` : 'no intervals: one training alone'; // prettier-ignore
    return [
      responseWords(this.summary),
      ...(controlWords === '' ? [] : [`Control: ${controlWords}.`]),
      textTable(header('gene'), this.genes.slice(0, 10).map(row)),
      ...(this.sets.length > 0 ? [textTable(header('set'), this.sets.slice(0, 5).map(row))] : []),
      ...(this.genes.some(({ role }) => role === 'control') ? [CONTROL_GENES] : []),
      `Means over the cells within reach, in the unit of the model's values; ${interval}.`,
      'By plain averages: change less control, had the mean of the cells around answered in place of the model.',
      'This is what the model makes of neighbors that it saw together. No cell responded to anything, and what was inferred changes no further cells.',
      ...notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  #responses(asked: readonly { name: string; columns: readonly number[] }[]): GeneResponse[] {
    const trainings = this.summary.readings.map(({ before, after, control, averaged }) => ({
      ...{ before: columnMeans(before), after: columnMeans(after), control: columnMeans(control) },
      averaged: difference(columnMeans(averaged.after), columnMeans(averaged.control)),
    }));
    const over = (of: (training: (typeof trainings)[number]) => Float64Array, columns: readonly number[]): number[] =>
      trainings.map((training) => meanAt(of(training), columns));
    const { changedGenes, controlGenes, genes } = this.summary;
    const roleOf = (columns: readonly number[]): GeneResponse['role'] => {
      if (columns.some((column) => controlGenes.has(genes[column]!))) return 'control';
      return columns.some((column) => changedGenes.has(genes[column]!)) ? 'changed' : undefined;
    };
    const last = ({ role }: GeneResponse): number => (role === 'control' ? 1 : 0);
    return asked
      .map(({ name, columns }): GeneResponse => {
        const [before, after, control] = [
          over((each) => each.before, columns),
          over((each) => each.after, columns),
          over((each) => each.control, columns),
        ];
        return {
          name,
          role: roleOf(columns),
          change: mean(after.map((value, at) => value - before[at]!)),
          control: mean(control.map((value, at) => value - before[at]!)),
          beyondControl: studentInterval(after.map((value, at) => value - control[at]!)),
          averaged: mean(over((each) => each.averaged, columns)),
        };
      })
      .sort(
        (a, b) =>
          last(a) - last(b) ||
          Math.abs(b.beyondControl.mean) - Math.abs(a.beyondControl.mean) ||
          (a.name < b.name ? -1 : 1),
      );
  }
}

function columnMeans({ rows, columns, values }: DenseMatrix): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < values.length; at++) means[at % columns]! += values[at]! / rows;
  return means;
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - b[at]!);

function meanAt(values: Float64Array, columns: readonly number[]): number {
  let sum = 0;
  for (const column of columns) sum += values[column]!;
  return sum / columns.length;
}
