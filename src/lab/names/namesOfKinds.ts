import { AnnData, BackedAnnData, type Column, MuData, regionsOf, Table } from '../../data';
import { dataOf, type NamedData } from './dataOf';

/** Texts that are written out beside a name, by option. */
export type Beside = Readonly<Record<string, string>>;

/** Kinds of names that are labels of a column; what follows is the option that names the column. */
const LABEL = 'label of ';
/** Rows of a column of text that are looked through for its labels; of a longer one nothing is said (ours). */
const MOST_ROWS = 2_000_000;

/** The names of some kinds in a value, for completion. */
export function namesOfKinds(value: unknown, kinds: readonly string[], beside: Beside): string[] {
  const found = (dataOf(value) ?? []).flatMap((data) =>
    kinds.flatMap((kind) => [...(namesOf(data, kind, beside) ?? [])]),
  );
  return [...new Set(found)];
}

/** The names of a kind; undefined where that cannot be told. */
export function namesOf(data: NamedData, kind: string, beside: Beside): Iterable<string> | undefined {
  if (kind.startsWith(LABEL)) return labelsBeside(data, beside[kind.slice(LABEL.length)]);
  if (data instanceof Table) return kind === 'table column' || kind === 'column' ? data.names : undefined;
  switch (kind) {
    case 'column':
      return data instanceof MuData ? columnsOfAll(data) : data.obs.names;
    case 'feature':
      return data instanceof MuData ? inAll(data, (one) => one.var.index, data.var.index) : data.var.index;
    case 'layer':
      return data instanceof MuData ? inAll(data, (one) => one.layers.keys()) : data.layers.keys();
    case 'obsm':
      return data instanceof MuData ? inAll(data, entries, entries(data)) : entries(data);
    case 'basis':
      return data instanceof MuData ? undefined : data.obsm.keys();
    case 'X':
      return ['X'];
    case 'obsp':
      return data instanceof MuData ? inAll(data, (one) => one.obsp.keys(), data.obsp.keys()) : data.obsp.keys();
    case 'modality':
      return data instanceof MuData ? data.mod.keys() : undefined;
    case 'region':
      return data instanceof AnnData ? regionsOf(data).map(({ name }) => name) : undefined;
    default:
      return undefined;
  }
}

/** The columns that an option of a call may name, by their names. */
export function columnOf(data: NamedData, name: string): Column | undefined {
  if (data instanceof MuData) return undefined;
  const table = data instanceof Table ? data : data.obs;
  return table.has(name) ? table.get(name) : undefined;
}

function entries(data: AnnData | BackedAnnData | MuData): string[] {
  const tables = data instanceof BackedAnnData ? data.annotations.obsmTables : data.obsmTables;
  return [...data.obsm.keys(), ...tables.keys()];
}

/** Columns of the whole, those of a modality as 'rna:total', and as 'total'. */
function columnsOfAll(data: MuData): string[] {
  const own = [...data.mod].flatMap(([mod, { obs }]) => obs.names.flatMap((name) => [`${mod}:${name}`, name]));
  return [...data.obs.names, ...own];
}

function inAll(data: MuData, read: (one: AnnData) => Iterable<string>, whole: Iterable<string> = []): string[] {
  return [...whole, ...[...data.mod.values()].flatMap((one) => [...read(one)])];
}

function labelsBeside(data: NamedData, column: string | undefined): readonly string[] | undefined {
  const found = column === undefined ? undefined : columnOf(data, column);
  return found && labelsOf(found);
}

const known = new WeakMap<object, readonly string[]>();

/** The labels of a column; undefined for numbers and for columns that would take long. */
export function labelsOf(column: Column): readonly string[] | undefined {
  if (column.kind === 'categorical') return column.categories;
  if (column.kind !== 'string' || column.values.length > MOST_ROWS) return undefined;
  const { values, missing } = column;
  let labels = known.get(values);
  if (!labels) known.set(values, (labels = [...new Set(missing ? values.filter((_, i) => !missing[i]) : values)]));
  return labels;
}
