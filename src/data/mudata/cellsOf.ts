import { AnnData } from '../annData';
import { Table } from '../table';
import { pulledNames } from './cellColumns';
import { MuData } from './muData';

/**
 * What is known of the cells, of one kind of data or of several: an AnnData without features. An AnnData is given back as
 * it is. Of a MuData come obs, obsm, obsp and uns of the whole and what its modalities add: columns of obs as
 * `MuData.column` names them, and entries of obsm of modalities that have every cell, of uns where the whole has none of
 * that name; of several the first.
 *
 * @example
 * coordinates(cellsOf(mdata)).points; // positions, whichever modality has them
 */
export function cellsOf(data: AnnData | MuData): AnnData {
  if (!(data instanceof MuData)) return data;
  const obs = data.obs.clone();
  const pulled = pulledNames(data);
  for (const [name, [, column]] of pulled) {
    // A column that one modality alone has is there under its own name: not twice.
    if (name === column || !pulled.has(column)) obs.set(name, data.column(name));
  }
  const [obsm, obsmTables, uns] = [new Map(data.obsm), new Map(data.obsmTables), new Map(data.uns)];
  for (const [modality, adata] of data.mod) {
    for (const [key, value] of adata.uns) if (!uns.has(key)) uns.set(key, value);
    const map = data.obsmap.get(modality)!;
    if (map.includes(0)) continue;
    const rows = map.map((place) => place - 1);
    for (const [key, matrix] of adata.obsm) if (!obsm.has(key)) obsm.set(key, matrix.takeRows(rows));
    for (const [key, table] of adata.obsmTables) if (!obsmTables.has(key)) obsmTables.set(key, table.take(rows));
  }
  return new AnnData({ obs, var: new Table([]), obsm, obsmTables, obsp: data.obsp, uns, notices: data.notices });
}
