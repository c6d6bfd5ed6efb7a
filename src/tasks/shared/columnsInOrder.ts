import type { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';

/**
 * A model's columns in the order in which they are wanted.
 *
 * @param names of the columns @param what a column is, in an error: 'gene', 'feature'
 * @throws TissuebookError 'shape-mismatch' for one that the model leaves out
 */
export function columnsInOrder(
  where: string,
  what: string,
  values: DenseMatrix,
  names: readonly string[],
  wanted: readonly string[],
): DenseMatrix {
  const places = new Map(names.map((name, at) => [name, at]));
  const columns = wanted.map((name) => {
    const at = places.get(name);
    if (at !== undefined) return at;
    throw new TissuebookError('shape-mismatch', `${where}: the model says nothing of the ${what} "${name}".`, {
      argument: 'model',
      found: name,
    });
  });
  return values.takeColumns(columns);
}
