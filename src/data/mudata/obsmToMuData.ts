import { TissuebookError } from '../../errors';
import { checkOptions, listOf, text } from '../../options';
import { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import { listNames, Table } from '../table';
import { textsAt } from '../uns';
import { MuData } from './muData';

export interface ObsmToMuDataOptions {
  /** The entry of obsm: 'protein_expression'. */
  key: string;
  /** What the modality that it becomes is called. The key. */
  name?: string;
  /** What the modality of X is called. 'rna'. */
  main?: string;
  /** Names of the columns. Those of the data frame; else uns['<key>_names']; else '<key>-0', '<key>-1', ... as scanpy. */
  names?: readonly string[];
}

/**
 * One MuData from an AnnData that keeps another kind of measurement in obsm, as CITE-seq data keep proteins: the entry
 * becomes a modality of its own and is no longer in obsm of the first.
 *
 * @throws TissuebookError 'missing-key' (no such entry), 'invalid-argument' (a column of text; one name for both
 *   modalities), 'shape-mismatch' (another number of names)
 *
 * @example
 * const mdata = obsmToMuData(adata, { key: 'protein_expression', name: 'prot' });
 * mdata.mod.get('prot')!.var.index; // names of the proteins
 */
export function obsmToMuData(adata: AnnData, options: ObsmToMuDataOptions): MuData {
  checkOptions('obsmToMuData', options, { key: text, name: text, main: text, names: listOf(text) });
  const { key, name = key, main = 'rna' } = options;
  if (name === main) {
    throw new TissuebookError('invalid-argument', `obsmToMuData: both modalities would be called "${name}".`, {
      argument: 'name',
      found: name,
    });
  }
  const { X, names } = entryOf(adata, key);
  const features = options.names ?? names ?? namesInUns(adata, key, X.columns) ?? numbered(key, X.columns);
  if (features.length !== X.columns) {
    throw new TissuebookError('shape-mismatch', `obsmToMuData: ${features.length} names for ${X.columns} columns.`, {
      argument: 'names',
      found: features.length,
    });
  }
  const rest = adata.with({
    obsm: [...adata.obsm].filter(([other]) => other !== key),
    obsmTables: [...adata.obsmTables].filter(([other]) => other !== key),
  });
  const second = new AnnData({ X, obs: new Table(adata.obs.index), var: new Table(features) });
  // The cells are the same, also where names repeat.
  const same = Int32Array.from({ length: adata.nObs }, (_, i) => i + 1);
  return new MuData({
    mod: [[main, rest], [name, second]],
    obs: new Table(adata.obs.index),
    obsmap: [[main, same], [name, same]],
  }); // prettier-ignore
}

function entryOf(adata: AnnData, key: string): { X: DenseMatrix; names?: string[] } {
  const matrix = adata.obsm.get(key);
  if (matrix) return { X: matrix };
  const table = adata.obsmTables.get(key);
  if (table) return { X: numbersOf(table, key), names: table.names };
  throw new TissuebookError('missing-key', `obsmToMuData: obsm has no "${key}".`, {
    argument: 'key',
    found: key,
    advice: `obsm has: ${listNames([...adata.obsm.keys(), ...adata.obsmTables.keys()])}.`,
  });
}

function numbersOf(table: Table, key: string): DenseMatrix {
  const columns = table.names.map((name) => {
    const column = table.get(name);
    if (column.kind === 'numeric' || column.kind === 'boolean') return column;
    throw new TissuebookError('invalid-argument', `obsmToMuData: obsm['${key}'] has a column of text, "${name}".`, {
      argument: 'key',
      found: name,
      advice: 'A modality holds numbers.',
    });
  });
  const single = columns.every(({ values }) => values instanceof Float32Array);
  const values = new (single ? Float32Array : Float64Array)(table.length * columns.length);
  columns.forEach((column, c) => {
    for (let i = 0; i < table.length; i++)
      values[i * columns.length + c] = column.missing?.[i] ? NaN : column.values[i]!;
  });
  return new DenseMatrix(table.length, columns.length, values);
}

/** Names that are kept beside the matrix: uns['protein_expression_names'], or uns['protein_names'] for any of proteins. */
function namesInUns(adata: AnnData, key: string, count: number): string[] | undefined {
  const places = [`${key}_names`, ...(key.startsWith('protein') ? ['protein_names'] : [])];
  for (const place of places) {
    const found = textsAt(adata.uns, place);
    if (found?.length === count) return found;
  }
  return undefined;
}

function numbered(key: string, count: number): string[] {
  return Array.from({ length: count }, (_, c) => `${key}-${c}`);
}
