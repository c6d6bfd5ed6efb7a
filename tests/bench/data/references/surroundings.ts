import { type AnnData, coordinates, DenseMatrix } from '../../../../src/data';
import { knnGraph } from '../../../../src/graph';
import { pearson } from '../../../../src/metrics';

/** Mean of the correlations that there are. */
const meanOf = (found: readonly number[]): number => {
  const there = found.filter((r) => !Number.isNaN(r));
  return there.reduce((sum, r) => sum + r, 0) / there.length;
};

/**
 * Log counts of a cell from the mean counts of its 8 nearest neighbors: the mean correlation over cells, the same of the
 * mean of all cells, and the mean over genes.
 */
export function surroundings(adata: AnnData): { cells: number; constant: number; genes: number } {
  const graph = knnGraph(coordinates(adata).points, { k: 8 });
  const x = adata.matrix().toDense();
  const logs = x.map(Math.log1p);
  const predicted = new DenseMatrix(x.rows, x.columns, new Float64Array(x.values.length));
  const all = new Float64Array(x.columns);
  for (let i = 0; i < x.rows; i++) {
    logs.row(i).forEach((value, g) => (all[g]! += value / x.rows));
    const mean = predicted.row(i);
    for (const j of graph.neighbors(i)) x.row(j).forEach((value, g) => (mean[g]! += value / 8));
    mean.forEach((value, g) => (mean[g] = Math.log1p(value)));
  }
  const cells = Array.from({ length: x.rows }, (_, i) => i);
  return {
    cells: meanOf(cells.map((i) => pearson(predicted.row(i), logs.row(i)))),
    constant: meanOf(cells.map((i) => pearson(all, logs.row(i)))),
    genes: meanOf(adata.var.index.map((_, g) => pearson(predicted.column(g), logs.column(g)))),
  };
}
