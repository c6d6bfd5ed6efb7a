import { AnnData, categorical, type Column, DenseMatrix, isSparse, type Matrix, Table, takeValues, type UnsValue, valueAt } from '../../data'; // prettier-ignore
import { stringArray } from '../../data/uns';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, integer, listOf, objectWith, oneOf, text } from '../../options';
import type { ColumnName, LayerName } from '../../names';
import { recordStep } from '../../prepare';
import { labelsOf } from '../shared/labelsOf';

export interface PseudobulkOptions {
  /** Columns of obs: a row for each combination of their labels that has cells: ['patient', 'type']. */
  by: ColumnName | readonly ColumnName[];
  /** 'sum' of counts, or 'mean', of log values for one. 'sum'. */
  values?: 'sum' | 'mean';
  /** Combinations of fewer cells are left out, and said. 1. */
  minCells?: number;
  /** A layer in place of X. */
  layer?: LayerName;
}

/** Columns of obs that pseudobulk writes. */
export const CELL_COUNTS = 'n_cells';

/**
 * Cells added up, or averaged, by patient, by patient and type: what tests across patients take, whose number is that of patients and
 * not of cells. As scanpy.get.aggregate, with its names ('p1_T cell') and order. Columns of obs whose value is the same for all cells of a row come along,
 * so that what is known of a patient stays known. Cells without one of the labels take no part.
 *
 * @returns a row for each combination: X float64, obs with the columns of `by`, 'n_cells' and what came along, uns['pseudobulk']
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (measurements for labels, nothing left)
 * @example
 * const bulk = pseudobulk(cohort, { by: ['patient', 'type'], minCells: 10 });
 * const found = comparePatients(bulk, { group: 'response', by: 'type' });
 */
export function pseudobulk(adata: AnnData, options: PseudobulkOptions): AnnData {
  checkAnnData('pseudobulk', 'adata', adata);
  checkArgument('pseudobulk', 'options', options, objectWith('by'));
  checkOptions('pseudobulk', options, {
    by: (value) => (Array.isArray(value) && value.length > 0 ? listOf(text)(value) : text(value)),
    values: oneOf('sum', 'mean'),
    minCells: integer(1),
    layer: text,
  });
  const { values = 'sum', minCells = 1 } = options;
  const by = typeof options.by === 'string' ? [options.by] : options.by;
  const groups = groupsOf(adata, by);
  const kept = groups.filter(({ cells }) => cells.length >= minCells);
  if (kept.length === 0) {
    throw new TissuebookError('invalid-argument', `pseudobulk: no combination has ${minCells} cells.`, {
      argument: 'minCells',
      found: minCells,
    });
  }
  const X = added(adata.matrix(options.layer), kept.map(({ cells }) => cells), values === 'mean'); // prettier-ignore
  const obs = new Table(kept.map(({ labels }) => labels.join('_')));
  by.forEach((name, b) => obs.set(name, categorical(kept.map(({ labels }) => labels[b]), { categories: labelsOf('pseudobulk', adata, name).names }))); // prettier-ignore
  obs.set(CELL_COUNTS, Float64Array.from(kept, ({ cells }) => cells.length)); // prettier-ignore
  for (const name of adata.obs.names) {
    const column = adata.obs.get(name);
    if (!obs.has(name) && kept.every(({ cells }) => isConstant(column, cells))) {
      obs.set(name, takeValues(column, kept.map(({ cells }) => cells[0]))); // prettier-ignore
    }
  }
  const few = groups.length - kept.length;
  const notices = few > 0 ? [`pseudobulk: ${few} of ${groups.length} combinations have fewer than ${minCells} cells.`] : []; // prettier-ignore
  const uns = new Map([...adata.uns].filter(([key]) => key === 'log1p')).set(
    'pseudobulk',
    new Map<string, UnsValue>([['values', values], ['by', stringArray(by)]]), // prettier-ignore
  );
  return recordStep(
    new AnnData({ X, obs, var: adata.var.clone(), uns, notices }),
    `pseudobulk(${values} by ${by.join(', ')}, ${kept.length} rows of ${adata.nObs} cells)`,
    {},
  );
}

/** The cells of each combination of labels, in the order of the labels. */
function groupsOf(adata: AnnData, by: readonly string[]): { labels: string[]; cells: number[] }[] {
  const columns = by.map((name) => labelsOf('pseudobulk', adata, name));
  const found = new Map<number, number[]>();
  for (let cell = 0; cell < adata.nObs; cell++) {
    if (columns.some(({ codes }) => codes[cell] < 0)) continue;
    const key = columns.reduce((sum, { codes, names }) => sum * names.length + codes[cell], 0);
    const cells = found.get(key);
    if (cells) cells.push(cell);
    else found.set(key, [cell]);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, cells]) => ({ labels: columns.map(({ codes, names }) => names[codes[cells[0]]]), cells })); // prettier-ignore
}

function added(matrix: Matrix, groups: readonly number[][], mean: boolean): DenseMatrix {
  const { columns } = matrix;
  const out = new DenseMatrix(groups.length, columns, new Float64Array(groups.length * columns));
  groups.forEach((cells, g) => {
    const row = out.row(g);
    for (const cell of cells) {
      if (isSparse(matrix)) {
        for (let e = matrix.indptr[cell]; e < matrix.indptr[cell + 1]; e++) row[matrix.indices[e]] += matrix.values[e];
      } else for (let j = 0, e = cell * columns; j < columns; j++, e++) row[j] += matrix.values[e];
    }
    if (mean) for (let j = 0; j < columns; j++) row[j] /= cells.length;
  });
  return out;
}

function isConstant(column: Column, cells: readonly number[]): boolean {
  const first = valueAt(column, cells[0]);
  return cells.every((cell) => Object.is(valueAt(column, cell), first));
}
