import { TissuebookError } from '../../errors';

/** Columns of a table that is read batch by batch. */
export interface WantedColumns {
  numbers: readonly string[];
  texts: readonly string[];
  /** Rows outside of these ranges are not needed: batches without any others may be left out. */
  within?: Readonly<Record<string, readonly [number, number]>>;
}

/** Some rows of a table. */
export interface Batch {
  rows: number;
  /** [rows] each; NaN where there is no number. */
  numbers: ReadonlyMap<string, Float64Array>;
  /** [rows] each: places in the `labels` of the table; -1 where there is no text. */
  texts: ReadonlyMap<string, Int32Array>;
}

/** A table that is never whole in memory. */
export interface TableBatches {
  /** The file, for messages. */
  name: string;
  columns: readonly string[];
  /** The different texts of each column of text, in the order in which they came; grows while batches are read. */
  labels: ReadonlyMap<string, readonly string[]>;
  /** Once. @throws TissuebookError 'missing-key' (no such column), 'corrupt', 'too-large' */
  read(wanted: WantedColumns): AsyncGenerator<Batch>;
  close(): Promise<void>;
}

export interface BatchLimits {
  /** Memory in bytes that one batch may take. */
  maxBytes: number;
  maxSeconds: number;
}

/** @throws TissuebookError 'missing-key' for a column that a table does not have */
export function requireColumns({ name, columns }: Pick<TableBatches, 'name' | 'columns'>, wanted: WantedColumns): void {
  const missing = [...wanted.numbers, ...wanted.texts].find((column) => !columns.includes(column));
  if (missing === undefined) return;
  throw new TissuebookError('missing-key', `${name} has no column "${missing}".`, {
    argument: 'path',
    found: columns.slice(0, 30),
    advice: `It has: ${columns.slice(0, 30).join(', ')}.`,
  });
}
