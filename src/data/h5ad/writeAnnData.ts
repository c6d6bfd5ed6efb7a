import type { AnnData } from '../annData';
import type { Raw } from '../annDataParts';
import type { Matrix } from '../sparseMatrix';
import type { Table } from '../table';
import type { H5Sink } from './h5Writer';
import { mark, writeMatrix } from './writeElements';
import { writeTable } from './writeTable';
import { writeUns } from './writeUns';
import { entryPaths } from './writtenNames';

/** Writes all parts of an AnnData under anndata's names. */
export function writeAnnData(sink: H5Sink, adata: AnnData): void {
  mark(sink, '/', 'anndata', '0.1.0');
  if (adata.X) writeMatrix(sink, '/X', adata.X);
  writeAnnotations(sink, adata);
  writeMatrices(sink, '/layers', adata.layers);
  writeMatrices(sink, '/obsp', adata.obsp);
  if (!adata.raw) return;
  writeRaw(sink, adata.raw);
  writeMatrix(sink, '/raw/X', adata.raw.X);
}

/** What AnnData and MuData have in common, but for obsp. */
type Annotations = Pick<AnnData, 'obs' | 'var' | 'obsm' | 'varm' | 'obsmTables' | 'varmTables' | 'varp' | 'uns'>;

/** Writes everything but the matrices that have a row for each cell: X, layers, obsp and raw. */
export function writeAnnotations(sink: H5Sink, data: Annotations): void {
  writeTable(sink, '/obs', data.obs);
  writeTable(sink, '/var', data.var);
  writeMatrices(sink, '/obsm', data.obsm, data.obsmTables);
  writeMatrices(sink, '/varm', data.varm, data.varmTables);
  writeMatrices(sink, '/varp', data.varp);
  writeUns(sink, '/uns', data.uns);
}

/** Writes matrices, and tables beside them, by name into a group. */
export function writeMatrices(
  sink: H5Sink,
  group: string,
  matrices: ReadonlyMap<string, Matrix>,
  tables: ReadonlyMap<string, Table> = new Map(),
): void {
  sink.group(group);
  mark(sink, group, 'dict', '0.1.0');
  for (const [key, path] of entryPaths(sink, group, new Set([...matrices.keys(), ...tables.keys()]))) {
    const [matrix, table] = [matrices.get(key), tables.get(key)];
    if (table) writeTable(sink, path, table);
    else writeMatrix(sink, path, matrix!);
    if (table && matrix) sink.notice(`Left out: the matrix ${path}, as there is a table of that name.`);
  }
}

/** Writes what is around the matrix of raw. */
export function writeRaw(sink: H5Sink, raw: Pick<Raw, 'var' | 'varm'>): void {
  sink.group('/raw');
  mark(sink, '/raw', 'raw', '0.1.0');
  writeTable(sink, '/raw/var', raw.var);
  writeMatrices(sink, '/raw/varm', raw.varm ?? new Map());
}
