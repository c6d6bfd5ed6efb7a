import { TissuebookError } from '../../errors';
import { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import { Table } from '../table';
import { readTable, type ReadTableOptions } from './readTable';

/**
 * Reads a matrix of values between commas or tabulators, also gzipped: a line for each cell, whose first value is its
 * name; the first line names the features. As scanpy.read_csv with first_column_names. For annotations use readTable.
 *
 * @returns X dense, float32
 * @throws TissuebookError as readTable; 'corrupt' when a column does not hold numbers
 */
export function readCsv(path: string, options: ReadTableOptions = {}): AnnData {
  const table = readTable(path, options);
  const names = table.names;
  const values = new Float32Array(table.length * names.length);
  names.forEach((name, j) => {
    const column = table.get(name);
    if (column.kind !== 'numeric') {
      throw new TissuebookError('corrupt', `The column "${name}" of ${path} holds ${column.kind} values.`, {
        argument: 'path',
        found: name,
        advice: 'A matrix holds numbers; annotations are read with readTable.',
      });
    }
    for (let i = 0; i < table.length; i++) values[i * names.length + j] = column.values[i]!;
  });
  return new AnnData({
    X: new DenseMatrix(table.length, names.length, values),
    obs: new Table(table.index),
    var: new Table(names),
  });
}
