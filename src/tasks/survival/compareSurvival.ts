import { displayBundle } from '../../data/htmlDisplay';
import { type Table, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { kaplanMeier, logRank } from '../../metrics';
import type { TableColumnName } from '../../names';
import { anything, checkOptions, text } from '../../options';

export interface CompareSurvivalOptions {
  /** Column with the time until the event or the end of observation. */
  time: TableColumnName;
  /** Column with 1 where the event happened, 0 where observation ended before. */
  event: TableColumnName;
  /** The group of a patient, by row name of the table; patients without one are left out. */
  groups: Readonly<Record<string, string>>;
}

/** A survival curve as curveView takes it. */
export interface SurvivalLine {
  x: number[];
  y: number[];
  low: number[];
  high: number[];
}

/**
 * Survival of groups of patients: Kaplan-Meier curves with 95% intervals, and the log-rank test of their difference.
 *
 * @param patients a row for each patient, named as in `groups`
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (fewer than two groups, a column without numbers)
 */
export function compareSurvival(patients: Table, options: CompareSurvivalOptions): SurvivalComparison {
  checkOptions('compareSurvival', options, { time: text, event: text, groups: anything });
  const [times, events] = [options.time, options.event].map((name) => numbersOf(patients, name)) as [
    number[],
    number[],
  ];
  const group = patients.index.map((name) => (Object.hasOwn(options.groups, name) ? options.groups[name]! : undefined));
  const rows = [...group.keys()].filter((row) => group[row] !== undefined && Number.isFinite(times[row]!));
  const names = [...new Set(rows.map((row) => group[row]!))].sort();
  if (names.length < 2) {
    throw new TissuebookError(
      'invalid-argument',
      `compareSurvival: the patients are in ${names.length || 'no'} group.`,
      {
        argument: 'groups',
        found: names,
        advice: 'Give at least two groups, by the names of the rows.',
      },
    );
  }
  const of = (list: readonly number[], name?: string): number[] =>
    rows.filter((row) => name === undefined || group[row] === name).map((row) => list[row]!);
  const test = logRank(
    of(times),
    of(events),
    rows.map((row) => group[row]!),
  );
  const curves = names.map((name) => {
    const [own, happened] = [of(times, name), of(events, name)];
    const steps = kaplanMeier(own, happened);
    return {
      name,
      patients: own.length,
      events: happened.reduce((a, b) => a + b, 0),
      line: {
        x: steps.map(({ time }) => time),
        y: steps.map(({ survival }) => survival),
        low: steps.map(({ lower }) => lower),
        high: steps.map(({ upper }) => upper),
      },
    };
  });
  return new SurvivalComparison(curves, test.statistic, test.p);
}

function numbersOf(table: Table, name: string): number[] {
  const column = table.get(name);
  if (column.kind === 'numeric' || column.kind === 'boolean') {
    return valuesOf(column).map((value) => (value === null ? NaN : Number(value)));
  }
  throw new TissuebookError('invalid-argument', `compareSurvival: the column "${name}" holds no numbers.`, {
    argument: name,
    found: column.kind,
  });
}

/** What compareSurvival found; shows itself as text. */
export class SurvivalComparison {
  constructor(
    readonly groups: readonly { name: string; patients: number; events: number; line: SurvivalLine }[],
    /** Chi-squared of the log-rank test. */
    readonly statistic: number,
    readonly p: number,
  ) {}

  /** The curves by group, as curveView takes them: `curveView(found.lines, { step: true })`. */
  get lines(): Record<string, SurvivalLine> {
    return Object.fromEntries(this.groups.map(({ name, line }) => [name, line]));
  }

  toString(): string {
    const groups = this.groups.map(({ name, patients, events }) => `${name}: ${patients} patients, ${events} events`);
    return `${groups.join('; ')}. Log-rank test: chi-squared ${this.statistic.toFixed(2)}, p = ${this.p.toPrecision(2)}.`;
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
