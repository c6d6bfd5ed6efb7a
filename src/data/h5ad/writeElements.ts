import { TissuebookError } from '../../errors';
import type { CategoricalColumn, Column } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { type Matrix, SparseMatrix } from '../sparseMatrix';
import { Table } from '../table';
import type { NumericArray, Records, Uns, UnsValue } from '../uns';
import type { H5Sink, WritableNumbers } from './h5Writer';

/** Marks what is written as anndata does: the encoding and its version. */
export function mark(sink: H5Sink, path: string, encoding: string, version: string): void {
  sink.textAttribute(path, 'encoding-type', encoding);
  sink.textAttribute(path, 'encoding-version', version);
}

/** A name as a part of a path. @throws TissuebookError 'invalid-argument' for names that HDF5 cannot keep */
export function child(path: string, name: string): string {
  if (name && name !== '.' && !/[/\0]/.test(name)) return `${path}/${name}`;
  throw new TissuebookError('invalid-argument', `"${name}" under ${path} cannot be a name in an HDF5 file.`, {
    argument: 'name',
    found: name,
    advice: 'Names are not empty and hold no slash: rename it.',
  });
}

export function writeMatrix(sink: H5Sink, path: string, matrix: Matrix): void {
  if (matrix instanceof DenseMatrix) {
    sink.numbers(path, matrix.values, [matrix.rows, matrix.columns]);
    mark(sink, path, 'array', '0.2.0');
    return;
  }
  sink.group(path);
  mark(sink, path, 'csr_matrix', '0.1.0');
  sink.numberAttribute(path, 'shape', BigInt64Array.from([matrix.rows, matrix.columns], BigInt), [2]);
  sink.numbers(`${path}/data`, matrix.values, [matrix.stored]);
  sink.numbers(`${path}/indices`, matrix.indices, [matrix.stored]);
  sink.numbers(`${path}/indptr`, matrix.indptr, [matrix.rows + 1]);
}

export function writeTable(sink: H5Sink, path: string, table: Table): void {
  sink.group(path);
  mark(sink, path, 'dataframe', '0.2.0');
  const indexName = freeName('_index', table.names);
  sink.textAttribute(path, '_index', indexName);
  sink.textAttribute(path, 'column-order', table.names);
  writeText(sink, `${path}/${indexName}`, table.index, [table.length]);
  for (const name of table.names) writeColumn(sink, child(path, name), table.get(name));
}

function freeName(wanted: string, taken: readonly string[]): string {
  return taken.includes(wanted) ? freeName(`${wanted}_`, taken) : wanted;
}

export function writeColumn(sink: H5Sink, path: string, column: Column): void {
  if (column.kind === 'categorical') writeCategorical(sink, path, column);
  else if (column.missing && !(column.kind === 'numeric' && !column.integer))
    writeNullable(sink, path, column, column.missing);
  else writeValues(sink, path, column);
}

function writeValues(sink: H5Sink, path: string, column: Exclude<Column, CategoricalColumn>): void {
  if (column.kind === 'string') {
    writeText(sink, path, column.values, [column.values.length]);
    return;
  }
  if (column.kind === 'boolean') sink.flags(path, column.values, [column.values.length]);
  else sink.numbers(path, numbersOf(column.values, column.integer, column.missing), [column.values.length]);
  mark(sink, path, 'array', '0.2.0');
}

/** Whole numbers as int64, as numpy has them; missing floats as NaN. */
function numbersOf(values: Float64Array | Float32Array, integer: boolean, missing?: Uint8Array): WritableNumbers {
  if (integer) return toInt64(values);
  return missing ? values.map((value, i) => (missing[i] ? NaN : value)) : values;
}

function toInt64(values: Float64Array | Float32Array): BigInt64Array {
  const out = new BigInt64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = BigInt(values[i]!);
  return out;
}

function writeNullable(
  sink: H5Sink,
  path: string,
  column: Exclude<Column, CategoricalColumn>,
  missing: Uint8Array,
): void {
  const kinds = { numeric: 'nullable-integer', boolean: 'nullable-boolean', string: 'nullable-string-array' } as const;
  sink.group(path);
  mark(sink, path, kinds[column.kind], '0.1.0');
  const values = { ...column };
  delete values.missing;
  writeValues(sink, `${path}/values`, values);
  sink.flags(`${path}/mask`, missing, [missing.length]);
  mark(sink, `${path}/mask`, 'array', '0.2.0');
}

function writeCategorical(sink: H5Sink, path: string, column: CategoricalColumn): void {
  const { categories, codes, numbers, ordered } = column;
  sink.group(path);
  mark(sink, path, 'categorical', '0.2.0');
  sink.numberAttribute(path, 'ordered', Int8Array.of(ordered ? 1 : 0), []);
  const narrow = categories.length < 2 ** 7 ? Int8Array : categories.length < 2 ** 15 ? Int16Array : Int32Array;
  sink.numbers(`${path}/codes`, narrow.from(codes), [codes.length]);
  mark(sink, `${path}/codes`, 'array', '0.2.0');
  if (!numbers) {
    writeText(sink, `${path}/categories`, categories, [categories.length]);
    return;
  }
  sink.numbers(`${path}/categories`, numbers.every(Number.isSafeInteger) ? toInt64(numbers) : numbers, [
    numbers.length,
  ]);
  mark(sink, `${path}/categories`, 'array', '0.2.0');
}

function writeText(sink: H5Sink, path: string, values: readonly string[], shape: readonly number[]): void {
  sink.text(path, values, shape);
  mark(sink, path, 'string-array', '0.2.0');
}

/** A group of entries. Entries that are null are left out: the library cannot write a dataset without a value. */
export function writeUns(sink: H5Sink, path: string, uns: Uns): void {
  sink.group(path);
  mark(sink, path, 'dict', '0.1.0');
  for (const [name, value] of uns) if (value !== null) writeEntry(sink, child(path, name), value);
}

function writeEntry(sink: H5Sink, path: string, value: Exclude<UnsValue, null>): void {
  if (value instanceof Map) writeUns(sink, path, value);
  else if (value instanceof Table) writeTable(sink, path, value);
  else if (value instanceof SparseMatrix) writeMatrix(sink, path, value);
  else if (typeof value !== 'object') writeScalar(sink, path, value);
  else if (value.kind === 'array') writeArray(sink, path, value);
  else if (value.kind === 'strings') writeText(sink, path, value.values, value.shape);
  else if (value.kind === 'records') writeRecords(sink, path, value);
  else writeColumn(sink, path, value);
}

function writeScalar(sink: H5Sink, path: string, value: string | number | boolean | bigint): void {
  if (typeof value === 'string') {
    sink.text(path, [value], []);
    mark(sink, path, 'string', '0.2.0');
    return;
  }
  if (typeof value === 'boolean') sink.flags(path, Uint8Array.of(value ? 1 : 0), []);
  else if (Number.isSafeInteger(value) || typeof value === 'bigint')
    sink.numbers(path, BigInt64Array.of(BigInt(value)), []);
  else sink.numbers(path, Float64Array.of(value), []);
  mark(sink, path, 'numeric-scalar', '0.2.0');
}

function writeArray(sink: H5Sink, path: string, { values, shape, type }: NumericArray): void {
  if (type === 'boolean') sink.flags(path, Uint8Array.from(values as Float32Array), shape);
  else sink.numbers(path, type === 'integer' && !(values instanceof BigInt64Array) ? toInt64(values) : values, shape);
  mark(sink, path, 'array', '0.2.0');
}

function writeRecords(sink: H5Sink, path: string, { fields, length }: Records): void {
  const written = [...fields].map(([name, column]) => {
    if (column.kind === 'string') return { name, values: column.values };
    if (column.kind === 'numeric') return { name, values: numbersOf(column.values, column.integer, column.missing) };
    return { name, values: column.kind === 'boolean' ? Int8Array.from(column.values) : Int32Array.from(column.codes) };
  });
  sink.records(path, written, length);
  mark(sink, path, 'rec-array', '0.2.0');
}
