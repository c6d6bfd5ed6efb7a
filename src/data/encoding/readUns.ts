import { TissuebookError } from '../../errors';
import { SparseMatrix } from '../sparseMatrix';
import type { Column, StoredType } from '../column';
import { rememberType } from '../scalarTypes';
import type { ComplexArray, NumericArray, Uns, UnsValue } from '../uns';
import { sizeOf, type Values } from './values';
import type { Container } from './container';
import { wholeNumbers } from './numbers';
import { readColumn, toColumn } from './readColumn';
import { readMatrix } from './readMatrix';
import { leaveOutUnknown, readTable } from './readTable';
import { storedType } from './storedTypes';

/** Deepest nesting that is read: results of analyzes nest a handful of levels. */
const MAX_DEPTH = 32;
/** Most entries that are read in all: bounds the time a file of links upon links can take. */
const MAX_ENTRIES = 100_000;

/** Reads the unstructured part. Links, entries nested too deeply and unknown encodings are left out, with a notice. */
export function readUns(file: Container, path: string, notices: string[]): Uns {
  const left = { entries: MAX_ENTRIES };
  const readGroup = (at: string, above: readonly string[]): Uns => {
    const here = [...above, file.identity(at)];
    const entries: Uns = new Map();
    for (const name of file.keys(at)) {
      leaveOutUnknown(notices, () => {
        const path = `${at}/${name}`;
        entries.set(name, readEntry(path, here));
        const scalar = ['number', 'bigint'].includes(typeof entries.get(name));
        if (scalar) rememberType(entries, name, typeOf(file.read(path) as NumericValues));
      });
    }
    return entries;
  };
  const readEntry = (at: string, above: readonly string[]): UnsValue => {
    if (--left.entries < 0)
      throw new TissuebookError('too-large', `${file.at(path)} has more than ${MAX_ENTRIES} entries.`);
    const kind = file.kind(at);
    if (kind === 'dataset') return leaf(file, at, notices);
    if (kind !== 'group') throw leftOut(file, at, kind === 'link' ? 'is a link' : 'is no value');
    const encoding = file.text(at, 'encoding-type') ?? (file.text(at, 'h5sparse_format') ? 'csr_matrix' : 'dict');
    if (encoding !== 'dict') return readEncoded(file, at, encoding, notices);
    if (above.length >= MAX_DEPTH)
      throw leftOut(file, `${at.slice(0, 60)}...`, `is nested deeper than ${MAX_DEPTH} levels`);
    if (above.includes(file.identity(at))) throw leftOut(file, at, 'contains itself');
    return readGroup(at, above);
  };
  return readGroup(path, []);
}

function leftOut(file: Container, path: string, why: string): TissuebookError {
  return new TissuebookError('unsupported-encoding', `${file.at(path)} ${why}.`, { argument: path });
}

function readEncoded(file: Container, path: string, encoding: string, notices: string[]): UnsValue {
  if (encoding === 'dataframe') return readTable(file, path, notices);
  if (encoding === 'categorical' || encoding.startsWith('nullable-')) return readColumn(file, path, notices);
  const matrix = readMatrix(file, path, { rows: undefined, columns: undefined });
  return matrix instanceof SparseMatrix
    ? matrix
    : { kind: 'array', shape: [matrix.rows, matrix.columns], values: matrix.values, type: 'float' };
}

function leaf(file: Container, path: string, notices: string[]): UnsValue {
  if (file.text(path, 'encoding-type') === 'null') return null;
  const found = file.read(path);
  const where = file.at(path);
  if (found.kind === 'references') throw leftOut(file, path, 'holds references');
  if (found.kind === 'records' && isComplex(found.fields)) return complexArray(found.shape, found.fields);
  if (found.kind === 'records') {
    const fields = [...found.fields].map(([name, values]): [string, Column] => [
      name,
      toColumn({ ...values, shape: [sizeOf(values.shape)] }, where, notices),
    ]);
    return { kind: 'records', length: sizeOf(found.shape), fields: new Map(fields) };
  }
  if (found.kind === 'text') {
    return found.shape.length ? { kind: 'strings', shape: found.shape, values: found.values } : found.values[0]!;
  }
  return found.shape.length ? numericArray(found) : scalar(found);
}

type NumericValues = Values & { kind: 'numbers' | 'flags' };

/** h5py keeps complex numbers as records of two floats of one type, r and i. */
function isComplex(fields: ReadonlyMap<string, Values>): boolean {
  const [real, imaginary] = [fields.get('r'), fields.get('i')];
  if (fields.size !== 2 || real?.kind !== 'numbers' || imaginary?.kind !== 'numbers') return false;
  const { values } = real;
  const floats = values instanceof Float32Array || values instanceof Float64Array;
  return floats && values.constructor === imaginary.values.constructor;
}

function complexArray(shape: number[], fields: ReadonlyMap<string, Values>): ComplexArray {
  const [real, imaginary] = ['r', 'i'].map((name) => (fields.get(name) as NumericValues).values as Float64Array);
  return { kind: 'complex', shape, real: real!, imaginary: imaginary! };
}

function scalar(found: NumericValues): number | bigint | boolean {
  if (found.kind === 'flags') return found.values[0] === 1;
  const value = found.values[0]!;
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function typeOf(found: NumericValues): StoredType {
  return found.kind === 'numbers' && found.half ? 'float16' : storedType(found.values);
}

function numericArray(found: NumericValues): NumericArray {
  const { shape, values } = found;
  if (found.kind === 'flags') return { kind: 'array', shape, values: Float32Array.from(found.values), type: 'boolean' };
  if (values instanceof Float32Array || values instanceof Float64Array)
    return { kind: 'array', shape, values, type: 'float', ...(found.half && { stored: 'float16' }) };
  const stored = storedType(values);
  const type = { kind: 'array', shape, type: 'integer', ...(stored !== 'int64' && { stored }) } as const;
  const exact = wholeNumbers(values);
  if (exact) return { ...type, values: exact };
  // Only those of 64 bits are beyond 2^53.
  return { ...type, values: values as BigInt64Array | BigUint64Array };
}
