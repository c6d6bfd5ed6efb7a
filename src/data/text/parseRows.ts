import { parse } from 'csv-parse/sync';
import { TissuebookError } from '../../errors';
import { BLANKS, describeDialect, type Dialect, joinBlanks } from './sniffDialect';

/** The rows of a table as text. */
export interface TextRows {
  /** A name for each column, none twice. */
  names: string[];
  /** Whether the file names the column. */
  named: boolean[];
  /** As many values in each as there are names. */
  lines: string[][];
  dialect: Dialect;
  /** What was not as usual, in sentences. */
  notices: string[];
}

interface ParseOptions {
  comment: string | undefined;
  header: boolean;
  /** Tells how the text is written, once comments above it are off. */
  dialect: (body: string) => Dialect;
}

/** Longest line, in characters: a cell of 50,000 genes has some hundred thousand. */
const LONGEST_LINE = 64 * 2 ** 20;

/** The rows of a text. @throws TissuebookError 'corrupt' (lines of different length, open quotes, no line) */
export function parseRows(file: string, content: string, { comment, header, dialect }: ParseOptions): TextRows {
  const notices: string[] = [];
  const text = content.startsWith('\ufeff') ? content.slice(1) : content;
  const body = comment === undefined ? withoutLead(file, text, dialect, notices) : text;
  const found = dialect(body);
  const rows = split(file, body, found.delimiter, comment);
  if (rows.length === 0) throw new TissuebookError('corrupt', `${file} is empty.`, { argument: 'path', found: file });
  const first = header ? rows.shift()! : rows[0]!.map((_, i) => `column${i + 1}`);
  const heading = fitHeading(file, first, rows, notices);
  checkLengths(file, heading.length, rows, found, header);
  const names = distinct(file, heading, notices);
  return { names, named: heading.map((name) => header && name !== ''), lines: rows, dialect: found, notices };
}

/** The text without the comments above it. A last one without a space behind its #, with
 * as many values as the line below, is the line of names. */
function withoutLead(file: string, text: string, dialect: (body: string) => Dialect, notices: string[]): string {
  if (!text.startsWith('#')) return text;
  let [start, last, count] = [0, 0, 0];
  while (text.startsWith('#', start)) {
    last = start;
    count++;
    const end = text.indexOf('\n', start);
    if (end < 0) return text;
    start = end + 1;
  }
  const heading = text.slice(last).replace(/^#+/, '');
  const { delimiter } = dialect(heading);
  const [names, below] = [heading, text.slice(start)].map((part) => split(file, part.split('\n', 1)[0]!, delimiter, undefined)[0]); // prettier-ignore
  const isHeading =
    /^#+[^#\s]/.test(text.slice(last)) && names && below && names.length > 1 && names.length === below.length;
  const passed = isHeading ? count - 1 : count;
  if (passed > 0) notices.push(`${passed} lines of ${file} that begin with # were passed over.`);
  return isHeading ? heading : text.slice(start);
}

function split(file: string, text: string, delimiter: string, comment: string | undefined): string[][] {
  try {
    return parse(delimiter === BLANKS ? joinBlanks(text) : text, {
      delimiter: delimiter === BLANKS ? '\t' : delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_LINE,
      ...(comment && { comment, comment_no_infix: true }),
    });
  } catch (cause) {
    const { message } = cause as Error;
    const quotes = /quote/i.test(message);
    throw new TissuebookError('corrupt', `${file} is no table: ${message}.`, {
      argument: 'path',
      found: file,
      cause,
      ...(quotes && { advice: 'A quotation mark is open or stands within a value: double it or take it out.' }),
    });
  }
}

/** Names for rows that have one value more: of the row names in front (R's write.table), or nothing behind a last delimiter. */
function fitHeading(file: string, first: string[], rows: string[][], notices: string[]): string[] {
  const width = first.length + 1;
  if (rows.length === 0 || rows.some((row) => row.length !== width)) return first;
  if (rows.every((row) => row[width - 1] === '') && rows.some((row) => row[0] !== '')) {
    for (const row of rows) row.pop();
    notices.push(`The lines of ${file} end with a delimiter that the line of names does not have: it was passed over.`);
    return first;
  }
  notices.push(`The line of names of ${file} is one shorter than the others: the first column holds the row names.`);
  return ['', ...first];
}

function checkLengths(file: string, width: number, rows: string[][], dialect: Dialect, header: boolean): void {
  const wrong = rows.findIndex((row) => row.length !== width);
  if (wrong < 0) return;
  const line = `row ${wrong + 1}${header ? ' below the names' : ''}`;
  const text = rows[wrong]!.join(' ').slice(0, 60);
  throw new TissuebookError(
    'corrupt',
    `${file}, read as ${describeDialect(dialect)}, has ${width} columns, but ${rows[wrong]!.length} values in ${line} ("${text}").`,
    {
      argument: 'path',
      found: file,
      advice: "If values are separated by something else, say delimiter; if lines are comments, say comment: '#'.",
    },
  );
}

/** Names that differ: what repeats gets a number, what is empty is called Unnamed, as pandas does. */
function distinct(file: string, heading: readonly string[], notices: string[]): string[] {
  const taken = new Set(heading);
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const names = heading.map((name, i) => {
    const plain = name === '' && i > 0 ? `Unnamed: ${i}` : name;
    if (!seen.has(plain)) {
      seen.add(plain);
      return plain;
    }
    repeated.add(plain);
    let number = 1;
    while (taken.has(`${plain}.${number}`)) number++;
    taken.add(`${plain}.${number}`);
    return `${plain}.${number}`;
  });
  if (repeated.size > 0) {
    const listed = [...repeated].slice(0, 5).join(', ');
    notices.push(`Names that stand in ${file} more than once got a number, as "${[...repeated][0]}.1": ${listed}${repeated.size > 5 ? ', ...' : ''}.`); // prettier-ignore
  }
  return names;
}
