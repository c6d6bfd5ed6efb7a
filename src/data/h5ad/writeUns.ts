import { type Column, valuesOf } from '../column';
import { asStored } from '../encoding/storedTypes';
import { rememberedType } from '../scalarTypes';
import type { StoredType } from '../column';
import { SparseMatrix } from '../sparseMatrix';
import { Table } from '../table';
import type { ComplexArray, NumericArray, Records, Uns, UnsValue } from '../uns';
import type { H5Sink } from './h5Writer';
import { mark, writeMatrix, writeText } from './writeElements';
import { numbersOf, typedNumbers, writeColumn, writeNumbers, writeTable } from './writeTable';
import { entryPaths } from './writtenNames';
import type { RecordField } from './writtenTypes';

/** A group of entries. What anndata does not open everywhere is left out, with a notice: null, and what is no value. */
export function writeUns(sink: H5Sink, path: string, uns: Uns): void {
  sink.group(path);
  mark(sink, path, 'dict', '0.1.0');
  for (const [name, at] of entryPaths(sink, path, uns.keys())) {
    const value = uns.get(name)!;
    if (value === null) sink.notice(`Left out: ${at} is null, which anndata opens from version 0.11 on only.`);
    else if (!isValue(value)) sink.notice(`Left out: ${at} is no value that a file can hold.`);
    else writeEntry(sink, at, value, rememberedType(uns, name));
  }
}

/** Notebooks may put anything into a map. */
function isValue(value: unknown): boolean {
  if (typeof value !== 'object') return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
  if (value instanceof Map || value instanceof Table || value instanceof SparseMatrix) return true;
  const kinds = ['array', 'complex', 'strings', 'records', 'numeric', 'categorical', 'boolean', 'string'];
  return value !== null && 'kind' in value && kinds.includes(String(value.kind));
}

function writeEntry(sink: H5Sink, path: string, value: Exclude<UnsValue, null>, stored: StoredType | undefined): void {
  if (value instanceof Map) writeUns(sink, path, value);
  else if (value instanceof Table) writeTable(sink, path, value);
  else if (value instanceof SparseMatrix) writeMatrix(sink, path, value);
  else if (typeof value !== 'object') writeScalar(sink, path, value, stored);
  else if (value.kind === 'array') writeArray(sink, path, value);
  else if (value.kind === 'complex') writeComplex(sink, path, value);
  else if (value.kind === 'strings') writeText(sink, path, value.values, value.shape);
  else if (value.kind === 'records') writeRecords(sink, path, value);
  else writeColumn(sink, path, value);
}

function writeScalar(
  sink: H5Sink,
  path: string,
  value: string | number | boolean | bigint,
  stored: StoredType | undefined,
): void {
  if (typeof value === 'string') {
    sink.text(path, [value], []);
    mark(sink, path, 'string', '0.2.0');
    return;
  }
  if (typeof value === 'boolean') sink.flags(path, Uint8Array.of(value ? 1 : 0), []);
  else if (typeof value === 'bigint') {
    sink.numbers(path, value < 2n ** 63n ? BigInt64Array.of(value) : BigUint64Array.of(value), []);
  } else {
    const integer = Number.isSafeInteger(value);
    writeNumbers(sink, path, Float64Array.of(value), [], { integer, ...(stored && { stored }) });
  }
  mark(sink, path, 'numeric-scalar', '0.2.0');
}

function writeArray(sink: H5Sink, path: string, { values, shape, type, stored }: NumericArray): void {
  const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  if (wide) sink.numbers(path, values, shape);
  else if (type === 'boolean') sink.flags(path, Uint8Array.from(values), shape);
  else writeNumbers(sink, path, values, shape, { integer: type === 'integer', ...(stored && { stored }) });
  mark(sink, path, 'array', '0.2.0');
}

/** As h5py keeps complex numbers: records of r and i. */
function writeComplex(sink: H5Sink, path: string, { real, imaginary, shape }: ComplexArray): void {
  const [r, i] = [real, imaginary].map((part) => (real instanceof Float64Array ? asStored(part, 'float64')! : part));
  const fields = [{ name: 'r', values: r! }, { name: 'i', values: i! }]; // prettier-ignore
  sink.records(path, fields, shape);
  mark(sink, path, shape.length > 0 ? 'array' : 'numeric-scalar', '0.2.0');
}

function writeRecords(sink: H5Sink, path: string, { fields, length }: Records): void {
  const written = [...fields].map(([name, column]) => ({ name, values: fieldOf(sink, path, name, column) }));
  sink.records(path, written, [length]);
  mark(sink, path, 'rec-array', '0.2.0');
}

/** A field of records holds numbers or text. */
function fieldOf(sink: H5Sink, path: string, name: string, column: Column): RecordField['values'] {
  if (column.kind === 'numeric') return typedNumbers(numbersOf(column), column.integer, column.stored);
  if (column.kind === 'boolean') {
    sink.notice(`The field "${name}" of ${path} was written as 0 and 1: records hold no truth values here.`);
    return Int8Array.from(column.values);
  }
  if (column.kind === 'string' && !column.missing?.includes(1)) return column.values;
  sink.notice(`The field "${name}" of ${path} was written as text, with "" for what is missing.`);
  return valuesOf(column).map((value) => (value === null ? '' : String(value)));
}
