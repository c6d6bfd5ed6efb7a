import type { AnnData } from '../annData';
import type { Matrix } from '../sparseMatrix';
import type { Table } from '../table';
import type { H5Sink } from './h5Writer';
import { child, mark, writeMatrix, writeTable, writeUns } from './writeElements';

/** Writes all parts of an AnnData under anndata's names. */
export function writeAnnData(sink: H5Sink, adata: AnnData): void {
  mark(sink, '/', 'anndata', '0.1.0');
  if (adata.X) writeMatrix(sink, '/X', adata.X);
  writeAnnotations(sink, adata);
  writeMatrices(sink, '/layers', adata.layers);
  writeMatrices(sink, '/obsp', adata.obsp);
  if (!adata.raw) return;
  writeRaw(sink, adata.raw.var);
  writeMatrix(sink, '/raw/X', adata.raw.X);
}

/** What AnnData and MuData have in common, but for obsp. */
type Annotations = Pick<AnnData, 'obs' | 'var' | 'obsm' | 'varm' | 'obsmTables' | 'varmTables' | 'varp' | 'uns'>;

/** Writes everything but the matrices that have a row for each cell: X, layers, obsp and raw. */
export function writeAnnotations(sink: H5Sink, data: Annotations): void {
  writeTable(sink, '/obs', data.obs);
  writeTable(sink, '/var', data.var);
  for (const name of ['obsm', 'varm', 'varp'] as const) writeMatrices(sink, `/${name}`, data[name]);
  for (const [key, table] of data.obsmTables) writeTable(sink, child('/obsm', key), table);
  for (const [key, table] of data.varmTables) writeTable(sink, child('/varm', key), table);
  writeUns(sink, '/uns', data.uns);
}

/** Writes matrices by name into a group. */
export function writeMatrices(sink: H5Sink, group: string, matrices: ReadonlyMap<string, Matrix>): void {
  sink.group(group);
  mark(sink, group, 'dict', '0.1.0');
  for (const [key, matrix] of matrices) writeMatrix(sink, child(group, key), matrix);
}

/** Writes what is around the matrix of raw. */
export function writeRaw(sink: H5Sink, features: Table): void {
  sink.group('/raw');
  mark(sink, '/raw', 'raw', '0.1.0');
  writeTable(sink, '/raw/var', features);
  sink.group('/raw/varm');
  mark(sink, '/raw/varm', 'dict', '0.1.0');
}
