import { createHash, type Hash } from 'node:crypto';
import {
  type Column,
  columnLength,
  DenseMatrix,
  type Matrix,
  type NumericArray,
  SparseMatrix,
  Table,
  type UnsValue,
  valueAt,
} from '../data';
import { sumsOfBlocks } from '../wasm';

/** What stands for a part of the data: a hash that changes with any bit of it, and some of its values. */
export interface Digest {
  /** 128 bits of SHA-256, of large arrays over sums of 256 bits for each 4 KB, base64url. NaN counts as one value, whatever its bits. */
  hash: string;
  /** What it is: 'float32 [200, 50]', 'sparse float32 [200, 1000]', 'categorical [200]'. */
  form: string;
  /** Up to 64 of its values, from places that are evenly spread; null where one is missing or NaN. */
  sample: (number | string | boolean | null)[];
}

/** Bytes above which an array is summed by blocks first. Ours. */
const LARGE = 2 ** 20;
/** Values that a digest keeps. Ours. */
const SAMPLED = 64;

type Numbers = NumericArray['values'] | Int32Array | Uint8Array;

/** Digests of arrays that were looked at before. Arrays of a step are never written to again, which a sample of them is asked. */
const known = new WeakMap<object, Digest>();

/** The digest of a matrix. */
export function digestOfMatrix(matrix: Matrix): Digest {
  const kind = typeOf(matrix.values);
  const shape = `[${matrix.rows}, ${matrix.columns}]`;
  if (matrix instanceof DenseMatrix) {
    return combined(`${kind} ${shape}${matrix.inner ? ` of [${matrix.inner.join(', ')}]` : ''}`, [matrix.values]);
  }
  return combined(`sparse ${kind} ${shape}`, [matrix.values, matrix.indices, matrix.indptr]);
}

/** The digest of a column of a table. */
export function digestOfColumn(column: Column): Digest {
  const length = columnLength(column);
  const form = `${column.kind === 'numeric' ? typeOf(column.values) : column.kind} [${length}]`;
  const sample = places(length).map((at) => plain(valueAt(column, at)));
  const missing = column.kind !== 'categorical' && column.missing ? [column.missing] : [];
  if (column.kind === 'categorical') {
    const marks = JSON.stringify([column.categories, column.ordered]);
    return { ...combined(form, [column.codes], marks), sample };
  }
  const { values } = column;
  if (Array.isArray(values)) return { ...ofTexts(form, values, missing), sample };
  return { ...combined(form, [values, ...missing]), sample };
}

/** The digest of names. */
export function digestOfNames(names: readonly string[]): Digest {
  return ofTexts(`names [${names.length}]`, names, []);
}

/** The digest of several arrays by name, one value of each of which is kept, or, of one alone, as many as of a matrix. */
export function digestOfArrays(
  form: string,
  arrays: ReadonlyMap<string, Float32Array | Float64Array | Int32Array>,
): Digest {
  const hash = createHash('sha256').update(form);
  const names = [...arrays.keys()].sort();
  for (const name of names) hash.update(`${JSON.stringify(name)}:${ofNumbers(arrays.get(name)!).hash}`);
  const middle = (values: Numbers): number | bigint => values[values.length >> 1] ?? 0;
  const only = names.length === 1 ? arrays.get(names[0]!)! : undefined;
  const sample = only ? sampleOf(only) : places(names.length).map((at) => plain(middle(arrays.get(names[at]!)!)));
  return { hash: shortened(hash), form, sample };
}

/** The digest of an unstructured entry. */
export function digestOfEntry(value: UnsValue): Digest {
  const hash = createHash('sha256');
  addEntry(hash, value);
  const sample = value === null || typeof value !== 'object' ? [plain(value)] : isArray(value) ? sampleOf(value.values) : []; // prettier-ignore
  return { hash: shortened(hash), form: formOf(value), sample };
}

function addEntry(hash: Hash, value: UnsValue): void {
  if (value === null || typeof value !== 'object') {
    return void hash.update(
      `${typeof value} ${typeof value === 'number' && Number.isNaN(value) ? 'nan' : String(value)};`,
    );
  }
  if (value instanceof Map) {
    for (const name of [...value.keys()].sort()) {
      hash.update(`${JSON.stringify(name)}:`);
      addEntry(hash, value.get(name)!);
    }
    return void hash.update(';');
  }
  if (value instanceof Table) return addTable(hash, value);
  if (value instanceof SparseMatrix) return void hash.update(digestOfMatrix(value).hash);
  if (value.kind === 'array') {
    hash.update(`${value.type} [${value.shape.join()}]`);
    return addNumbers(hash, value.values);
  }
  if (value.kind === 'complex') {
    hash.update(`complex [${value.shape.join()}]`);
    addNumbers(hash, value.real);
    return addNumbers(hash, value.imaginary);
  }
  if (value.kind === 'strings') return void hash.update(JSON.stringify([value.shape, value.values]));
  if (value.kind === 'records') {
    for (const [name, field] of value.fields) hash.update(`${JSON.stringify(name)}:${digestOfColumn(field).hash}`);
    return;
  }
  hash.update(digestOfColumn(value).hash);
}

function addTable(hash: Hash, table: Table): void {
  hash.update(digestOfNames(table.index).hash);
  for (const name of table.names) hash.update(`${JSON.stringify(name)}:${digestOfColumn(table.get(name)).hash}`);
}

function formOf(value: UnsValue): string {
  if (value === null) return 'nothing';
  if (typeof value !== 'object') return typeof value;
  if (value instanceof Map) return `entries ${[...value.keys()].sort().join(', ')}`;
  if (value instanceof Table) return `table [${value.length}, ${value.names.length}]`;
  if (value instanceof SparseMatrix) return `sparse ${typeOf(value.values)} [${value.rows}, ${value.columns}]`;
  if (value.kind === 'array') return `${typeOf(value.values)} [${value.shape.join(', ')}]`;
  return value.kind;
}

const isArray = (value: object): value is NumericArray => (value as { kind?: unknown }).kind === 'array';

/** The digest of arrays one after the other; the first is the one that is sampled. */
function combined(form: string, arrays: readonly Numbers[], marks = ''): Digest {
  const hash = createHash('sha256').update(form).update(marks);
  for (const array of arrays) hash.update(ofNumbers(array).hash);
  return { hash: shortened(hash), form, sample: sampleOf(arrays[0]!) };
}

function ofNumbers(values: Numbers): Digest {
  const sample = sampleOf(values);
  const before = known.get(values);
  if (before && same(before.sample, sample)) return before;
  const hash = createHash('sha256');
  addNumbers(hash, values);
  const digest = { hash: shortened(hash), form: typeOf(values), sample };
  known.set(values, digest);
  return digest;
}

/**
 * The bytes of numbers, as little-endian machines have them: those that Node and TensorFlow run on. Of many numbers sums of blocks, which take a tenth of
 * the time.
 */
export function addNumbers(hash: Hash, values: Numbers): void {
  if (values.byteLength > LARGE) {
    hash.update(`${typeOf(values)} ${values.length} in blocks `).update(sumsOfBlocks(values));
    return;
  }
  hash.update(`${typeOf(values)} ${values.length} `);
  const clean = values instanceof Float32Array || values instanceof Float64Array ? withOneNaN(values) : values;
  hash.update(new Uint8Array(clean.buffer, clean.byteOffset, clean.byteLength));
}

/** Processors differ in the bits of NaN, which have no meaning; the values themselves where there is none. */
function withOneNaN(values: Float32Array | Float64Array): Float32Array | Float64Array {
  for (let i = 0; i < values.length; i++) {
    // A number is itself; this is quicker than Number.isNaN on many.
    if (values[i] === values[i]) continue;
    const copy = values.slice();
    const bits = copy instanceof Float32Array ? new Uint32Array(copy.buffer) : new BigUint64Array(copy.buffer);
    for (let e = i; e < copy.length; e++) if (copy[e] !== copy[e]) setNaN(bits, e);
    return copy;
  }
  return values;
}

function setNaN(bits: Uint32Array | BigUint64Array, at: number): void {
  if (bits instanceof Uint32Array) bits[at] = 0x7fc00000;
  else bits[at] = 0x7ff8000000000000n;
}

function ofTexts(form: string, texts: readonly string[], marks: readonly Uint8Array[]): Digest {
  const hash = createHash('sha256').update(form).update(JSON.stringify(texts));
  for (const mark of marks) hash.update(mark);
  return { hash: shortened(hash), form, sample: places(texts.length).map((at) => texts[at]!) };
}

function sampleOf(values: Numbers): Digest['sample'] {
  return places(values.length).map((at) => plain(values[at]!));
}

function plain(value: unknown): number | string | boolean | null {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value);
  return value as string | boolean | null;
}

/** Places evenly spread over `length`. */
function places(length: number): number[] {
  const count = Math.min(SAMPLED, length);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}

const same = (a: Digest['sample'], b: Digest['sample']): boolean => a.every((value, i) => value === b[i]);

const typeOf = (values: Numbers): string => values.constructor.name.replace(/Array$/, '').toLowerCase();

const shortened = (hash: Hash): string => hash.digest().subarray(0, 16).toString('base64url');
