import type { AnnDataParts, AnnotatedData } from './annDataParts';
import { positionsOf, type Selection } from './arrays';
import { carryTypes } from './scalarTypes';
import type { Matrix } from './sparseMatrix';

/** Cells and features to choose; all where nothing is said. */
export interface ViewSelection {
  obs?: Selection;
  var?: Selection;
}

/** The names of the parts of an AnnData. */
export const PARTS = ['X', 'obs', 'var', 'layers', 'obsm', 'varm', 'obsp', 'varp', 'obsmTables', 'varmTables', 'uns', 'raw', 'notices'] as const; // prettier-ignore

/** Each part of the cells and features of a selection, made when it is called. */
type ChosenParts = { [Name in (typeof PARTS)[number]]: () => AnnDataParts[Name] };

/** @throws TissuebookError 'shape-mismatch', 'invalid-argument' or 'missing-key' as `Selection` says */
export function choose(adata: AnnotatedData, selection: ViewSelection): ChosenParts {
  const cells = selection.obs && positionsOf(selection.obs, adata.obs.index, 'obs');
  const features = selection.var && positionsOf(selection.var, adata.var.index, 'var');
  const both = (m: Matrix): Matrix => columnsOf(rowsOf(m, cells), features);
  const pairs = (m: Matrix, of: Int32Array | undefined): Matrix => columnsOf(rowsOf(m, of), of);
  return {
    X: () => adata.X && both(adata.X),
    obs: () => (cells ? adata.obs.take(cells) : adata.obs.clone()),
    var: () => (features ? adata.var.take(features) : adata.var.clone()),
    layers: () => mapValues(adata.layers, both),
    obsm: () => mapValues(adata.obsm, (m) => (cells ? m.takeRows(cells) : m)),
    varm: () => mapValues(adata.varm, (m) => (features ? m.takeRows(features) : m)),
    obsp: () => mapValues(adata.obsp, (m) => pairs(m, cells)),
    varp: () => mapValues(adata.varp, (m) => pairs(m, features)),
    obsmTables: () => mapValues(adata.obsmTables, (t) => (cells ? t.take(cells) : t.clone())),
    varmTables: () => mapValues(adata.varmTables, (t) => (features ? t.take(features) : t.clone())),
    uns: () => carryTypes(adata.uns, new Map(adata.uns)),
    raw: () => adata.raw && { ...adata.raw, X: rowsOf(adata.raw.X, cells) },
    notices: () => adata.notices,
  };
}

function rowsOf(matrix: Matrix, positions: Int32Array | undefined): Matrix {
  return positions ? matrix.takeRows(positions) : matrix;
}

function columnsOf(matrix: Matrix, positions: Int32Array | undefined): Matrix {
  return positions ? matrix.takeColumns(positions) : matrix;
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Map<string, U> {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}
