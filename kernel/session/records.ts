import type { MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { escapeMarkup } from './markup';

/** Rows that a page shows of a longer list. Ours. */
const MOST_ROWS = 50;
/** A list with more columns is shown as text. Ours. */
const MOST_COLUMNS = 30;
/** Digits that count, and characters of a longer text. Ours. */
const DIGITS = 6;
const LONGEST_TEXT = 200;

type Row = Record<string, unknown>;

/** Rows of a table as people make them, a list of objects with plain values, as an HTML table; undefined for others. */
export function recordsBundle(value: unknown[]): MimeBundle | undefined {
  const rows = value.slice(0, MOST_ROWS);
  if (!rows.length || !rows.every(isRow)) return undefined;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (!columns.length || columns.length > MOST_COLUMNS) return undefined;
  const head = ['', ...columns].map((name) => `<th scope="col">${escapeMarkup(name)}</th>`).join('');
  const body = rows.map((row, i) => {
    const cells = columns.map((name) => `<td>${escapeMarkup(cellText(row[name]))}</td>`).join('');
    return `<tr><th scope="row">${i}</th>${cells}</tr>`;
  });
  const rest = value.length > rows.length ? `<p>The first ${rows.length} of ${value.length} rows.</p>` : '';
  return { 'text/html': `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${rest}` };
}

/** Without accessors and classes, whose own way of being shown says more. */
function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (one) => 'value' in one && isPlainValue(one.value),
  );
}

function isPlainValue(value: unknown): boolean {
  return (typeof value !== 'object' && typeof value !== 'function') || value === null || value instanceof Date;
}

function cellText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value);
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
