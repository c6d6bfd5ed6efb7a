import { basename } from 'node:path';
import { totalmem } from 'node:os';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, listOf, number, text } from '../../options';
import { FileBytes } from '../fileBytes';
import { recognizeFile } from '../recognize';
import { Table } from '../table';
import { type ParquetFound, readColumns } from './parquetWorker';
import { rowNames } from './rowNames';
import { tableColumn } from './tableColumn';

export interface ReadParquetOptions {
  /** The column of row names. What pandas wrote as the index, also numbers that are no column; else numbers from 0. */
  index?: string;
  /** Only these columns. All that hold numbers, text or truth values. */
  columns?: readonly string[];
  /** Memory in bytes that reading may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 300 (our choice). */
  maxSeconds?: number;
}

/**
 * Reads a parquet table; packed with snappy, gzip, zstd, brotli or lz4. Row names are those of pandas' index; several levels
 * are joined by "_", and stay as columns. Whole numbers beyond 2^53 are text, exactly. Columns of lists or records are left
 * out. `notices` of the result says so. The file is read in a thread whose memory is limited, so that a damaged one ends
 * nothing else.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'missing-key' (no such column), 'unsupported-encoding' (a
 *   column name that repeats)
 */
export async function readParquet(path: string, options: ReadParquetOptions = {}): Promise<Table> {
  checkOptions('readParquet', options, {
    index: text,
    columns: listOf(text),
    maxBytes: integer(1),
    maxSeconds: number(0.001),
  });
  const found = await readParquetColumns(path, options);
  const file = basename(path);
  const { index, indexName, used, notices } = rowNames(found, options.index, file);
  const columns = found.columns.flatMap((column) => {
    const wanted = !used.has(column.name) && (options.columns?.includes(column.name) ?? true);
    const made = wanted && tableColumn(column, file, notices);
    return made ? [[column.name, made] as const] : [];
  });
  return new Table(index, columns, { indexName, notices });
}

/** The columns of a parquet file as they are, geometries among them. */
export async function readParquetColumns(path: string, options: ReadParquetOptions): Promise<ParquetFound> {
  const { maxBytes = Math.floor(totalmem() / 4), maxSeconds = 300, columns } = options;
  checkMarks(path);
  const name = basename(path);
  const wanted = columns && (options.index === undefined ? columns : [...columns, options.index]);
  const found = await readColumns(path, name, { maxBytes, maxSeconds }, { wanted, withIndex: !options.index });
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
    const known = marks[0]?.toString('latin1') === 'PAR1' ? undefined : recognizeFile(path);
    const what = known ? `is no parquet file: it is ${known.what}` : 'is no parquet file, or not a whole one';
    throw new TissuebookError('corrupt', `${file.name} ${what}.`, {
      argument: 'path',
      found: path,
      advice: known?.advice ?? 'Fetch it again; a folder of parquet files is read file by file.',
    });
  } finally {
    file.close();
  }
}
