import { TissuebookError } from '../../errors';
import { anything, checkOptions, oneOf, text } from '../../options';
import { AnnData } from '../annData';
import { categorical, type Column, valuesOf } from '../column';
import type { DenseMatrix } from '../denseMatrix';
import type { Matrix } from '../sparseMatrix';
import { Table } from '../table';
import { joinColumns } from './joinColumns';
import { joinMatrices, stackRows } from './joinMatrices';

export interface ConcatOptions {
  /** 'inner': features that all have. 'outer': features that any has. 'inner', as anndata. */
  join?: 'inner' | 'outer';
  /** An obs column that takes the key of the data that each cell comes from. None. */
  label?: string;
  /** A key for each of the data. '0', '1', ... */
  keys?: readonly string[];
  /** What stands between a cell's name and its key, so that names stay apart; names stay as they are without it. */
  indexUnique?: string;
}

/**
 * Puts the cells of several data under each other, as anndata.concat along obs. Features are matched by name. With
 * join 'outer' a feature that some lack is 0 there in sparse matrices, NaN in dense ones, and columns of obs are missing
 * there. Layers and obsm are kept where all have them, of equal width; columns of var where all that have the feature
 * agree on the value. Pairs of cells, uns and raw are left out, and `notices` says so.
 *
 * @throws TissuebookError 'invalid-argument' (nothing to put together; a feature name twice; keys of another number)
 */
export function concat(list: readonly AnnData[], options: ConcatOptions = {}): AnnData {
  checkOptions('concat', options, {
    join: oneOf('inner', 'outer'),
    label: text,
    keys: anything,
    indexUnique: text,
  });
  const { join = 'inner', label, keys = list.map((_, i) => String(i)), indexUnique } = options;
  check(list, keys);
  const features = joinNames(list, join);
  const places = list.map((adata) => placesOf(adata, features));
  const joined = (matrices: (Matrix | undefined)[]): Matrix | undefined =>
    joinMatrices(matrices, places, features.length);
  const obs = joinObs(list, join, keys, indexUnique);
  if (label !== undefined) {
    obs.set(label, categorical(list.flatMap((adata, i) => adata.obs.index.map(() => keys[i]!)), { categories: [...keys] })); // prettier-ignore
  }
  return new AnnData({
    X: joined(list.map((adata) => adata.X)),
    obs,
    var: joinVar(list, features),
    layers: commonKeys(list, 'layers').flatMap((name) => {
      const layer = joined(list.map((adata) => adata.layers.get(name)));
      return layer ? [[name, layer] as const] : [];
    }),
    obsm: commonKeys(list, 'obsm').flatMap((name) => stacked(list, name)),
    notices: leftOut(list),
  });
}

function check(list: readonly AnnData[], keys: readonly string[]): void {
  if (list.length === 0) {
    throw new TissuebookError('invalid-argument', 'concat: there are no data to put together.', { argument: 'list' });
  }
  if (keys.length !== list.length || new Set(keys).size !== keys.length) {
    throw new TissuebookError('invalid-argument', `concat: ${list.length} data need as many different keys.`, {
      argument: 'keys',
      found: keys.length,
    });
  }
  list.forEach((adata, i) => {
    const seen = new Set<string>();
    const twice = adata.var.index.find((name) => seen.size === seen.add(name).size);
    if (twice === undefined) return;
    throw new TissuebookError('invalid-argument', `concat: the feature "${twice}" is there twice in data ${keys[i]}.`, {
      argument: 'list',
      found: twice,
      advice: 'Features are matched by name: make the names of var.index different first.',
    });
  });
}

/** Names of all features, in the order in which they are met; of an inner join only those that all have. */
function joinNames(list: readonly AnnData[], join: 'inner' | 'outer'): string[] {
  const count = new Map<string, number>();
  for (const adata of list) for (const name of adata.var.index) count.set(name, (count.get(name) ?? 0) + 1);
  return [...count.keys()].filter((name) => join === 'outer' || count.get(name) === list.length);
}

/** For each feature of the result its column in the data, -1 where it has none. */
function placesOf(adata: AnnData, features: readonly string[]): Int32Array {
  const place = new Map(adata.var.index.map((name, j) => [name, j]));
  return Int32Array.from(features, (name) => place.get(name) ?? -1);
}

function joinObs(
  list: readonly AnnData[],
  join: 'inner' | 'outer',
  keys: readonly string[],
  indexUnique: string | undefined,
): Table {
  const index = list.flatMap((adata, i) =>
    adata.obs.index.map((name) => (indexUnique === undefined ? name : `${name}${indexUnique}${keys[i]}`)),
  );
  const table = new Table(index);
  for (const name of new Set(list.flatMap((adata) => adata.obs.names))) {
    const columns = list.map((adata) => (adata.obs.has(name) ? adata.obs.get(name) : undefined));
    if (join === 'inner' && columns.includes(undefined)) continue;
    table.set(name, joinColumns(columns, list.map((adata) => adata.nObs))); // prettier-ignore
  }
  return table;
}

/** Columns of var on which all data agree. */
function joinVar(list: readonly AnnData[], features: readonly string[]): Table {
  const table = new Table(features);
  const [first, ...others] = list;
  for (const name of first!.var.names) {
    if (others.some((adata) => !adata.var.has(name))) continue;
    const found = agreed(list, name, features);
    if (found) table.set(name, found);
  }
  return table;
}

function agreed(list: readonly AnnData[], name: string, features: readonly string[]): Column | undefined {
  const value = new Map<string, string | number | boolean | null>();
  const kinds = new Set(list.map((adata) => adata.var.get(name).kind));
  if (kinds.size > 1) return undefined;
  for (const adata of list) {
    const values = valuesOf(adata.var.get(name));
    for (const [j, feature] of adata.var.index.entries()) {
      if (value.has(feature) && !Object.is(value.get(feature), values[j])) return undefined;
      value.set(feature, values[j]!);
    }
  }
  const single = new Table(features, [[name, features.map((feature) => value.get(feature) ?? null) as string[]]]);
  return kinds.has('categorical') ? categorical(valuesOf(single.get(name)).map(textOrNull)) : single.get(name);
}

const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));

function commonKeys(list: readonly AnnData[], part: 'layers' | 'obsm'): string[] {
  return [...list[0]![part].keys()].filter((name) => list.every((adata) => adata[part].has(name)));
}

function stacked(list: readonly AnnData[], name: string): [string, DenseMatrix][] {
  const matrices = list.map((adata) => adata.obsm.get(name)!);
  return matrices.every(({ columns }) => columns === matrices[0]!.columns) ? [[name, stackRows(matrices)]] : [];
}

function leftOut(list: readonly AnnData[]): string[] {
  const has = (part: (adata: AnnData) => boolean, what: string): string[] =>
    list.some(part) ? [`Left out by concat: ${what}.`] : [];
  return [
    ...list.flatMap(({ notices }) => notices),
    ...has(({ obsp }) => obsp.size > 0, 'obsp, the graphs'),
    ...has(({ uns }) => uns.size > 0, 'uns'),
    ...has(({ raw }) => raw !== undefined, 'raw'),
  ];
}
