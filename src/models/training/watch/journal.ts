import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Intervention } from '../../../protocol';
import { TissuebookError } from '../../../errors';
import { isIntervention } from './steeringMarks';

/** An intervention with its cells, by number in the data. */
export interface Marked {
  readonly what: Intervention;
  readonly cells: Int32Array;
}

/** Larger files are not read (ours): a thousand lassos of ten thousand cells. */
const FILE_LIMIT = 2 ** 28;
const VERSION = 1;

/** Where the interventions of a run with this run file are kept. */
export const journalPath = (checkpoint: string): string => `${checkpoint}.steering.json`;

/**
 * The interventions of a run in a file beside its run file. Each is on the disk before it changes anything, so that a run whose kernel
 * was killed repeats it at the same step.
 */
export class Journal {
  constructor(
    readonly path: string,
    /** What tells the run's model and data from others: see fingerprint(). */
    readonly identity: string,
  ) {}

  /**
   * What was done to the run so far, in the order of the steps.
   * @param nObs cells of the data
   * @throws TissuebookError 'checkpoint-mismatch' (of another run), 'corrupt', 'too-large'
   */
  read(nObs: number): Marked[] {
    if (!existsSync(this.path)) return [];
    const { size } = statSync(this.path);
    if (size > FILE_LIMIT) throw this.#wrong('too-large', `is too large (${size} bytes) for a list of interventions`);
    let found: unknown;
    try {
      found = JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (cause) {
      throw this.#wrong('corrupt', 'is damaged', cause);
    }
    const { version, run, list } = (found ?? {}) as Record<string, unknown>;
    if (version !== VERSION || run !== this.identity) {
      throw this.#wrong('checkpoint-mismatch', 'holds the interventions of another run');
    }
    const entries = Array.isArray(list) ? list.map((each) => readEntry(each, nObs)) : [undefined];
    if (entries.includes(undefined)) throw this.#wrong('corrupt', 'is damaged');
    return entries as Marked[];
  }

  /** Replaces the file, whole or not at all, and waits until it is on the disk. */
  write(list: readonly Marked[]): void {
    const entries = list.map(({ what, cells }) => ({ ...what, marked: [...cells] }));
    const text = JSON.stringify({ version: VERSION, run: this.identity, list: entries });
    const file = openSync(`${this.path}.new`, 'w');
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${this.path}.new`, this.path);
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  #wrong(kind: 'too-large' | 'corrupt' | 'checkpoint-mismatch', what: string, cause?: unknown): TissuebookError {
    return new TissuebookError(kind, `"${this.path}" ${what}.`, {
      argument: 'checkpoint',
      found: this.path,
      advice: 'Name another run file, or remove both to begin anew.',
      cause,
    });
  }
}

function readEntry(found: unknown, nObs: number): Marked | undefined {
  const { marked, ...what } = (found ?? {}) as Record<string, unknown>;
  const isCell = (cell: unknown): boolean => Number.isInteger(cell) && Number(cell) >= 0 && Number(cell) < nObs;
  if (!isIntervention(what) || !Array.isArray(marked) || !marked.every(isCell)) return undefined;
  return { what, cells: Int32Array.from(marked as number[]) };
}
