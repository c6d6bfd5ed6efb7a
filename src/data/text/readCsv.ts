import { TissuebookError } from '../../errors';
import { checkOptions } from '../../options';
import { AnnData } from '../annData';
import type { NumericColumn } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { Table } from '../table';
import { type ReadTableOptions, readTextTable, tableChecks } from './readTable';

/** The largest whole number up to which float32 holds every one. */
const EXACT_FLOAT32 = 2 ** 24;

/**
 * Reads a matrix of values as text, also gzipped: a line for each cell, whose first value is its name; the first line names
 * the features. What stands between values is found out as readTable does. As scanpy.read_csv with first_column_names. For
 * annotations use readTable.
 *
 * @returns X dense, float32; float64 where whole numbers are too large for float32
 * @throws TissuebookError as readTable; 'corrupt' when a column does not hold numbers
 */
export function readCsv(path: string, options: ReadTableOptions = {}): AnnData {
  checkOptions('readCsv', options, tableChecks);
  const table = readTextTable(path, options, true);
  const names = table.names;
  const columns = names.map((name) => numbersIn(table, name, path));
  const values = new (columns.every(fitsFloat32) ? Float32Array : Float64Array)(table.length * names.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < table.length; i++) values[i * names.length + j] = column.values[i]!;
  });
  return new AnnData({
    X: new DenseMatrix(table.length, names.length, values),
    obs: new Table(table.index, [], { indexName: table.indexName }),
    var: new Table(names),
    notices: table.notices,
  });
}

/** @throws TissuebookError 'corrupt' when a column does not hold numbers */
function numbersIn(table: Table, name: string, path: string): NumericColumn {
  const column = table.get(name);
  if (column.kind === 'numeric') return column;
  const held = column.kind === 'string' && column.stored ? 'whole numbers beyond 2^53' : `${column.kind} values`;
  throw new TissuebookError('corrupt', `The column "${name}" of ${path} holds ${held}.`, {
    argument: 'path',
    found: name,
    advice: 'A matrix holds numbers; annotations are read with readTable.',
  });
}

/** Whether float32 changes none of the numbers of a column that matter as they stand: whole ones. */
function fitsFloat32({ integer, values }: NumericColumn): boolean {
  if (integer) for (const value of values) if (Math.abs(value) > EXACT_FLOAT32) return false;
  return true;
}
