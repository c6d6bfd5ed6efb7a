import { totalmem } from 'node:os';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number, text } from '../../options';
import { AnnData } from '../annData';
import type { DenseMatrix } from '../denseMatrix';
import { recognizeContainer } from '../encoding/recognizeContainer';
import { H5File } from '../h5ad/h5File';
import { usualSeconds } from '../h5ad/readH5ad';
import { readLoomAttributes } from './readLoomAttributes';
import { readLoomGraphs, readLoomMatrix } from './readLoomMatrix';

export interface ReadLoomOptions {
  /** The attribute of columns that names cells. 'CellID', as scanpy; cells are numbered where it is missing. */
  obsNames?: string;
  /** The attribute of rows that names features. 'Gene', as scanpy; features are numbered where it is missing. */
  varNames?: string;
  /** Memory in bytes that the values may take together. Half of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 30, and one more for every MiB of the file (our choice). */
  maxSeconds?: number;
}

/**
 * Reads a .loom file (specification 2 and 3), which has features in rows and cells in columns: X [cells, features] sparse,
 * layers, attributes as columns of obs and var or, where they have several dimensions, in obsm and varm, graphs of columns
 * and rows in obsp and varp. As scanpy.read_loom.
 *
 * @throws TissuebookError 'file-not-found', 'not-hdf5', 'unsupported-encoding' (no .loom file), 'corrupt', 'shape-mismatch',
 *   'too-large'
 * @example
 * const cells = await readLoom('velocyto.loom');
 * cells.layers.keys(); // spliced, unspliced, ambiguous
 */
export async function readLoom(path: string, options: ReadLoomOptions = {}): Promise<AnnData> {
  checkOptions('readLoom', options, {
    obsNames: text,
    varNames: text,
    maxBytes: integer(1),
    maxSeconds: number(0.001),
  });
  const { obsNames = 'CellID', varNames = 'Gene' } = options;
  const { maxBytes = Math.floor(totalmem() / 2), maxSeconds = usualSeconds(path) } = options;
  return H5File.use(path, { maxBytes, maxSeconds }, (file) => readAll(file, obsNames, varNames));
}

function readAll(file: H5File, obsNames: string, varNames: string): AnnData {
  if (file.kind('/matrix') !== 'dataset') throw noLoom(file);
  const { shape } = file.describe('/matrix');
  if (shape?.length !== 2)
    throw new TissuebookError('corrupt', `${file.at('/matrix')} is no matrix.`, { argument: 'path' });
  const [features, cells] = shape as [number, number];
  const notices: string[] = [];
  const columns = readLoomAttributes(file, '/col_attrs', cells, obsNames, notices);
  const rows = readLoomAttributes(file, '/row_attrs', features, varNames, notices);
  const layers = file.kind('/layers') === 'group' ? file.keys('/layers') : [];
  const dense = (matrices: [string, DenseMatrix][], name: string): boolean => matrices.some(([key]) => key === name);
  return new AnnData({
    X: readLoomMatrix(file, '/matrix', features, cells),
    obs: columns.table,
    var: rows.table,
    // An empty name stands for the matrix itself.
    layers: layers.filter((name) => name !== '').map((name) => [name, readLoomMatrix(file, `/layers/${name}`, features, cells)]), // prettier-ignore
    obsm: withPositions(columns.matrices, dense),
    varm: rows.matrices,
    obsp: readLoomGraphs(file, '/col_graphs', cells),
    varp: readLoomGraphs(file, '/row_graphs', features),
    notices,
  });
}

/** Squidpy and others look for positions in obsm['spatial']. */
function withPositions(
  matrices: [string, DenseMatrix][],
  has: (matrices: [string, DenseMatrix][], name: string) => boolean,
): [string, DenseMatrix][] {
  const found = matrices.find(([name]) => name.toLowerCase() === 'spatial');
  return found && !has(matrices, 'spatial') ? [...matrices, ['spatial', found[1]]] : matrices;
}

function noLoom(file: H5File): TissuebookError {
  const known = file.kind('/obs') === 'none' ? recognizeContainer(file) : { what: 'an .h5ad file', advice: 'Use readH5ad.' }; // prettier-ignore
  return new TissuebookError('unsupported-encoding', `${file.name} is no .loom file${known ? `: it is ${known.what}` : ', as it has no matrix'}.`, {
    argument: 'path',
    found: file.keys('/').slice(0, 12).join(', '),
    advice: known?.advice ?? 'A .loom file has matrix, row_attrs and col_attrs.',
  }); // prettier-ignore
}
