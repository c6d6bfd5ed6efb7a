import { basename } from 'node:path';
import { totalmem } from 'node:os';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, listOf, number, text } from '../../options';
import type { ColumnValues } from '../column';
import { FileBytes } from '../fileBytes';
import { Table } from '../table';
import { type ParquetColumn, type ParquetFound, readColumns } from './parquetWorker';

export interface ReadParquetOptions {
  /** The column of row names. The one that pandas wrote as such; else rows are numbered from 0. */
  index?: string;
  /** Only these columns. All that hold numbers, text or truth values. */
  columns?: readonly string[];
  /** Memory in bytes that reading may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 300 (our choice). */
  maxSeconds?: number;
}

/**
 * Reads a parquet table; packed with snappy, gzip, zstd, brotli or lz4. Columns of lists or records are left out. The file
 * is read in a thread whose memory is limited, so that a damaged one ends nothing else.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'missing-key' (no such column)
 */
export async function readParquet(path: string, options: ReadParquetOptions = {}): Promise<Table> {
  checkOptions('readParquet', options, {
    index: text,
    columns: listOf(text),
    maxBytes: integer(1),
    maxSeconds: number(0.001),
  });
  const found = await readParquetColumns(path, options);
  const table = new Table(rowNames(found, options.index, basename(path)));
  const index = options.index ?? found.index;
  for (const { name, values } of found.columns) {
    if (name === index || !values) continue;
    const column = plainColumn(values);
    if (column) table.set(name, column);
  }
  return table;
}

/** The columns of a parquet file as they are, geometries among them. */
export async function readParquetColumns(path: string, options: ReadParquetOptions): Promise<ParquetFound> {
  const { maxBytes = Math.floor(totalmem() / 4), maxSeconds = 300, columns } = options;
  checkMarks(path);
  const name = basename(path);
  const wanted = columns && (options.index === undefined ? columns : [...columns, options.index]);
  const found = await readColumns(path, name, { maxBytes, maxSeconds }, wanted);
  const missing = wanted?.find((column) => !found.columns.some((there) => there.name === column));
  if (missing === undefined) return found;
  throw new TissuebookError('missing-key', `${name} has no column "${missing}".`, {
    argument: 'columns',
    found: missing,
  });
}

/** @throws TissuebookError 'file-not-found', 'corrupt' when the file does not begin and end as parquet files do */
function checkMarks(path: string): void {
  const file = new FileBytes(path);
  try {
    const marks = file.size < 12 ? [] : [file.read(0, 4), file.read(file.size - 4, 4)];
    if (marks.length === 2 && marks.every((mark) => mark.toString('latin1') === 'PAR1')) return;
    throw new TissuebookError('corrupt', `${file.name} is no parquet file, or not a whole one.`, {
      argument: 'path',
      found: path,
    });
  } finally {
    file.close();
  }
}

/** Names of rows from a column, or numbers from 0. */
export function rowNames(found: ParquetFound, wanted: string | undefined, name: string): string[] {
  const index = wanted ?? found.index;
  const column: ParquetColumn | undefined = found.columns.find((one) => one.name === index);
  if (column?.values) return column.values.map(String);
  if (wanted === undefined) return Array.from({ length: found.rows }, (_, i) => String(i));
  throw new TissuebookError('missing-key', `${name} has no column "${wanted}".`, { argument: 'index', found: wanted });
}

/** Numbers with gaps as float64 with NaN, other values as they are; undefined for what is no value of a table. */
function plainColumn(values: unknown[]): ColumnValues | undefined {
  const kinds = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  kinds.delete('null');
  if (kinds.size === 0) return Float64Array.from(values, () => NaN);
  if (kinds.has('number') && kinds.size === 1) {
    const whole = values.every((value) => Number.isSafeInteger(value));
    return whole ? (values as number[]) : Float64Array.from(values, (value) => (value as number | null) ?? NaN);
  }
  if (kinds.size === 1 && (kinds.has('string') || kinds.has('boolean'))) return values as (string | null)[];
  if (kinds.has('object')) return undefined;
  return values.map((value) => (value === null ? null : String(value)));
}
