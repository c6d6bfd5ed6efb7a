import { type CategoricalColumn, type Column, columnLength, type StoredType, toColumn, valueAt } from '../column';

/**
 * One column of several, under each other; values are missing where there is no column. Categories are joined; columns of
 * different kinds become text.
 *
 * @param lengths the number of rows of each
 */
export function joinColumns(columns: readonly (Column | undefined)[], lengths: readonly number[]): Column {
  const present = columns.filter((column): column is Column => column !== undefined);
  const kinds = new Set(present.map(({ kind }) => kind));
  if (kinds.size === 1 && kinds.has('categorical')) return joinCategories(columns as CategoricalColumn[], lengths);
  const asText = kinds.size > 1;
  const values = columns.flatMap((column, i) =>
    Array.from({ length: column ? columnLength(column) : lengths[i]! }, (_, row) => {
      const value = column ? valueAt(column, row) : null;
      return asText && value !== null ? String(value) : value;
    }),
  );
  return keepKind(present, toColumn(values as string[]));
}

/** Floats stay floats, also when all of them happen to be whole or none is left. */
function keepKind(present: readonly Column[], joined: Column): Column {
  const floats = present.some((column) => column.kind === 'numeric' && !column.integer);
  const stored = sameStored(present);
  if (joined.kind === 'string' && (stored === 'int64' || stored === 'uint64')) return { ...joined, stored };
  if (joined.kind !== 'numeric') return joined;
  const type = stored && stored !== 'boolean' ? { stored } : {};
  if (!floats) return { ...joined, ...type };
  return { ...type, kind: 'numeric', integer: false, values: joined.values.map((value, i) => (joined.missing?.[i] ? NaN : value)) }; // prettier-ignore
}

/** The type that all columns have in their files; undefined where they differ. */
function sameStored(columns: readonly Column[]): StoredType | 'boolean' | undefined {
  const types = new Set(columns.map((column) => (column.kind === 'boolean' ? undefined : column.stored)));
  return types.size === 1 ? [...types][0] : undefined;
}

function joinCategories(columns: readonly (CategoricalColumn | undefined)[], lengths: readonly number[]): Column {
  const code = new Map<string, number>();
  const numbers: number[] = [];
  for (const column of columns) {
    column?.categories.forEach((category, c) => {
      if (code.has(category)) return;
      code.set(category, code.size);
      numbers.push(column.numbers?.[c] ?? NaN);
    });
  }
  const codes = columns.flatMap((column, i) =>
    column
      ? Array.from(column.codes, (c) => (c < 0 ? -1 : code.get(column.categories[c]!)!))
      : Array.from({ length: lengths[i]! }, () => -1),
  );
  const present = columns.filter((column) => column !== undefined);
  const numeric = present.every((column) => column.numbers !== undefined);
  const stored = sameStored(present);
  return {
    kind: 'categorical',
    codes: Int32Array.from(codes),
    categories: [...code.keys()],
    ordered: false,
    ...(numeric && { numbers: Float64Array.from(numbers) }),
    ...(stored && { stored }),
  };
}
