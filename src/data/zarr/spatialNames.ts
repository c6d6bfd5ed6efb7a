import type { AnnData } from '../annData';
import { Table } from '../table';

/** Whether spatialdata takes a name, of an element or of what is in a table. */
export const isSpatialName = (name: string): boolean => /^(?!__)(?!\.{1,2}$)[\p{L}\p{N}_.-]+$/u.test(name);

/**
 * The data with names that spatialdata takes: other signs than letters, digits, "_", "-" and "." are "_", two "_" in front are left out, and names that differ in
 * capitals alone get another "_". What is renamed is told.
 */
export function withSpatialNames(adata: AnnData, notice: (sentence: string) => void): AnnData {
  const renamed = (where: string, names: Iterable<string>): Map<string, string> => {
    const taken = new Set<string>();
    return new Map(
      [...names].map((name) => {
        let written = isSpatialName(name) && name !== '_index' ? name : plain(name);
        while (taken.has(written.toLowerCase())) written += '_';
        taken.add(written.toLowerCase());
        if (written !== name) notice(`${where}["${name}"] was written as "${written}": spatialdata has no such names.`);
        return [name, written];
      }),
    );
  };
  const entries = <T>(where: string, map: ReadonlyMap<string, T>, names = renamed(where, map.keys())): [string, T][] =>
    [...map].map(([name, value]) => [names.get(name)!, value]);
  const columns = (where: string, table: Table): Table => {
    const names = renamed(where, table.names);
    return new Table(table.index, table.names.map((name) => [names.get(name)!, table.get(name)] as const), table); // prettier-ignore
  };
  const obsm = renamed('obsm', new Set([...adata.obsm.keys(), ...adata.obsmTables.keys()]));
  const varm = renamed('varm', new Set([...adata.varm.keys(), ...adata.varmTables.keys()]));
  return adata.with({
    obs: columns('obs', adata.obs),
    var: columns('var', adata.var),
    obsm: entries('obsm', adata.obsm, obsm),
    obsmTables: entries('obsm', adata.obsmTables, obsm),
    varm: entries('varm', adata.varm, varm),
    varmTables: entries('varm', adata.varmTables, varm),
    obsp: entries('obsp', adata.obsp),
    varp: entries('varp', adata.varp),
    layers: entries('layers', adata.layers),
    uns: new Map(entries('uns', adata.uns)),
  });
}

function plain(name: string): string {
  const written = name.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^_{2,}/, '').replace(/^\.{0,2}$/, 'unnamed'); // prettier-ignore
  return written === '_index' ? 'index' : written;
}
