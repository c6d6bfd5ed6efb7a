import { TissuebookError } from '../../errors';
import { AnnData } from '../annData';
import type { AnnDataParts, Raw } from '../annDataParts';
import { DenseMatrix } from '../denseMatrix';
import type { Matrix } from '../sparseMatrix';
import { Table } from '../table';
import type { Uns } from '../uns';
import type { Container } from './container';
import { isAbsent } from './isAbsent';
import { toFloats } from './numbers';
import { matrixLayout, readAsDense, readMatrix, type WantedShape } from './readMatrix';
import { leaveOutUnknown, readTable } from './readTable';
import { readUns } from './readUns';
import { sizeOf } from './values';

/** An AnnData of any version from 0.6 on, as a container keeps it. */
export function readAnnData(file: Container): AnnData {
  const parts = readAnnotations(file);
  const [rows, columns] = [parts.obs.length, parts.var.length];
  const { notices } = parts;
  return new AnnData({
    ...parts,
    X: isAbsent(file, '/X') ? undefined : readMatrix(file, '/X', { rows, columns }),
    layers: readMatrices(file, '/layers', { rows, columns }, notices),
    obsp: readMatrices(file, '/obsp', { rows, columns: rows }, notices),
    raw: readRaw(file, rows, notices),
  });
}

/** Everything but the matrices that have a row for each cell: X, layers, obsp and raw. */
export function readAnnotations(file: Container): AnnDataParts & { notices: string[] } {
  const notices: string[] = [];
  const obs = readTable(file, '/obs', notices);
  const vars = readTable(file, '/var', notices);
  const cells = readAxis(file, '/obsm', obs.length, notices);
  const features = readAxis(file, '/varm', vars.length, notices);
  return {
    obs,
    var: vars,
    obsm: cells.matrices,
    varm: features.matrices,
    obsmTables: cells.tables,
    varmTables: features.tables,
    varp: readMatrices(file, '/varp', { rows: vars.length, columns: vars.length }, notices),
    uns: readRootUns(file, notices, [...obs.names, ...vars.names]),
    notices,
  };
}

function readMatrices(file: Container, path: string, want: WantedShape, notices: string[]): [string, Matrix][] {
  if (file.kind(path) !== 'group') return [];
  const found: [string, Matrix][] = [];
  for (const name of file.keys(path)) {
    leaveOutUnknown(notices, () => found.push([name, readMatrix(file, `${path}/${name}`, want)]));
  }
  return found;
}

/** obsm or varm: matrices and tables; sparse ones are made dense. anndata 0.6 kept them as fields of records. */
function readAxis(
  file: Container,
  path: string,
  rows: number,
  notices: string[],
): { matrices: [string, DenseMatrix][]; tables: [string, Table][] } {
  const matrices: [string, DenseMatrix][] = [];
  const tables: [string, Table][] = [];
  if (isAbsent(file, path)) return { matrices, tables };
  if (file.kind(path) === 'dataset') return { matrices: fieldMatrices(file, path, rows), tables };
  for (const name of file.kind(path) === 'group' ? file.keys(path) : []) {
    const at = `${path}/${name}`;
    leaveOutUnknown(notices, () => {
      if (file.kind(at) === 'group' && file.text(at, 'encoding-type') === 'dataframe') {
        tables.push([name, readTable(file, at, notices)]);
      } else {
        matrices.push([name, withInner(file, at, readAsDense(file, at, { rows, columns: undefined }), notices)]);
      }
    });
  }
  return { matrices, tables };
}

/** Keeps the sizes of more than two dimensions with a matrix, whose columns they are. */
function withInner(file: Container, path: string, matrix: DenseMatrix, notices: string[]): DenseMatrix {
  const shape = file.kind(path) === 'dataset' ? file.describe(path).shape : null;
  if (!shape || shape.length <= 2) return matrix;
  notices.push(
    `${file.at(path)} has ${shape.length} dimensions (${shape.join(' x ')}): those after the first are columns.`,
  );
  return new DenseMatrix(matrix.rows, matrix.columns, matrix.values, shape.slice(1));
}

function fieldMatrices(file: Container, path: string, rows: number): [string, DenseMatrix][] {
  const found = file.read(path);
  if (found.kind !== 'records' || found.shape[0] !== rows) {
    throw new TissuebookError('shape-mismatch', `${file.at(path)} does not have ${rows} records.`, { argument: path });
  }
  return [...found.fields].map(([name, values]) => {
    const where = file.at(`${path}/${name}`);
    if (values.kind !== 'numbers') throw new TissuebookError('corrupt', `${where} holds ${values.kind}.`);
    return [name, new DenseMatrix(rows, sizeOf(values.shape.slice(1)), toFloats(values.values, where))];
  });
}

/** uns without the categories that anndata 0.6 kept there for the columns of obs and var. */
function readRootUns(file: Container, notices: string[], columns: readonly string[]): Uns {
  if (file.kind('/uns') !== 'group') return new Map();
  const uns = readUns(file, '/uns', notices);
  if (file.kind('/obs') === 'dataset') for (const name of columns) uns.delete(`${name}_categories`);
  return uns;
}

/** Where the data before preparation are: in the group raw, or (0.6) raw.X and raw.var at the root; undefined if not. */
export function rawPaths(file: Container): { X: string; var: string } | undefined {
  const [X, vars] = file.kind('/raw') === 'group' ? ['/raw/X', '/raw/var'] : ['/raw.X', '/raw.var'];
  return isAbsent(file, X) ? undefined : { X, var: vars };
}

function readRaw(file: Container, rows: number, notices: string[]): Raw | undefined {
  const paths = rawPaths(file);
  if (!paths) return undefined;
  const { var: table, varm } = readRawFeatures(file, paths, rows, notices);
  return { X: readMatrix(file, paths.X, { rows, columns: table.length }), var: table, varm };
}

/** The features of raw; where there is no table of them they are numbered from 0, as anndata does. */
export function readRawFeatures(
  file: Container,
  paths: { X: string; var: string },
  rows: number,
  notices: string[],
): { var: Table; varm: Map<string, DenseMatrix> } {
  if (isAbsent(file, paths.var)) {
    const { columns } = matrixLayout(file, paths.X, { rows, columns: undefined });
    file.reserve(paths.X, 16 * columns);
    notices.push(`${file.at(paths.var)} is missing: the features of raw are numbered from 0.`);
    return { var: new Table(Array.from({ length: columns }, (_, j) => String(j))), varm: new Map() };
  }
  const table = readTable(file, paths.var, notices);
  const { matrices, tables } = readAxis(
    file,
    paths.var === '/raw/var' ? '/raw/varm' : '/raw.varm',
    table.length,
    notices,
  );
  for (const [name] of tables) notices.push(`Left out: ${file.at(`/raw/varm/${name}`)} is a table.`);
  return { var: table, varm: new Map(matrices) };
}
