import { categorical, type Column, type ColumnValues } from '../column';
import type { ParquetColumn } from './parquetWorker';

/** Digits that float64 keeps of a decimal number. */
const EXACT_DIGITS = 15;

/**
 * A column of a parquet file as one of a table: whole numbers beyond 2^53 as text, other numbers with gaps as float64 with
 * NaN, or as nullable whole numbers where pandas calls them so; undefined for what is no column of a table.
 */
export function tableColumn(found: ParquetColumn, file: string, notices: string[]): ColumnValues | undefined {
  const { name, values, stored, pandas, ordered, digits } = found;
  if (!values) return leftOut(name, file, notices);
  const kinds = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  const gaps = kinds.delete('null');
  const where = `The column "${name}" of ${file}`;
  if ((digits ?? 0) > EXACT_DIGITS) notices.push(`${where} holds decimals of up to ${digits} digits: rounded to 15.`);
  if (kinds.size === 0) return Float64Array.from(values, () => NaN);
  if (kinds.has('object')) return leftOut(name, file, notices);
  if (stored && /^u?int/.test(stored)) {
    if (!kinds.has('string')) return wholeNumbers(values as (number | null)[], gaps, found);
    notices.push(`${where} holds whole numbers beyond 2^53: read as text, exactly.`);
    return { ...(asText(values) as Column & { kind: 'string' }), stored: stored === 'uint64' ? 'uint64' : 'int64' };
  }
  if (kinds.size === 1 && kinds.has('number')) return numbers(values as (number | null)[], found);
  if (kinds.size === 1 && kinds.has('boolean')) return values as (boolean | null)[];
  if (pandas !== 'category' || kinds.size > 1 || !kinds.has('string')) return asText(values);
  if (ordered) notices.push(`${where} holds ordered categories; their order is not read.`);
  return categorical(values as (string | null)[]);
}

function leftOut(name: string, file: string, notices: string[]): undefined {
  notices.push(`Left out: the column "${name}" of ${file} holds lists or records.`);
  return undefined;
}

function wholeNumbers(values: (number | null)[], gaps: boolean, { stored, pandas }: ParquetColumn): ColumnValues {
  const nullable = /^U?Int\d+$/.test(pandas ?? '');
  if (gaps && !nullable) return Float64Array.from(values, (value) => value ?? NaN);
  return {
    kind: 'numeric',
    values: Float64Array.from(values, (value) => value ?? 0),
    integer: true,
    ...(gaps && { missing: missingOf(values) }),
    ...(stored && { stored }),
  };
}

function numbers(values: (number | null)[], { stored }: ParquetColumn): ColumnValues {
  const whole = stored === undefined && values.every((value) => Number.isSafeInteger(value));
  if (whole) return values as number[];
  const made = Float64Array.from(values, (value) => value ?? NaN);
  return { kind: 'numeric', values: made, integer: false, ...(stored && { stored }) };
}

function asText(values: readonly unknown[]): Column {
  const missing = values.includes(null) ? { missing: missingOf(values) } : {};
  return { kind: 'string', values: values.map((value) => (value === null ? '' : String(value))), ...missing };
}

const missingOf = (values: readonly unknown[]): Uint8Array =>
  Uint8Array.from(values, (value) => (value === null ? 1 : 0));
