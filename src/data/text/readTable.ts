import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, integer, text } from '../../options';
import { type ColumnValues } from '../column';
import { Table } from '../table';

export interface ReadTableOptions {
  /** What stands between values. A comma, or a tabulator for files named .tsv or .txt. */
  delimiter?: string;
  /** The column of row names. The first one. */
  index?: string;
  /** Whether the first line names the columns; else they are column1, column2, ... true. */
  header?: boolean;
  /** Memory in bytes that the text may take. 1 GiB (our choice). */
  maxBytes?: number;
}

/** What counts as missing, beside an empty value: as pandas, without the rarer ones. */
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf|Infinity)$/;
/** Longest line, in characters: a cell of 50,000 genes has some hundred thousand. */
const LONGEST_LINE = 64 * 2 ** 20;

/**
 * Reads a table of values between commas or tabulators, also gzipped (.gz). A column is numeric when all its values are
 * numbers, boolean when all are true or false, else text; empty values and NA are missing.
 *
 * @throws TissuebookError 'file-not-found', 'too-large', 'corrupt' (lines of different length, quotes that stay open,
 *   no line at all), 'missing-key' (no such index column)
 */
export function readTable(path: string, options: ReadTableOptions = {}): Table {
  checkOptions('readTable', options, { delimiter: text, index: text, header: flag, maxBytes: integer(1) });
  const { header = true, maxBytes = 2 ** 30 } = options;
  const name = basename(path);
  const delimiter = options.delimiter ?? (/\.(tsv|txt)(\.gz)?$/i.test(name) ? '\t' : ',');
  const lines = parseLines(name, textOf(path, maxBytes), delimiter);
  const names = header ? lines.shift()! : lines[0]!.map((_, i) => `column${i + 1}`);
  const at = options.index === undefined ? 0 : names.indexOf(options.index);
  if (at < 0) {
    throw new TissuebookError('missing-key', `${name} has no column "${options.index}".`, {
      argument: 'index',
      found: options.index,
      advice: `It has: ${names.slice(0, 12).join(', ')}.`,
    });
  }
  const table = new Table(lines.map((line) => line[at]!));
  names.forEach((column, c) => {
    if (c !== at) table.set(column, columnOf(lines.map((line) => line[c]!)));
  });
  return table;
}

function textOf(path: string, maxBytes: number): string {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  const tooLarge = new TissuebookError('too-large', `${basename(path)} has more than ${maxBytes} bytes.`, {
    argument: 'maxBytes',
    found: maxBytes,
    advice: 'Raise maxBytes if the file is what it claims to be and the machine has the memory.',
  });
  if (statSync(path).size > maxBytes) throw tooLarge;
  const bytes = readFileSync(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes }).toString('utf8');
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge;
    throw new TissuebookError('corrupt', `${basename(path)} cannot be unpacked: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function parseLines(name: string, content: string, delimiter: string): string[][] {
  let lines: string[][];
  try {
    lines = parse(content, {
      delimiter,
      bom: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_LINE,
    });
  } catch (cause) {
    throw new TissuebookError('corrupt', `${name} is no table: ${(cause as Error).message}.`, {
      argument: 'path',
      found: name,
      cause,
    });
  }
  if (lines.length > 0) return lines;
  throw new TissuebookError('corrupt', `${name} is empty.`, { argument: 'path', found: name });
}

function columnOf(values: readonly string[]): ColumnValues {
  const present = values.filter((value) => !MISSING.has(value));
  const missing = (value: string): boolean => MISSING.has(value);
  if (present.length === 0) return Float64Array.from(values, () => NaN);
  if (present.every((value) => NUMBER.test(value))) return numbersOf(values, present.length < values.length);
  if (present.every((value) => /^(true|false)$/i.test(value))) {
    return values.map((value) => (missing(value) ? null : value.toLowerCase() === 'true'));
  }
  return values.map((value) => (missing(value) ? null : value));
}

/** Whole numbers stay whole; where values are missing, numbers are floats with NaN, as in pandas. */
function numbersOf(values: readonly string[], withGaps: boolean): ColumnValues {
  const toNumber = (value: string): number =>
    MISSING.has(value) ? NaN : Number(value.replace(/inf$/, 'Infinity').replace(/^\+/, ''));
  const numbers = Float64Array.from(values, toNumber);
  return !withGaps && values.every((value) => /^[+-]?\d+$/.test(value)) ? [...numbers] : numbers;
}
