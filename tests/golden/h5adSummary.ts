import {
  type AnnData,
  type Column,
  type DenseMatrix,
  type Matrix,
  SparseMatrix,
  Table,
  type UnsValue,
  valuesOf,
} from '../../src/data';

/** A JSON value as expected.json has it: missing is null, NaN and infinities are text. */
type Json = unknown;

function number(value: number): Json {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function matrix(x: Matrix | undefined): Json {
  if (!x) return null;
  const dense = x.toDense();
  const [rows, columns] = [new Float64Array(x.rows), new Float64Array(x.columns)];
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++) {
      rows[i]! += dense.get(i, j);
      columns[j]! += dense.get(i, j);
    }
  }
  return {
    shape: [x.rows, x.columns],
    stored: x instanceof SparseMatrix ? x.stored : x.values.length,
    row_sums: [...rows.slice(0, 64)].map(number),
    column_sums: [...columns.slice(0, 64)].map(number),
  };
}

function plain(values: readonly unknown[]): Json {
  return values.map((value) => (typeof value === 'number' ? (Number.isNaN(value) ? null : number(value)) : value));
}

function kindOf(column: Column): string {
  if (column.kind === 'categorical') return 'categorical';
  const nullable = column.missing ? 'nullable-' : '';
  if (column.kind === 'numeric') return column.integer ? `${nullable}integer` : 'float';
  return nullable + column.kind;
}

function column(name: string, of: Column): Json {
  const values = plain(valuesOf(of));
  if (of.kind !== 'categorical') return { name, kind: kindOf(of), values };
  const categories = of.numbers ? [...of.numbers] : of.categories;
  return { name, kind: 'categorical', ordered: of.ordered, categories: plain(categories), values };
}

function table(of: Table): Json {
  return { shape: [of.length, of.names.length], columns: of.names.map((name) => column(name, of.get(name))) };
}

function tree(value: UnsValue): Json {
  if (value instanceof Map)
    return { kind: 'dict', items: [...value].map(([key, inner]) => [key, tree(inner)]).sort(byKey) };
  if (value instanceof Table) return { kind: 'matrix', ...(table(value) as object) };
  if (value instanceof SparseMatrix) return { kind: 'matrix', ...(matrix(value) as object) };
  if (value === null || typeof value !== 'object') return { kind: 'scalar', value };
  if (value.kind === 'records') return { kind: 'records', fields: [...value.fields.keys()], length: value.length };
  if (value.kind === 'strings') return { kind: 'strings', values: value.values };
  if (value.kind === 'complex')
    return { kind: 'complex', shape: value.shape, real: [...value.real], imaginary: [...value.imaginary] };
  if (value.kind !== 'array') return column('', value);
  let sum = 0;
  for (const item of value.values) sum += Number(item);
  return { kind: 'array', shape: value.shape, sum: number(sum) };
}

function byKey([a]: Json[], [b]: Json[]): number {
  return String(a) < String(b) ? -1 : 1;
}

function part(matrices: Map<string, Matrix | DenseMatrix>, tables = new Map<string, Table>()): Json {
  return [...[...matrices].map(([key, m]) => [key, matrix(m)]), ...[...tables].map(([key, t]) => [key, table(t)])].sort(
    byKey,
  );
}

/** What an AnnData holds, in the layout of expected.json, but for formats and number types, which the reader unifies. */
export function summarize(a: AnnData): Json {
  return {
    shape: [a.nObs, a.nVars],
    X: matrix(a.X),
    obs_names: a.obs.index.slice(0, 64),
    var_names: a.var.index.slice(0, 64),
    obs: a.obs.names.map((name) => column(name, a.obs.get(name))),
    var: a.var.names.map((name) => column(name, a.var.get(name))),
    uns: tree(a.uns),
    layers: part(a.layers),
    obsm: part(a.obsm, a.obsmTables),
    varm: part(a.varm, a.varmTables),
    obsp: part(a.obsp),
    varp: part(a.varp),
    raw: a.raw
      ? { shape: [a.raw.X.rows, a.raw.X.columns], X: matrix(a.raw.X), var_names: a.raw.var.index.slice(0, 64) }
      : null,
  };
}

/** A summary of expected.json in the layout of `summarize`: without formats and number types, maps as sorted lists. */
export function comparable(want: Json): Json {
  if (Array.isArray(want)) return want.map(comparable);
  if (want === null || typeof want !== 'object') return want;
  const entries = Object.entries(want as Record<string, Json>).filter(([key]) => key !== 'format' && key !== 'dtype');
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const asList = ['items', 'layers', 'obsm', 'varm', 'obsp', 'varp'].includes(key) && !Array.isArray(value);
      return [key, asList ? mapEntries(value) : comparable(value)];
    }),
  );
}

function mapEntries(value: Json): Json {
  return Object.entries(value as object)
    .map(([key, inner]) => [key, comparable(inner)])
    .sort(byKey);
}

/** What was got, with what was wanted in the place of every number that is close to it. */
export function near(got: unknown, want: unknown): unknown {
  if (typeof got === 'number' && typeof want === 'number') {
    return Math.abs(got - want) <= 1e-6 * Math.max(1, Math.abs(want)) ? want : got;
  }
  if (Array.isArray(got) && Array.isArray(want)) return got.map((item, i) => near(item, want[i]));
  if (got && want && typeof got === 'object' && typeof want === 'object') {
    return Object.fromEntries(Object.entries(got).map(([key, value]) => [key, near(value, (want as never)[key])]));
  }
  return got;
}
