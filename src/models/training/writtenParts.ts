import { AnnData, MuData } from '../../data';
import { cellDataOf, type Corpus, isCorpus, type ModelData } from '../contract';

/** Maps of data into which a training may write. */
const MAPS = ['obsm', 'varm', 'obsp', 'varp', 'layers', 'uns'] as const;

/** What was set in one table of cells: columns of obs and var, entries of its maps. */
export interface Written {
  /** The modality, or '' for the whole. */
  readonly modality: string;
  readonly obs: readonly (readonly [string, unknown])[];
  readonly var: readonly (readonly [string, unknown])[];
  readonly maps: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
}

type Entries = ReadonlyMap<string, unknown>;

/** Data whose maps and tables are their own, so that what is written into them stays there. */
export function ownParts(data: ModelData | Corpus): ModelData | Corpus {
  if (isCorpus(data)) return data;
  if (data instanceof AnnData) return data.with({});
  if (data instanceof MuData)
    return data.with({ mod: [...data.mod].map(([name, one]) => [name, one.with({})] as const) });
  return { ...data, cells: ownParts(data.cells) as AnnData | MuData };
}

/** Remembers what the data hold. @returns says what was set since */
export function watchParts(data: ModelData | Corpus): () => Written[] {
  const before = tablesOf(data).map(([modality, one]) => ({ modality, one, parts: partsOf(one) }));
  return () =>
    before.flatMap(({ modality, one, parts }) => {
      const now = partsOf(one);
      const changed = (name: string): [string, unknown][] =>
        [...(now.get(name) ?? [])].filter(([key, value]) => parts.get(name)?.get(key) !== value);
      const maps = Object.fromEntries(MAPS.map((name) => [name, changed(name)]));
      const found = { modality, obs: changed('obs'), var: changed('var'), maps };
      return found.obs.length + found.var.length + Object.values(maps).flat().length > 0 ? [found] : [];
    });
}

/** Sets in the data what was set in a copy of them. */
export function writeInto(data: ModelData | Corpus, written: readonly Written[]): void {
  const tables = new Map(tablesOf(data));
  for (const { modality, obs, var: features, maps } of written) {
    const one = tables.get(modality);
    if (!one) continue;
    for (const [name, column] of obs) one.obs.set(name, column as never);
    for (const [name, column] of features) one.var.set(name, column as never);
    for (const name of MAPS) {
      const map: Map<string, unknown> | undefined =
        name === 'layers' ? ('layers' in one ? one.layers : undefined) : one[name];
      for (const [key, value] of maps[name] ?? []) map?.set(key, value);
    }
  }
}

function tablesOf(data: ModelData | Corpus): [string, AnnData | MuData][] {
  if (isCorpus(data)) return [];
  const cells = cellDataOf('fit', data);
  return [['', cells], ...(cells instanceof MuData ? [...cells.mod].map(([name, one]): [string, AnnData] => [`/${name}`, one]) : [])]; // prettier-ignore
}

function partsOf(one: AnnData | MuData): Map<string, Entries> {
  const columns = (table: AnnData['obs']): Entries => new Map(table.names.map((name) => [name, table.get(name)]));
  const maps = MAPS.map((name): [string, Entries] => [
    name,
    new Map<string, unknown>(name === 'layers' ? ('layers' in one ? one.layers : []) : one[name]),
  ]);
  return new Map<string, Entries>([['obs', columns(one.obs)], ['var', columns(one.var)], ...maps]);
}
