import { numericArray, type Uns, type UnsValue } from '../../data';
import type { TrainingReport } from '../../engine';
import type { FitResult, Steering } from '../contract';
import type { Progress } from './fitModel';

/** What every result of a training holds. */
export interface RunSummary<C extends object> {
  readonly config: C;
  /** Cells trained on. */
  readonly cells: number;
  readonly epochs: number;
  readonly ending: Progress['ending'];
  /** Loss terms of the first and of the last step. */
  readonly first: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
  /** What a person did to the training while looking at it; absent where nobody did. */
  readonly steering?: Steering;
}

/** What a run that has just ended says of itself. @param cells that were trained on */
export function runSummary<C extends object>(config: C, cells: number, progress: Progress): RunSummary<C> {
  const { epochs, ending, reports, notices, steering } = progress;
  return {
    config,
    cells,
    epochs,
    ending,
    first: reports[0]?.losses ?? {},
    last: reports.at(-1)?.losses ?? {},
    notices,
    ...(steering && { steering }),
  };
}

/** What a training run found out; shows itself as text. A model adds what it has to say. */
export abstract class RunResult<S extends RunSummary<object>> implements FitResult {
  /** @param summary the same, as plain data */
  constructor(readonly summary: S) {}

  /** What speaks against using the model, in sentences; empty when nothing does. */
  abstract get warnings(): string[];

  get notices(): readonly string[] {
    return [...this.summary.notices, ...this.warnings];
  }

  toString(): string {
    return [...this.lines(), ...this.notices].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  /** What stands above the notices. */
  protected abstract lines(): string[];
}

/** One line on the loss, for a result's text. */
export const lossLine = ({ first, last }: Pick<RunSummary<object>, 'first' | 'last'>): string =>
  `Loss: ${first.loss?.toFixed(3)} at the first step, ${last.loss?.toFixed(3)} at the last.`;

/**
 * The entry of uns that a training writes: configuration, epochs, ending, loss curves, notices, and what the model adds.
 *
 * @param more further entries: plain values, records of numbers, arrays
 */
export function runUns<C extends object>(
  { config, epochs, ending, notices, steering }: RunSummary<C>,
  reports: readonly TrainingReport[],
  more: Readonly<Record<string, UnsValue>>,
): Uns {
  const terms = Object.keys(reports[0]?.losses ?? {});
  const curves = terms.map((term): [string, UnsValue] => [
    term,
    numericArray(Float32Array.from(reports, (report) => report.losses[term] ?? NaN)),
  ]);
  return new Map<string, UnsValue>([
    ['config', new Map<string, UnsValue>(Object.entries(config) as [string, UnsValue][])],
    ...Object.entries(more),
    ['epochs', epochs],
    ['ending', ending],
    ...(notices.length > 0 ? [['notices', notices.join('\n')] as [string, UnsValue]] : []),
    ...(steering ? [['steering', JSON.stringify(steering)] as [string, UnsValue]] : []),
    ['losses', new Map(curves)],
  ]);
}

/** A record of numbers as an entry of uns. */
export const numbersUns = (record: object | undefined): Uns =>
  new Map(Object.entries(record ?? {}) as [string, UnsValue][]);
