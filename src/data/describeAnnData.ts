import type { AnnotatedData } from './annDataParts';
import type { Column } from './column';
import { type Matrix, SparseMatrix } from './sparseMatrix';
import { listNames, type Table } from './table';

/** The matrices with a row for each cell in words; empty for what is not there. */
export interface MatrixWords {
  X: string;
  layers: string;
  obsp: string;
  raw: string;
}

/** What is described of any annotated data. */
type Described = Pick<
  AnnotatedData,
  'nObs' | 'nVars' | 'obs' | 'var' | 'obsm' | 'obsmTables' | 'varm' | 'varmTables' | 'varp' | 'uns' | 'notices'
>;

/** What an AnnData holds, in lines of plain text: shape, kinds of columns, keys, notices. */
export function describeAnnData(adata: AnnotatedData, heading = 'AnnData'): string {
  return describeParts(heading, adata, {
    X: adata.X ? describeMatrix(adata.X) : 'none',
    layers: keys(adata.layers),
    obsp: keys(adata.obsp),
    raw: adata.raw ? `${describeMatrix(adata.raw.X)}, ${adata.raw.var.length} features` : '',
  });
}

/** The lines of `describeAnnData` under another heading and with other words for the matrices. */
export function describeParts(heading: string, adata: Described, matrices: MatrixWords): string {
  const lines = [
    `${plain(heading)}: ${adata.nObs.toLocaleString('en')} cells x ${adata.nVars.toLocaleString('en')} features`,
  ];
  const add = (name: string, text: string): void => {
    if (text) lines.push(`  ${name}: ${text}`);
  };
  add('X', matrices.X);
  add('obs', describeColumns(adata.obs));
  add('var', describeColumns(adata.var));
  add('layers', matrices.layers);
  add('obsm', shapes([...adata.obsm, ...tables(adata.obsmTables)]));
  add('varm', shapes([...adata.varm, ...tables(adata.varmTables)]));
  add('obsp', matrices.obsp);
  add('varp', keys(adata.varp));
  add('uns', keys(adata.uns));
  add('raw', matrices.raw);
  for (const notice of adata.notices) add('note', plain(notice));
  return lines.join('\n');
}

function describeMatrix(matrix: Matrix): string {
  const type = matrix.values instanceof Float64Array ? 'float64' : 'float32';
  if (!(matrix instanceof SparseMatrix)) return `dense, ${type}`;
  const share = (100 * matrix.stored) / Math.max(1, matrix.rows * matrix.columns);
  return `sparse, ${type}, ${matrix.stored.toLocaleString('en')} stored (${share.toFixed(1)} %)`;
}

function describeColumns(table: Table): string {
  return listNames(table.names.map((name) => `${plain(name)} (${describeColumn(table.get(name))})`));
}

function describeColumn(column: Column): string {
  if (column.kind === 'categorical') return `${column.categories.length} categories`;
  if (column.kind === 'numeric') return column.integer ? 'whole numbers' : 'numbers';
  return column.kind === 'boolean' ? 'true or false' : 'text';
}

/** The names in a map. */
export function keys(map: ReadonlyMap<string, unknown>): string {
  return map.size ? listNames([...map.keys()].map(plain)) : '';
}

function tables(map: Map<string, Table>): [string, { columns: number }][] {
  return [...map].map(([name, table]) => [name, { columns: table.names.length }]);
}

function shapes(entries: readonly (readonly [string, { columns: number }])[]): string {
  return entries.length ? listNames(entries.map(([name, m]) => `${plain(name)} (${m.columns})`)) : '';
}

/** Names without control characters and direction marks, which could disguise a line, and of bounded length. */
function plain(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
  return clean.length > 80 ? `${clean.slice(0, 79)}\u2026` : clean;
}
