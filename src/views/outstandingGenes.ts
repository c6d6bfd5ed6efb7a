import type { AnnData } from '../data';

/** Genes of some cells that stand out from the mean of these cells. */
export interface OutstandingGenes {
  /** Names of the genes that occur. */
  readonly genes: string[];
  /** [cells, shown]: genes by their place in `genes`, the one that stands out most first. */
  readonly shown: Int32Array;
  /** [cells, shown]: values as they are, and how many standard deviations they lie from the mean. */
  readonly values: Float32Array;
  readonly deviations: Float32Array;
  /** Genes for each cell. */
  readonly count: number;
}

/** @param names only these genes, in this order for every cell; those with the largest deviation above the mean unless given */
export function outstandingGenes(
  adata: AnnData,
  cells: Int32Array,
  most: number,
  names?: readonly string[],
  layer?: string,
): OutstandingGenes {
  const index = adata.var.index;
  const chosen = names?.map((name) => index.indexOf(name));
  const x = adata.matrix(layer).takeRows(cells).toDense();
  const [mean, deviation] = moments(x.values, x.rows, x.columns);
  const count = chosen ? chosen.length : Math.min(most, x.columns);
  const [values, deviations] = [new Float32Array(x.rows * count), new Float32Array(x.rows * count)];
  const columns = new Int32Array(x.rows * count);
  for (let i = 0; i < x.rows; i++) {
    const row = x.row(i);
    const apart = (j: number): number => (row[j] - mean[j]) / deviation[j];
    const order = chosen ?? Array.from(row.keys()).sort((a, b) => apart(b) - apart(a) || a - b);
    for (let at = 0; at < count; at++) {
      columns[i * count + at] = order[at];
      values[i * count + at] = row[order[at]];
      deviations[i * count + at] = apart(order[at]);
    }
  }
  const used = [...new Set(columns)].sort((a, b) => a - b);
  const place = new Map(used.map((column, at) => [column, at]));
  const genes = used.map((column) => index[column].slice(0, 500));
  return { genes, shown: columns.map((column) => place.get(column)!), values, deviations, count };
}

/** Mean and standard deviation of each column; of a column that does not vary the deviation is 1. */
function moments(values: ArrayLike<number>, rows: number, columns: number): [Float64Array, Float64Array] {
  const [mean, square] = [new Float64Array(columns), new Float64Array(columns)];
  for (let e = 0; e < rows * columns; e++) mean[e % columns] += values[e] / rows;
  for (let e = 0; e < rows * columns; e++) square[e % columns] += (values[e] - mean[e % columns]) ** 2 / rows;
  return [mean, square.map((value) => Math.sqrt(value) || 1)];
}
