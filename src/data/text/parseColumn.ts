import type { ColumnValues } from '../column';

/** A column of a table of text, and what had to be said of it. */
export interface ParsedColumn {
  values: ColumnValues;
  /** Completes "the column X": 'holds whole numbers beyond 2^53: read as text'. */
  notice?: string;
}

/** What counts as missing: pandas' list. */
const MISSING = new Set(['', '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null']); // prettier-ignore
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/;
/** A number with a point that parts no thousands. */
const POINT_NUMBER = /^\s*[+-]?\d*\.(\d{1,2}|\d{4,})([eE][+-]?\d+)?\s*$/;
const INFINITE = /^([+-]?)(inf|infinity|1\.#inf)$/i;
const WHOLE = /^[+-]?\d+$/;
/** 007: a name rather than a number. */
const PADDED_WITH_ZEROS = /^[+-]?0\d/;
const LARGEST_INT64 = 2n ** 63n - 1n;
const LARGEST_UINT64 = 2n ** 64n - 1n;

/**
 * Values of text as a column: numbers where all are, also with spaces around them; true and false; else text. Whole numbers
 * beyond 2^53, and such with zeros in front, stay text, as numbers would change them.
 *
 * @param ofMatrix zeros in front of numbers are taken off: a matrix holds no names
 */
export function parseColumn(values: readonly string[], decimal: '.' | ',', ofMatrix = false): ParsedColumn {
  const found = parseAs(values, decimal, ofMatrix);
  if (decimal === '.' || !Array.isArray(found.values) || !values.some((value) => POINT_NUMBER.test(value)))
    return found;
  // Programs that write decimal commas leave points in some columns, as in categories; 1.234 would be a thousand there.
  const other = parseAs(values, '.', ofMatrix);
  return Array.isArray(other.values) ? found : other;
}

/** Whether a value stands for none. */
export function isMissing(value: string): boolean {
  return MISSING.has(trimmed(value));
}

function parseAs(values: readonly string[], decimal: '.' | ',', ofMatrix: boolean): ParsedColumn {
  const number = decimal === ',' ? COMMA_NUMBER : NUMBER;
  let [missing, numbers, whole, zeros, flags, long] = [0, 0, 0, 0, 0, 0];
  for (const value of values) {
    const text = trimmed(value);
    if (MISSING.has(text)) missing++;
    else if (number.test(text) || INFINITE.test(text)) {
      numbers++;
      if (!WHOLE.test(text)) continue;
      whole++;
      if (PADDED_WITH_ZEROS.test(text)) zeros++;
      if (text.length > 15 && !Number.isSafeInteger(Number(text))) long++;
    } else if (/^(true|false)$/i.test(text)) flags++;
    // Once there is text, nothing else can come of it.
    else return { values: textOf(values) };
  }
  const present = values.length - missing;
  if (present === 0) return { values: Float64Array.from(values, () => NaN) };
  if (flags === present) return { values: values.map((value) => (MISSING.has(trimmed(value)) ? null : trimmed(value).toLowerCase() === 'true')) }; // prettier-ignore
  if (numbers < present) return { values: textOf(values) };
  if (whole === present && zeros > 0 && !ofMatrix) {
    return { values: textOf(values), notice: 'holds numbers with zeros in front: read as text' };
  }
  if (whole === present && long > 0) return exactText(values);
  return { values: numbersOf(values, decimal, whole === values.length) };
}

function trimmed(value: string): string {
  const [first, last] = [value.charCodeAt(0), value.charCodeAt(value.length - 1)];
  return first > 32 && last > 32 && last !== 160 && first !== 160 ? value : value.trim();
}

function textOf(values: readonly string[]): (string | null)[] {
  return values.map((value) => (MISSING.has(trimmed(value)) ? null : value));
}

/** Whole numbers stay whole; where values are missing, numbers are floats with NaN, as in pandas. */
function numbersOf(values: readonly string[], decimal: '.' | ',', whole: boolean): ColumnValues {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = numberOf(trimmed(values[i]!), decimal);
  return whole ? { kind: 'numeric', values: numbers, integer: true } : numbers;
}

function numberOf(text: string, decimal: '.' | ','): number {
  if (MISSING.has(text)) return NaN;
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return Number(decimal === ',' ? text.replace(',', '.') : text);
}

/** Whole numbers as text, as numbers that are written the same: without a plus, spaces or zeros in front. */
function exactText(values: readonly string[]): ParsedColumn {
  const exact = values.map((value) => (MISSING.has(trimmed(value)) ? null : BigInt(trimmed(value).replace('+', ''))));
  const present = exact.filter((value): value is bigint => value !== null);
  const largest = present.reduce((a, b) => (a > b ? a : b));
  const smallest = present.reduce((a, b) => (a < b ? a : b));
  const signed = largest <= LARGEST_INT64 && smallest >= -LARGEST_INT64 - 1n;
  const stored = signed ? 'int64' : smallest >= 0n && largest <= LARGEST_UINT64 ? 'uint64' : undefined;
  return {
    values: {
      kind: 'string',
      values: exact.map((value) => (value === null ? '' : String(value))),
      ...(present.length < values.length && { missing: Uint8Array.from(exact, (value) => (value === null ? 1 : 0)) }),
      ...(stored && { stored }),
    },
    notice: 'holds whole numbers beyond 2^53: read as text, exactly',
  };
}
