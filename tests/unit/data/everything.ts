import { type AnnData, type Column, Table, toColumn, type UnsValue, valuesOf } from '../../../src/data';

/** A column as it is in Python's hands: text with missing values is categories there. */
function column(of: Column, throughPython: boolean): unknown {
  if (throughPython && of.kind === 'string' && of.missing?.includes(1) && !of.stored) return { kind: 'categorical', ordered: false, values: valuesOf(of) }; // prettier-ignore
  if (throughPython && of.kind === 'categorical' && !of.stored) return { kind: 'categorical', ordered: of.ordered, values: valuesOf(of) }; // prettier-ignore
  const type = of.kind === 'boolean' ? undefined : of.stored;
  const values = of.kind === 'numeric' ? of.values.constructor.name : undefined;
  const categories = of.kind === 'categorical' ? [of.categories, of.numbers, of.ordered] : undefined;
  return { kind: of.kind, type, array: values, categories, values: valuesOf(of) };
}

function tableOf(of: Table, throughPython: boolean, slashes = true): unknown {
  return [of.indexName, of.index, of.names.filter((name) => slashes || !name.includes('/')).map((name) => [name, column(of.get(name), throughPython)])]; // prettier-ignore
}

/** All that data hold, to compare, as they are here or come back from Python. @param slashes whether columns with a slash in their name count */
export function everything(a: AnnData, throughPython: boolean, slashes = true): unknown {
  const table = (of: Table): unknown => tableOf(of, throughPython, slashes);
  const sorted = (entries: Iterable<readonly [string, unknown]>): unknown => [...entries].sort(([p], [q]) => (p < q ? -1 : 1)); // prettier-ignore
  const matrices = (of: Iterable<readonly [string, { toDense(): { values: unknown; inner: unknown } }]>): unknown =>
    sorted([...of].map(([name, m]) => [name, [m.toDense().values, m.toDense().inner]] as const));
  const entry = (value: UnsValue): unknown => {
    if (value instanceof Map) return sorted([...value].map(([name, inner]) => [name, entry(inner)] as const));
    if (value instanceof Table) return table(value);
    return value !== null && typeof value === 'object' && 'kind' in value && !['array', 'complex', 'strings', 'records'].includes(value.kind) ? column(toColumn(value as Column), throughPython) : value; // prettier-ignore
  };
  const uns = new Map(a.uns);
  if (throughPython) uns.delete('complex');
  return {
    X: a.X?.toDense().values,
    obs: table(a.obs),
    var: table(a.var),
    matrices: [a.layers, a.obsm, a.varm, a.obsp, a.varp].map(matrices),
    tables: [...a.obsmTables].map(([name, of]) => [name, table(of)]),
    uns: entry(uns),
    raw: a.raw && [a.raw.X.toDense().values, table(a.raw.var), matrices(a.raw.varm ?? [])],
  };
}
