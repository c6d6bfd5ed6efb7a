import {
  categorical,
  type CategoricalColumn,
  type Column,
  type NumericColumn,
  type StoredType,
  type StringColumn,
  valueAt,
} from '../column';
import { toHalf } from '../encoding/half';
import { WRITTEN_AS_TEXT } from '../encoding/readColumn';
import { asStored, wideNumbers } from '../encoding/storedTypes';
import type { Table } from '../table';
import type { H5Sink } from './h5Writer';
import { mark, writeText } from './writeElements';
import { columnNames, freeName } from './writtenNames';
import type { WritableNumbers } from './writtenTypes';

/**
 * Writes a data frame. The index has its own name unless a column of other values has it; where a column has the same
 * values, one array is both, as anndata writes it.
 */
export function writeTable(sink: H5Sink, path: string, table: Table): void {
  sink.group(path);
  mark(sink, path, 'dataframe', '0.2.0');
  const written = columnNames(sink, path, table.names);
  const indexName = indexNameOf(sink, path, table, new Set(written.values()));
  sink.textAttribute(path, '_index', indexName);
  sink.textAttribute(path, 'column-order', [...written.values()]);
  if (table.indexName === undefined || indexName !== table.indexName || !table.has(indexName)) {
    writeText(sink, `${path}/${indexName}`, table.index, [table.length]);
  }
  for (const [name, inFile] of written) {
    const parts = inFile.split('/');
    parts.slice(1).forEach((_, i) => sink.group(`${path}/${parts.slice(0, i + 1).join('/')}`));
    writeColumn(sink, `${path}/${inFile}`, table.get(name));
  }
}

function indexNameOf(sink: H5Sink, path: string, table: Table, taken: ReadonlySet<string>): string {
  const wanted = table.indexName;
  if (wanted === undefined || !/^[^/\0]+$/.test(wanted) || wanted === '.') return freeName('_index', taken);
  if (!taken.has(wanted)) return wanted;
  const column = table.has(wanted) ? table.get(wanted) : undefined;
  const text = column?.kind === 'string' || column?.kind === 'categorical';
  const same = text && table.index.every((name, i) => valueAt(column, i) === name);
  if (same) return wanted;
  sink.notice(`The index of ${path} lost its name "${wanted}": a column of other values has it.`);
  return freeName('_index', taken);
}

export function writeColumn(sink: H5Sink, path: string, column: Column): void {
  if (column.kind === 'categorical') writeCategorical(sink, path, column);
  else if (column.kind === 'string') writeStrings(sink, path, column);
  else if (column.missing && !(column.kind === 'numeric' && !column.integer)) {
    const nullable = column.kind === 'numeric' ? 'nullable-integer' : 'nullable-boolean';
    writeNullable(sink, path, nullable, column.missing, (values) => writeValues(sink, values, column));
  } else writeValues(sink, path, column);
}

/**
 * Text; whole numbers that are text as they are beyond 2^53 are numbers in the file. Text with missing values is written as
 * categories, which every version of anndata opens (0.8 to 0.11 refuse nullable text), with a mark by which it is read as
 * text again.
 */
function writeStrings(sink: H5Sink, path: string, column: StringColumn): void {
  const { values, missing, stored } = column;
  const numbers = stored && wideNumbers(values, stored, missing);
  if (numbers && missing) {
    writeNullable(sink, path, 'nullable-integer', missing, (at) => writeArrayOf(sink, at, numbers));
  } else if (numbers) {
    writeArrayOf(sink, path, numbers);
  } else if (!missing?.includes(1)) {
    writeText(sink, path, values, [values.length]);
  } else {
    writeCategorical(sink, path, categorical(values.map((value, i) => (missing[i] ? null : value))));
    sink.textAttribute(path, WRITTEN_AS_TEXT, 'text');
  }
}

function writeArrayOf(sink: H5Sink, path: string, values: WritableNumbers): void {
  sink.numbers(path, values, [values.length]);
  mark(sink, path, 'array', '0.2.0');
}

function writeValues(sink: H5Sink, path: string, column: Exclude<Column, CategoricalColumn | StringColumn>): void {
  if (column.kind === 'boolean') sink.flags(path, column.values, [column.values.length]);
  else writeNumbers(sink, path, numbersOf(column), [column.values.length], column);
  mark(sink, path, 'array', '0.2.0');
}

/** The numbers of a column; missing floats as NaN. */
export function numbersOf({ values, integer, missing }: NumericColumn): Float32Array | Float64Array {
  return missing && !integer ? values.map((value, i) => (missing[i] ? NaN : value)) : values;
}

/** Numbers of the type that they have in their file, where they still fit it; else whole ones as int64, as numpy has them. */
export function writeNumbers(
  sink: H5Sink,
  path: string,
  values: Float32Array | Float64Array,
  shape: readonly number[],
  { integer, stored }: { integer: boolean; stored?: StoredType },
): void {
  const bits = stored === 'float16' ? toHalf(values) : undefined;
  if (bits) sink.halves(path, bits, shape);
  else sink.numbers(path, typedNumbers(values, integer, stored), shape);
}

/** As writeNumbers, but floats of 2 bytes as of 4. */
export function typedNumbers(
  values: Float32Array | Float64Array,
  integer: boolean,
  stored?: StoredType,
): WritableNumbers {
  const type = stored === 'float16' ? 'float32' : stored;
  return (type && asStored(values, type)) ?? (integer ? asStored(values, 'int64') : undefined) ?? values;
}

function writeNullable(
  sink: H5Sink,
  path: string,
  encoding: string,
  missing: Uint8Array,
  write: (path: string) => void,
): void {
  sink.group(path);
  mark(sink, path, encoding, '0.1.0');
  write(`${path}/values`);
  sink.flags(`${path}/mask`, missing, [missing.length]);
  mark(sink, `${path}/mask`, 'array', '0.2.0');
}

function writeCategorical(sink: H5Sink, path: string, column: CategoricalColumn): void {
  const { categories, codes, ordered } = column;
  sink.group(path);
  mark(sink, path, 'categorical', '0.2.0');
  sink.flagAttribute(path, 'ordered', ordered);
  const narrow = categories.length < 2 ** 7 ? Int8Array : categories.length < 2 ** 15 ? Int16Array : Int32Array;
  writeArrayOf(sink, `${path}/codes`, narrow.from(codes));
  writeCategories(sink, `${path}/categories`, column);
}

/** Categories as what they are in their file: text, numbers of a type, or truth values. */
function writeCategories(sink: H5Sink, path: string, { categories, numbers, stored }: CategoricalColumn): void {
  const shape = [categories.length];
  const wide = stored === 'int64' || stored === 'uint64' ? wideNumbers(categories, stored) : undefined;
  const flags = stored === 'boolean' && categories.every((name) => name === 'True' || name === 'False');
  if (flags)
    sink.flags(
      path,
      Uint8Array.from(categories, (name) => (name === 'True' ? 1 : 0)),
      shape,
    );
  else if (wide) sink.numbers(path, wide, shape);
  else if (numbers) {
    const integer = stored === undefined && numbers.every(Number.isSafeInteger);
    writeNumbers(sink, path, numbers, shape, { integer, ...(stored && stored !== 'boolean' && { stored }) });
  } else {
    writeText(sink, path, categories, shape);
    return;
  }
  mark(sink, path, 'array', '0.2.0');
}
