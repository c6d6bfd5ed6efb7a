import { displayBundle } from '../../data/htmlDisplay';
import { categorical, type AnnData } from '../../data';
import { studentInterval } from '../../metrics/interval';
import { textTable } from '../shared/textTable';
import type { NamedTable } from '../tokens/tokenDictionaryResult';
import type { Estimate, LabelChange, NamedLabels, NamedNumbers, PerturbationSummary, PerturbationRun } from './summary';
import { describeChange, percent, points } from './words';

type Condition = 'measured' | 'before' | 'after' | 'control';

/** A share that differs by so much from the measured one, before anything changed, is a notice (ours). */
const GROSS = 0.2;

/** Types with fewer watched cells say nothing about their share (ours). */
const FEWEST = 5;

/** What perturb found; shows itself as text. */
export class Perturbation {
  constructor(readonly summary: PerturbationSummary) {}

  /** Every token or type, those that differ most between change and control first. Tokens are those of the first model. */
  get changes(): LabelChange[] {
    const runs = this.#comparable();
    const labels = [...new Set(runs.flatMap((run) => [...(run.measured ?? []), ...run.before, ...run.after, ...run.control]))]; // prettier-ignore
    const counts = runs.map((run) => countsOf(run));
    const share = (run: number, condition: Condition, label: string): number =>
      (counts[run]![condition].get(label) ?? 0) / runs[run]!.watched.length;
    const estimate = (label: string, a: Condition, b: Condition): Estimate =>
      this.#estimate(runs, (run) => share(run, a, label) - share(run, b, label));
    const mean = (label: string, condition: Condition): number =>
      this.#estimate(runs, (run) => share(run, condition, label)).mean;
    return labels
      .map((label) => ({
        label,
        measured: mean(label, 'measured'),
        before: mean(label, 'before'),
        after: estimate(label, 'after', 'before'),
        control: estimate(label, 'control', 'before'),
        beyondControl: estimate(label, 'after', 'control'),
        ...(runs[0]!.averaged && {
          averaged: this.#estimate(runs, (run) => averagedDifference(runs[run]!, label)),
        }),
      }))
      .sort((a, b) => Math.abs(b.beyondControl.mean) - Math.abs(a.beyondControl.mean) || (a.label < b.label ? -1 : 1));
  }

  /** What a reader has to know: what the trainings of the models warned of, and types that are drawn far from measured before any change. */
  get notices(): string[] {
    if (this.summary.readOut !== 'cell type') return [...this.summary.notices];
    const apart = this.changes
      .filter(({ measured, before }) => Math.abs(before - measured) >= GROSS)
      .sort((a, b) => Math.abs(b.before - b.measured) - Math.abs(a.before - a.measured));
    const drawn = apart.slice(0, 3).map(({ label, measured, before }) => `${percent(before)} ${label}, measured ${percent(measured)}`); // prettier-ignore
    return [
      ...this.summary.notices,
      ...(apart.length === 0 ? [] : [`Warning: already before the change, with nothing done, the model draws another tissue than was measured (${drawn.join('; ')}): what it says of the change is not of this tissue.`]), // prettier-ignore
    ];
  }

  /** For barsView: percentage points by which the shares that move most differ from before, change and control. */
  get bars(): { groups: string[]; series: Record<string, { values: number[]; low: number[]; high: number[] }> } {
    const changes = this.changes.slice(0, 8);
    const of = (which: 'after' | 'control') => ({
      values: changes.map((change) => 100 * change[which].mean),
      low: changes.map((change) => 100 * change[which].low),
      high: changes.map((change) => 100 * change[which].high),
    });
    return { groups: changes.map(({ label }) => label), series: { change: of('after'), control: of('control') } };
  }

  /** Share of the watched cells whose token or type is another than before. */
  get moved(): { change: Estimate; control: Estimate } {
    const { runs } = this.summary;
    return {
      change: this.#estimate(runs, (run) => movedShare(runs[run]!, 'after')),
      control: this.#estimate(runs, (run) => movedShare(runs[run]!, 'control')),
    };
  }

  /** For barsView: by type of the watched cells, the share that moved; types of 5 cells or more, over all runs. */
  movedByType(): { groups: string[]; series: { change: number[]; control: number[] } } {
    const { types, runs } = this.summary;
    const tally = new Map<string, { cells: number; change: number; control: number }>();
    for (const run of runs) {
      run.watched.forEach((cell, at) => {
        const type = types?.[cell] ?? 'no type';
        const sum = tally.get(type) ?? { cells: 0, change: 0, control: 0 };
        sum.cells++;
        if (run.after[at] !== run.before[at]) sum.change++;
        if (run.control[at] !== run.before[at]) sum.control++;
        tally.set(type, sum);
      });
    }
    const groups = [...tally].filter(([, { cells }]) => cells >= FEWEST).sort(([, a], [, b]) => b.cells - a.cells);
    return {
      groups: groups.map(([type, { cells }]) => `${type} (${cells})`),
      series: {
        change: groups.map(([, { cells, change }]) => change / cells),
        control: groups.map(([, { cells, control }]) => control / cells),
      },
    };
  }

  /**
   * From which token or type (rows) to which (columns) watched cells went, in cells, over the runs of the first model; those that
   * kept theirs are left out. SQUINT, figure 5e.
   *
   * @param most rows and columns, the most frequent ones
   */
  transitions(condition: 'after' | 'control' = 'after', most = 25): NamedTable {
    const counts = new Map<string, Map<string, number>>();
    for (const run of this.#comparable()) {
      run.before.forEach((from, at) => {
        const to = run[condition][at]!;
        if (from === to) return;
        const row = counts.get(from) ?? new Map<string, number>();
        counts.set(from, row.set(to, (row.get(to) ?? 0) + 1));
      });
    }
    const arriving = new Map<string, number>();
    for (const row of counts.values()) for (const [to, n] of row) arriving.set(to, (arriving.get(to) ?? 0) + n);
    const leaving = new Map([...counts].map(([from, row]) => [from, [...row.values()].reduce((a, b) => a + b, 0)]));
    const [rows, columns] = [mostOf(leaving, most), mostOf(arriving, most)];
    return { rows, columns, values: rows.map((from) => columns.map((to) => counts.get(from)!.get(to) ?? 0)) };
  }

  /** Token or type of the cells watched in the first run, in one condition. */
  labels(condition: 'before' | 'after' | 'control'): NamedLabels {
    const [run] = this.summary.runs;
    const values = Array<string | null>(this.summary.adata.nObs).fill(null);
    run!.watched.forEach((cell, at) => (values[cell] = run![condition][at]!));
    return { name: condition, values };
  }

  /** How far the cells watched in the first run moved, after the change or in the control. */
  shift(condition: 'after' | 'control' = 'after'): NamedNumbers {
    const [run] = this.summary.runs;
    const values = Array<number>(this.summary.adata.nObs).fill(NaN);
    const moved = condition === 'after' ? run!.shift : run!.controlShift;
    run!.watched.forEach((cell, at) => (values[cell] = moved[at]!));
    return { name: condition === 'after' ? 'shift' : 'shift in the control', values };
  }

  /**
   * The tissue of the first run; obs has what was read of its cells: `before`, `after`, `control` (with the same categories, so
   * that colors are the same), `measured` where the read-out is the cell type, and `shift`. Cells that were not watched have none.
   */
  get example(): AnnData {
    const { adata, runs } = this.summary;
    const [run] = runs;
    const seen = adata.with({ obsp: [] }).subset({ obs: run!.field });
    const place = new Map(Array.from(run!.watched, (cell, at) => [cell, at]));
    const conditions = (['measured', 'before', 'after', 'control'] as const).filter((condition) => run![condition]);
    const categories = [...new Set(conditions.flatMap((condition) => run![condition]!))].sort(inOrder);
    const rows = Array.from(run!.field, (cell) => place.get(cell));
    for (const condition of conditions) {
      const labels = rows.map((at) => (at === undefined ? null : run![condition]![at]!));
      seen.obs.set(condition, categorical(labels, { categories }));
    }
    seen.obs.set(
      'shift',
      Float64Array.from(rows, (at) => (at === undefined ? NaN : run!.shift[at]!)),
    );
    return seen;
  }

  toString(): string {
    const { readOut, controlWords, models, runs } = this.summary;
    const { change, control } = this.moved;
    const rows = this.changes
      .slice(0, 10)
      .map((each) => [
        each.label,
        ...(readOut === 'cell type' ? [percent(each.measured)] : []),
        percent(each.before),
        points(each.after),
        points(each.control),
        points(each.beyondControl),
        ...(each.averaged ? [points(each.averaged)] : []),
      ]);
    const before = readOut === 'cell type' ? ['measured', 'before'] : ['before'];
    const averages = readOut === 'cell type' ? ['by plain averages'] : [];
    return [
      describeChange(this.summary),
      `Control: ${controlWords}.`,
      `Another ${readOut} than before: ${percent(change.mean)} of the cells that are looked at; in the control ${percent(control.mean)}.`,
      textTable([readOut, ...before, 'after', 'control', 'after less control', ...averages], rows),
      ...(averages.length > 0 ? ['By plain averages: after less control, had the mean of the cells within reach answered in place of the model.'] : []), // prettier-ignore
      `Shares are of the cells that are looked at, differences in points${intervalWords(models.length, runs.length)}.`,
      'This is what the model makes of neighbors that it saw together. No cell responded to anything.',
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  /** Runs whose labels mean the same: types of all models, tokens of the first. */
  #comparable(): readonly PerturbationRun[] {
    const { runs, readOut } = this.summary;
    return readOut === 'cell type' ? runs : runs.filter(({ model }) => model === runs[0]!.model);
  }

  /** Over models where there are several, each with the mean of its runs; else over runs. */
  #estimate(runs: readonly PerturbationRun[], of: (run: number) => number): Estimate {
    const byModel = new Map<number, number[]>();
    runs.forEach(({ model }, at) => byModel.set(model, [...(byModel.get(model) ?? []), of(at)]));
    const groups = [...byModel.values()];
    if (groups.length === 1) return studentInterval(groups[0]!);
    return studentInterval(groups.map((values) => values.reduce((a, b) => a + b, 0) / values.length));
  }
}

function countsOf(run: PerturbationRun): Record<Condition, Map<string, number>> {
  const count = (labels: readonly string[] = []): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  };
  return { measured: count(run.measured), before: count(run.before), after: count(run.after), control: count(run.control) }; // prettier-ignore
}

/** Share of a type after the change less that in the control, as plain averages have it. */
function averagedDifference({ averaged, watched }: PerturbationRun, label: string): number {
  const share = (labels: readonly string[]): number => labels.filter((each) => each === label).length / watched.length;
  return share(averaged!.after) - share(averaged!.control);
}

function movedShare(run: PerturbationRun, condition: 'after' | 'control'): number {
  return run.before.filter((label, at) => run[condition][at] !== label).length / run.before.length;
}

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

function mostOf(counts: ReadonlyMap<string, number>, most: number): string[] {
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || inOrder(a, b))
    .slice(0, most)
    .map(([name]) => name)
    .sort(inOrder);
}

function intervalWords(models: number, runs: number): string {
  if (runs < 2) return '';
  return models > 1 ? `, with 95% intervals over ${models} trained models` : `, with 95% intervals over ${runs} draws of one trained model`; // prettier-ignore
}
