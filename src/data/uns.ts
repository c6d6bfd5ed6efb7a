import type { Column, StoredType } from './column';
import type { SparseMatrix } from './sparseMatrix';
import type { Table } from './table';

/** Numbers of any shape, row-major. Whole numbers beyond 2^53 stay exact as BigInt64Array or BigUint64Array. */
export interface NumericArray {
  kind: 'array';
  shape: number[];
  values: Float32Array | Float64Array | BigInt64Array | BigUint64Array;
  /** What the numbers are, for writing: 'float', 'integer' or 'boolean'. */
  type: 'float' | 'integer' | 'boolean';
  /** The type in the file that the numbers come from, and in one that is written. int64, or that of `values`. */
  stored?: StoredType;
}

/** Complex numbers of any shape, row-major. */
export interface ComplexArray {
  kind: 'complex';
  shape: number[];
  real: Float32Array | Float64Array;
  imaginary: Float32Array | Float64Array;
}

/** Text of any shape, row-major. */
export interface StringArray {
  kind: 'strings';
  shape: number[];
  values: string[];
}

/** Rows of named fields (numpy's record array). */
export interface Records {
  kind: 'records';
  length: number;
  fields: Map<string, Column>;
}

/** One entry of the unstructured part: a leaf, or a map of entries. */
export type UnsValue =
  | null
  | string
  | number
  | boolean
  | bigint
  | NumericArray
  | ComplexArray
  | StringArray
  | Records
  | Column
  | Table
  | SparseMatrix
  | Uns;

/** The entry of the unstructured part that holds receipts of steps. */
export const RECEIPTS_KEY = 'tissuebook_receipts';

/** The unstructured part of an AnnData: names to entries, nested. A Map, so that no name is special. */
export type Uns = Map<string, UnsValue>;

/** The entry at a path of names; undefined where there is none. */
export function unsAt(uns: Uns, ...path: readonly string[]): UnsValue | undefined {
  let here: UnsValue | undefined = uns;
  for (const name of path) here = here instanceof Map ? here.get(name) : undefined;
  return here;
}

/** Numbers as an entry of the unstructured part; one dimension unless a shape is given. */
export function numericArray(values: ArrayLike<number>, shape: readonly number[] = [values.length]): NumericArray {
  const floats = values instanceof Float32Array || values instanceof Float64Array;
  const numbers = floats ? values : Float64Array.from(values);
  return { kind: 'array', shape: [...shape], values: numbers, type: floats ? 'float' : 'integer' };
}

/** Text as an entry of the unstructured part, of one dimension. */
export function stringArray(values: readonly string[]): StringArray {
  return { kind: 'strings', shape: [values.length], values: [...values] };
}

/** The text of the entry at a path of names; undefined where there is none, or something else. */
export function textsAt(uns: Uns, ...path: readonly string[]): string[] | undefined {
  const found = unsAt(uns, ...path);
  return found && typeof found === 'object' && 'kind' in found && found.kind === 'strings' ? found.values : undefined;
}
