import { AnnData, type Matrix, Table } from '../data';

type Maps = 'layers' | 'obsm' | 'varm' | 'obsp' | 'varp' | 'obsmTables' | 'varmTables' | 'uns';
const MAPS: readonly Maps[] = ['layers', 'obsm', 'varm', 'obsp', 'varp', 'obsmTables', 'varmTables', 'uns'];

/** Which entries some data have. */
export type Entries = Map<string, Map<string, unknown>>;

/** The entries of data before a call, by which those are told that it writes. */
export function entriesOf(adata: AnnData): Entries {
  const columns = (table: Table): Map<string, unknown> => new Map(table.names.map((name) => [name, table.get(name)]));
  return new Map<string, Map<string, unknown>>([
    ['obs', columns(adata.obs)],
    ['var', columns(adata.var)],
    ...MAPS.map((part) => [part, new Map<string, unknown>(adata[part])] as const),
  ]);
}

/** Data with those entries alone that are not as they were; undefined when all are. */
export function changesSince(adata: AnnData, before: Entries): AnnData | undefined {
  let count = 0;
  const changed = <V>(part: string, entries: Iterable<readonly [string, V]>): [string, V][] => {
    const known = before.get(part);
    const found = [...entries].filter(([name, value]) => known?.get(name) !== value) as [string, V][];
    count += found.length;
    return found;
  };
  const columns = (part: 'obs' | 'var'): Table => {
    const table = adata[part];
    return new Table(
      table.index,
      changed(
        part,
        table.names.map((name) => [name, table.get(name)] as const),
      ),
    );
  };
  const matrices = (part: 'layers' | 'obsp' | 'varp'): [string, Matrix][] => changed(part, adata[part]);
  const found = new AnnData({
    obs: columns('obs'),
    var: columns('var'),
    layers: matrices('layers'),
    obsm: changed('obsm', adata.obsm),
    varm: changed('varm', adata.varm),
    obsp: matrices('obsp'),
    varp: matrices('varp'),
    obsmTables: changed('obsmTables', adata.obsmTables),
    varmTables: changed('varmTables', adata.varmTables),
    uns: new Map(changed('uns', adata.uns)),
  });
  return count ? found : undefined;
}

/** Whether some data are others' cells, features and values, with more or other entries beside. */
export function isExtended(data: AnnData, of: AnnData): boolean {
  const alike = (part: 'obs' | 'var'): boolean => {
    const [a, b] = [data[part].index, of[part].index];
    return a.length === b.length && a.every((name, i) => name === b[i]);
  };
  return data.X === of.X && alike('obs') && alike('var');
}
