import { AnnData, DenseMatrix, Table, type Matrix } from '../src/data';

export const names = (prefix: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

/**
 * Made cells with their places: cell0, cell1, ...
 *
 * @param at x and y of each cell [cells, 2]
 * @param columns of obs
 * @param features their names; gene0, gene1, ... without them
 */
export function madeTissue(
  X: Matrix,
  at: Float64Array,
  columns: ConstructorParameters<typeof Table>[1] = [],
  features: readonly string[] = names('gene', X.columns),
): AnnData {
  return new AnnData({
    X,
    obs: new Table(names('cell', X.rows), columns),
    var: new Table(features),
    obsm: [['spatial', new DenseMatrix(X.rows, 2, at)]],
  });
}
