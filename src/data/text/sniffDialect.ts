import { parse } from 'csv-parse/sync';
import { isMissing } from './parseColumn';

/** How a table is written as text. */
export interface Dialect {
  /** What stands between values; BLANKS for any number of spaces and tabulators. */
  delimiter: string;
  /** What stands before the decimals of a number. */
  decimal: '.' | ',';
}

/** Stands for any number of spaces and tabulators between values. */
export const BLANKS = ' ';

const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tabulator', '|': 'bar', [BLANKS]: 'space' }; // prettier-ignore
/** Characters and lines that are looked at; more characters where a line is longer. */
const SAMPLE = 2 ** 16;
const SAMPLE_LINES = 100;
const DECIMAL_COMMA = /^\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*$/;
const COMMA_NUMBER = /^\s*[+-]?(\d+(,\d+)?([eE][+-]?\d+)?|inf)\s*$/i;

/**
 * What stands between values, by a look at the first lines: what is usual for the file's name where it gives lines of one
 * length, else the first other that does. A line of names that is one shorter than the others counts as fitting, but less.
 */
export function sniffDialect(content: string, usual: string, fixed: Partial<Dialect>, header: boolean): Dialect {
  const sample = sampleOf(content);
  const blanks = usual === '\t' && !fixed.delimiter ? [BLANKS] : [];
  const candidates = fixed.delimiter ? [fixed.delimiter] : [usual, '\t', ',', ';', '|', ...blanks];
  let best: { delimiter: string; rows: string[][]; fit: number } = { delimiter: candidates[0]!, rows: [], fit: 0 };
  for (const delimiter of candidates) {
    const rows = rowsOf(sample, delimiter);
    const fit = fitOf(rows, header);
    if (best.rows.length === 0 || fit > best.fit) best = { delimiter, rows, fit };
  }
  return { delimiter: best.delimiter, decimal: fixed.decimal ?? decimalOf(best.rows, best.delimiter) };
}

/** 2 where all lines are of one length, 1 where only the line of names is one shorter, 0 where they differ or are single values. */
function fitOf(rows: readonly (readonly string[])[], header: boolean): number {
  const [first, ...rest] = rows.map((row) => row.length);
  if (first === undefined) return 0;
  const width = rest[0] ?? first;
  if (width < 2 || rest.some((length) => length !== width)) return 0;
  return first === width ? 2 : header && first === width - 1 ? 1 : 0;
}

/** A comma where a whole column of numbers is written so. */
function decimalOf(rows: readonly (readonly string[])[], delimiter: string): '.' | ',' {
  if (delimiter === ',') return '.';
  const columns = rows.slice(1).reduce((most, row) => Math.max(most, row.length), 0);
  for (let c = 0; c < columns; c++) {
    const values = rows.slice(1).map((row) => row[c] ?? '').filter((value) => !isMissing(value)); // prettier-ignore
    const commas = values.filter((value) => DECIMAL_COMMA.test(value));
    if (commas.length === 0 || !values.every((value) => COMMA_NUMBER.test(value))) continue;
    // 1,234 between tabulators may be a thousand: beside semicolons commas are decimal.
    if (delimiter === ';' || commas.some((value) => !/,\d{3}\s*$/.test(value))) return ',';
  }
  return '.';
}

function rowsOf(sample: string, delimiter: string): string[][] {
  try {
    const text = delimiter === BLANKS ? joinBlanks(sample) : sample;
    return parse(text, {
      delimiter: delimiter === BLANKS ? '\t' : delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      to: SAMPLE_LINES,
    });
  } catch {
    return [];
  }
}

/** The first lines, whole ones: at least three where there are as many. */
function sampleOf(content: string): string {
  let end = 0;
  for (let lines = 0; lines < 3 || end < SAMPLE; lines++) {
    const next = content.indexOf('\n', end);
    if (next < 0) return content;
    end = next + 1;
  }
  return content.slice(0, end);
}

/** Runs of spaces and tabulators outside of quotes as one tabulator; none at the ends of lines. */
export function joinBlanks(text: string): string {
  return text.replace(/"(?:[^"]|"")*"|^[ \t]+|[ \t]+(?=\r?$)|[ \t]+/gm, (found, at: number) => {
    if (found.startsWith('"')) return found;
    const next = text[at + found.length];
    const before = at === 0 || text[at - 1] === '\n';
    return before || next === undefined || next === '\n' || next === '\r' ? '' : '\t';
  });
}

/** "semicolon-separated with decimal commas" */
export function describeDialect({ delimiter, decimal }: Dialect): string {
  const name = NAMES[delimiter] ?? `"${delimiter}"`;
  return `${name}-separated${decimal === ',' ? ' with decimal commas' : ''}`;
}
