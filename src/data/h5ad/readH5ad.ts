import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number } from '../../options';
import { AnnData, type Raw } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import type { Matrix } from '../sparseMatrix';
import type { Table } from '../table';
import type { Uns } from '../uns';
import { sizeOf } from './decode';
import { H5File } from './h5File';
import { toFloats } from './numbers';
import { readAsDense, readMatrix, type WantedShape } from './readMatrix';
import { leaveOutUnknown, readTable } from './readTable';
import { readUns } from './readUns';

export interface ReadH5adOptions {
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 30, and one more for every MiB of the file (our choice). */
  maxSeconds?: number;
}

/**
 * Reads an .h5ad file of any anndata version from 0.6 on. Every size, pointer, index and code is checked; whole numbers
 * in matrices become floats. Entries of uns, obs and var that are links or of an unknown encoding are left out, and
 * `notices` of the result says so. Nothing is read from other files.
 *
 * @throws TissuebookError 'file-not-found', 'not-hdf5', 'corrupt', 'shape-mismatch', 'too-large', 'unsupported-filter',
 *   'unsupported-encoding', 'out-of-memory'
 */
export async function readH5ad(path: string, options: ReadH5adOptions = {}): Promise<AnnData> {
  checkOptions('readH5ad', options, { maxBytes: integer(1), maxSeconds: number(0.001) });
  const { maxBytes = Math.floor(totalmem() / 2), maxSeconds = usualSeconds(path) } = options;
  return H5File.use(path, { maxBytes, maxSeconds }, readAnnData);
}

/** The time that reading a file may take, unless it is said: 30 seconds, and one more for every MiB. */
export function usualSeconds(path: string): number {
  return 30 + Math.ceil((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20);
}

function readAnnData(file: H5File): AnnData {
  const notices: string[] = [];
  const obs = readTable(file, '/obs', notices);
  const vars = readTable(file, '/var', notices);
  const [n, m] = [obs.length, vars.length];
  const cells = readAxis(file, '/obsm', n, notices);
  const features = readAxis(file, '/varm', m, notices);
  return new AnnData({
    X: file.kind('/X') === 'none' ? undefined : readMatrix(file, '/X', { rows: n, columns: m }),
    obs,
    var: vars,
    layers: readMatrices(file, '/layers', { rows: n, columns: m }, notices),
    obsm: cells.matrices,
    varm: features.matrices,
    obsmTables: cells.tables,
    varmTables: features.tables,
    obsp: readMatrices(file, '/obsp', { rows: n, columns: n }, notices),
    varp: readMatrices(file, '/varp', { rows: m, columns: m }, notices),
    uns: readRootUns(file, notices, [...obs.names, ...vars.names]),
    raw: readRaw(file, n, notices),
    notices,
  });
}

function readMatrices(file: H5File, path: string, want: WantedShape, notices: string[]): [string, Matrix][] {
  if (file.kind(path) !== 'group') return [];
  const found: [string, Matrix][] = [];
  for (const name of file.keys(path)) {
    leaveOutUnknown(notices, () => found.push([name, readMatrix(file, `${path}/${name}`, want)]));
  }
  return found;
}

/** obsm or varm: matrices and tables; sparse ones are made dense. anndata 0.6 kept them as fields of records. */
function readAxis(
  file: H5File,
  path: string,
  rows: number,
  notices: string[],
): { matrices: [string, DenseMatrix][]; tables: [string, Table][] } {
  const matrices: [string, DenseMatrix][] = [];
  const tables: [string, Table][] = [];
  if (file.kind(path) === 'dataset') return { matrices: fieldMatrices(file, path, rows), tables };
  for (const name of file.kind(path) === 'group' ? file.keys(path) : []) {
    const at = `${path}/${name}`;
    leaveOutUnknown(notices, () => {
      if (file.kind(at) === 'group' && file.text(at, 'encoding-type') === 'dataframe') {
        tables.push([name, readTable(file, at, notices)]);
      } else {
        matrices.push([name, readAsDense(file, at, { rows, columns: undefined })]);
      }
    });
  }
  return { matrices, tables };
}

function fieldMatrices(file: H5File, path: string, rows: number): [string, DenseMatrix][] {
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
function readRootUns(file: H5File, notices: string[], columns: readonly string[]): Uns {
  if (file.kind('/uns') !== 'group') return new Map();
  const uns = readUns(file, '/uns', notices);
  if (file.kind('/obs') === 'dataset') for (const name of columns) uns.delete(`${name}_categories`);
  return uns;
}

/** The data before preparation: the group raw, or (0.6) raw.X and raw.var at the root. */
function readRaw(file: H5File, rows: number, notices: string[]): Raw | undefined {
  const [x, vars] = file.kind('/raw') === 'group' ? ['/raw/X', '/raw/var'] : ['/raw.X', '/raw.var'];
  if (file.kind(x) === 'none') return undefined;
  const table = readTable(file, vars, notices);
  return { X: readMatrix(file, x, { rows, columns: table.length }), var: table };
}
