import type { AnnData } from '../annData';
import type { Table } from '../table';
import type { H5Sink } from './h5Writer';
import { child, mark, writeMatrix, writeTable, writeUns } from './writeElements';

/** Writes all parts of an AnnData under anndata's names. */
export function writeAnnData(sink: H5Sink, adata: AnnData): void {
  mark(sink, '/', 'anndata', '0.1.0');
  if (adata.X) writeMatrix(sink, '/X', adata.X);
  writeTable(sink, '/obs', adata.obs);
  writeTable(sink, '/var', adata.var);
  for (const name of ['layers', 'obsm', 'varm', 'obsp', 'varp'] as const) {
    sink.group(`/${name}`);
    mark(sink, `/${name}`, 'dict', '0.1.0');
    for (const [key, matrix] of adata[name]) writeMatrix(sink, child(`/${name}`, key), matrix);
  }
  for (const [key, table] of adata.obsmTables) writeTable(sink, child('/obsm', key), table);
  for (const [key, table] of adata.varmTables) writeTable(sink, child('/varm', key), table);
  writeUns(sink, '/uns', adata.uns);
  if (!adata.raw) return;
  writeRaw(sink, adata.raw.var);
  writeMatrix(sink, '/raw/X', adata.raw.X);
}

/** Writes what is around the matrix of raw. */
export function writeRaw(sink: H5Sink, features: Table): void {
  sink.group('/raw');
  mark(sink, '/raw', 'raw', '0.1.0');
  writeTable(sink, '/raw/var', features);
  sink.group('/raw/varm');
  mark(sink, '/raw/varm', 'dict', '0.1.0');
}
