import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, flag, integer, oneOf, text } from '../../options';
import { Table } from '../table';
import { readText, TEXT_ENCODINGS, type TextEncoding } from './decodeText';
import { parseColumn } from './parseColumn';
import { parseRows, type TextRows } from './parseRows';
import { describeDialect, sniffDialect } from './sniffDialect';

export interface ReadTableOptions {
  /**
   * What stands between values; ' ' for any number of spaces. A comma, or a tabulator for files named .tsv or .txt; where
   * that does not give lines of one length, what does among commas, semicolons, tabulators, bars and (.txt) spaces.
   */
  delimiter?: string;
  /** What stands before decimals: '.' or ','. A comma where all numbers are written so and another character parts values. */
  decimal?: '.' | ',';
  /** Lines that begin with this are passed over. '#', but only above the line of names. */
  comment?: string;
  /** How characters are written as bytes. 'utf-8'; UTF-16 and Latin-1 where the bytes tell. */
  encoding?: TextEncoding;
  /** The column of row names. The first one. */
  index?: string;
  /** Whether the first line names the columns; else they are column1, column2, ... true. */
  header?: boolean;
  /** Memory in bytes that the text may take. 1 GiB (our choice). */
  maxBytes?: number;
}

/**
 * Reads a table of values as text, also gzipped (.gz). A column is numeric when all its values are numbers, boolean when
 * all are true or false, else text; empty values and pandas' other spellings (NA, nan, null, ...) are missing. Whole
 * numbers beyond 2^53 or with zeros in front are text, exactly as they stand. Names that repeat get a number, as in
 * pandas: MATR3, MATR3.1. The line of names may be one shorter than the others, as R's write.table leaves it: the first
 * column then holds the row names. `notices` of the result says what was not as usual.
 *
 * @throws TissuebookError 'file-not-found', 'too-large', 'corrupt' (lines of different length, quotes that stay open,
 *   no line at all), 'missing-key' (no such index column), 'unsupported-encoding' (no text, with what it is)
 * @example
 * const patients = readTable('patients.csv', { index: 'patient', decimal: ',' });
 */
export function readTable(path: string, options: ReadTableOptions = {}): Table {
  checkOptions('readTable', options, tableChecks);
  return readTextTable(path, options, false);
}

export const tableChecks = {
  delimiter: text,
  decimal: oneOf('.', ','),
  comment: text,
  encoding: oneOf(...TEXT_ENCODINGS),
  index: text,
  header: flag,
  maxBytes: integer(1),
};

/** As readTable. @param ofMatrix whether the columns must hold numbers */
export function readTextTable(path: string, options: ReadTableOptions, ofMatrix: boolean): Table {
  const { header = true, maxBytes = 2 ** 30 } = options;
  const name = basename(path);
  const usual = /\.(tsv|txt|tab)(\.gz)?$/i.test(name) ? '\t' : ',';
  const { content, encoding } = readText(path, maxBytes, options.encoding);
  const given = { ...(options.delimiter && { delimiter: options.delimiter }), ...(options.decimal && { decimal: options.decimal }) }; // prettier-ignore
  const rows = parseRows(name, content, {
    comment: options.comment,
    header,
    dialect: (body) => sniffDialect(body, usual, given, header),
  });
  const { dialect, notices } = rows;
  if (encoding !== 'utf-8' && !options.encoding) notices.push(`${name} was read as ${encoding === 'latin1' ? 'Latin-1' : 'UTF-16'}.`); // prettier-ignore
  const asUsual = dialect.delimiter === (options.delimiter ?? usual) && dialect.decimal === (options.decimal ?? '.');
  if (!asUsual) notices.push(`${name} was read as ${describeDialect(dialect)}.`);
  return tableOf(name, rows, options.index, ofMatrix);
}

function tableOf(file: string, rows: TextRows, index: string | undefined, ofMatrix: boolean): Table {
  const { names, lines, dialect, notices } = rows;
  const at = index === undefined ? 0 : names.indexOf(index);
  if (at < 0) {
    throw new TissuebookError('missing-key', `${file} has no column "${index}".`, {
      argument: 'index',
      found: index,
      advice: `It has: ${names.slice(0, 12).join(', ')}.`,
    });
  }
  const columns = names.flatMap((column, c) => {
    if (c === at) return [];
    const { values, notice } = parseColumn(lines.map((line) => line[c]!), dialect.decimal, ofMatrix); // prettier-ignore
    if (notice) notices.push(`The column "${column}" of ${file} ${notice}.`);
    return [[column, values] as const];
  });
  const indexName = rows.named[at] ? names[at] : undefined;
  return new Table(lines.map((line) => line[at]!), columns, { indexName, notices }); // prettier-ignore
}
