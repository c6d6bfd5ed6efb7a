import { TissuebookError } from '../errors';

/** Types of numbers in files, by numpy's names. */
export type StoredType =
  'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'float16' | 'float32' | 'float64';

/** Numbers; `missing[i]` is 1 where there is none (nullable columns), `integer` keeps whole numbers whole in a file. */
export interface NumericColumn {
  kind: 'numeric';
  values: Float64Array | Float32Array;
  integer: boolean;
  missing?: Uint8Array;
  /** The type in the file that the numbers come from, and in one that is written. int64 or that of `values`. */
  stored?: StoredType;
}

/** Labels by code: `codes[i]` points into `categories`, -1 is missing. */
export interface CategoricalColumn {
  kind: 'categorical';
  codes: Int32Array;
  categories: string[];
  ordered: boolean;
  /** The categories as numbers, where the file holds numbers (clusters 0, 1, 2, ...). */
  numbers?: Float64Array;
  /** What the categories are in the file, where they are no text there: numbers of a type, or False and True. */
  stored?: StoredType | 'boolean';
}

/** True (1) and false (0); `missing[i]` is 1 where there is neither. */
export interface BooleanColumn {
  kind: 'boolean';
  values: Uint8Array;
  missing?: Uint8Array;
}

/** Free text; `missing[i]` is 1 where there is none. */
export interface StringColumn {
  kind: 'string';
  values: string[];
  missing?: Uint8Array;
  /** Of whole numbers beyond 2^53, which only text keeps exact here: their type in files. */
  stored?: 'int64' | 'uint64';
}

/** One column of a table. */
export type Column = NumericColumn | CategoricalColumn | BooleanColumn | StringColumn;

/** What a table takes as a column: a column, or plain values, from which one is made. */
export type ColumnValues =
  Column | ArrayLike<number> | readonly (string | null)[] | readonly (boolean | null)[] | readonly (number | null)[];

export function columnLength(column: Column): number {
  return column.kind === 'categorical' ? column.codes.length : column.values.length;
}

/** Labels as a categorical column; categories in sorted order unless given. null is missing. */
export function categorical(
  labels: readonly (string | null)[],
  options: { categories?: readonly string[]; ordered?: boolean } = {},
): CategoricalColumn {
  const present = new Set(labels.filter((label): label is string => label !== null));
  const categories = options.categories ? [...options.categories] : [...present].sort();
  const code = new Map(categories.map((category, i) => [category, i]));
  const codes = Int32Array.from(labels, (label) => {
    const found = label === null ? -1 : code.get(label);
    if (found === undefined) {
      throw new TissuebookError('invalid-argument', `categorical: "${label}" is not among the categories.`, {
        argument: 'categories',
        found: label,
      });
    }
    return found;
  });
  return { kind: 'categorical', codes, categories, ordered: options.ordered ?? false };
}

/** The value at a place as text, number or boolean; null where it is missing. */
export function valueAt(column: Column, i: number): string | number | boolean | null {
  if (column.kind === 'categorical') {
    const code = column.codes[i]!;
    return code < 0 ? null : (column.numbers?.[code] ?? column.categories[code]!);
  }
  if (column.missing?.[i]) return null;
  return column.kind === 'boolean' ? column.values[i] === 1 : column.values[i]!;
}

/** All values of a column, null where one is missing. */
export function valuesOf(column: Column): (string | number | boolean | null)[] {
  return Array.from({ length: columnLength(column) }, (_, i) => valueAt(column, i));
}

/** How often each category of a column occurs, in the order of its categories. */
export function countCategories(column: CategoricalColumn): Int32Array {
  const counts = new Int32Array(column.categories.length);
  for (const code of column.codes) if (code >= 0) counts[code]!++;
  return counts;
}

/** The rows at `positions`. */
export function takeValues(column: Column, positions: ArrayLike<number>): Column {
  const pick = <T extends Uint8Array | Int32Array | Float64Array | Float32Array>(from: T): T => {
    const out = new (from.constructor as new (n: number) => T)(positions.length);
    for (let i = 0; i < positions.length; i++) out[i] = from[positions[i]!]!;
    return out;
  };
  if (column.kind === 'categorical') return { ...column, codes: pick(column.codes) };
  const missing = column.missing ? { missing: pick(column.missing) } : {};
  if (column.kind === 'string') {
    return { ...column, values: Array.from(positions, (i) => column.values[i]!), ...missing };
  }
  if (column.kind === 'boolean') return { ...column, values: pick(column.values), ...missing };
  return { ...column, values: pick(column.values), ...missing };
}

/** A column from plain values: numbers, booleans or text by the first value that is there; null is missing. */
export function toColumn(values: ColumnValues): Column {
  if ('kind' in values) return values;
  if (values instanceof Float32Array || values instanceof Float64Array) {
    return { kind: 'numeric', values, integer: false };
  }
  const items: readonly unknown[] = Array.isArray(values) ? values : Array.from(values as ArrayLike<number>);
  const first = items.find((value) => value !== null);
  const wrong = items.find((value) => value !== null && typeof value !== typeof first);
  if (wrong !== undefined || (first !== undefined && !['string', 'number', 'boolean'].includes(typeof first))) {
    throw new TissuebookError('invalid-argument', 'A column holds numbers, booleans or text, one kind in a column.', {
      argument: 'values',
      found: wrong ?? first,
    });
  }
  const missing = items.includes(null) ? { missing: Uint8Array.from(items, (value) => (value === null ? 1 : 0)) } : {};
  if (typeof first === 'string')
    return { kind: 'string', values: items.map((v) => (v as string | null) ?? ''), ...missing };
  if (typeof first === 'boolean')
    return { kind: 'boolean', values: Uint8Array.from(items, (v) => (v ? 1 : 0)), ...missing };
  const numbers = Float64Array.from(items, (value) => (value as number | null) ?? 0);
  const integer =
    !(Array.isArray(values) && items.length === 0) && numbers.every((value) => Number.isSafeInteger(value));
  return { kind: 'numeric', values: numbers, integer, ...missing };
}
