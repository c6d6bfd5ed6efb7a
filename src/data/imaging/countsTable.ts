import { TissuebookError } from '../../errors';
import type { NumericColumn } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { rowsByName } from '../rowsByName';
import { SparseMatrix } from '../sparseMatrix';
import type { Table } from '../table';

/** The columns of a table as counts [rows, names], sparse. @throws TissuebookError 'corrupt' for a column without numbers */
export function countsOf(table: Table, names: readonly string[], file: string): SparseMatrix {
  const columns = names.map((name) => numbersOf(table, name, file));
  const indptr = new Int32Array(table.length + 1);
  for (const values of columns) for (let i = 0; i < table.length; i++) if (values[i] !== 0) indptr[i + 1]++;
  for (let i = 0; i < table.length; i++) indptr[i + 1] += indptr[i];
  const next = indptr.slice(0, table.length);
  const indices = new Int32Array(indptr[table.length]);
  const values = new Float32Array(indices.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < table.length; i++) {
      if (column[i] === 0) continue;
      indices[next[i]] = j;
      values[next[i]++] = column[i];
    }
  });
  return new SparseMatrix(table.length, names.length, { indptr, indices, values });
}

/** Two columns as places [rows, 2]. @throws TissuebookError 'corrupt' */
export function placesOf(table: Table, names: readonly [string, string], file: string): DenseMatrix {
  const [x, y] = names.map((name) => numbersOf(table, name, file));
  const points = Float64Array.from({ length: 2 * table.length }, (_, e) => (e % 2 === 0 ? x : y)[e >> 1]);
  return new DenseMatrix(table.length, 2, points);
}

function numbersOf(table: Table, name: string, file: string): NumericColumn['values'] {
  if (table.has(name)) {
    const column = table.get(name);
    if (column.kind === 'numeric' && !column.missing?.includes(1)) return column.values;
  }
  const found = table.has(name) ? 'no numbers, or lacks some' : 'not there';
  throw new TissuebookError('corrupt', `The column "${name}" of ${file} holds ${found}.`, { argument: 'folder', found: name }); // prettier-ignore
}

/**
 * The rows of cells that a second table has too, in the order of the first: `of` of the first, `in` of the second. Names that repeat are nobody's.
 *
 * @throws TissuebookError 'corrupt' where there is none
 */
export function commonRows(cells: readonly string[], counts: readonly string[], files: string): { of: number[]; in: number[] } {
  const row = rowsByName(counts);
  const once = rowsByName(cells);
  const of = [...cells.keys()].filter((i) => once.get(cells[i]) === i && row.has(cells[i]));
  if (of.length > 0) return { of, in: of.map((i) => row.get(cells[i])!) };
  throw new TissuebookError('corrupt', `${files} have no cell in common.`, {
    argument: 'folder',
    found: cells.length,
    advice: 'Both files must be of one section.',
  });
} // prettier-ignore
