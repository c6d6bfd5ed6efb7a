/** Weights [rows, columns], row-major. */
export interface Weights {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/**
 * The assignment of rows to columns with the largest total weight: each row gets one column of its own, or each column one row where
 * there are fewer columns. By shortest augmenting paths (Crouse 2016), in time rows^2 columns of the smaller side.
 *
 * @returns the column of each row, -1 for a row without one
 */
export function linearAssignment({ rows, columns, values }: Weights): Int32Array {
  if (rows <= columns) return assignRows(rows, columns, (i, j) => -values[i * columns + j]);
  const rowOf = assignRows(columns, rows, (j, i) => -values[i * columns + j]);
  const result = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => (result[row] = column));
  return result;
}

/** The cheapest assignment of every row; there are at least as many columns. */
function assignRows(rows: number, columns: number, cost: (i: number, j: number) => number): Int32Array {
  const [rowPrice, columnPrice] = [new Float64Array(rows), new Float64Array(columns)];
  const [rowOf, columnOf] = [new Int32Array(columns).fill(-1), new Int32Array(rows).fill(-1)];
  for (let start = 0; start < rows; start++) {
    const cheapest = new Float64Array(columns).fill(Infinity);
    const from = new Int32Array(columns).fill(-1);
    const [seenRow, seenColumn] = [new Uint8Array(rows), new Uint8Array(columns)];
    let [row, reached, sink] = [start, 0, -1];
    while (sink < 0) {
      seenRow[row] = 1;
      let [nearest, lowest] = [-1, Infinity];
      for (let j = 0; j < columns; j++) {
        if (seenColumn[j]) continue;
        const length = reached + cost(row, j) - rowPrice[row] - columnPrice[j];
        if (length < cheapest[j]) {
          cheapest[j] = length;
          from[j] = row;
        }
        if (cheapest[j] < lowest || (cheapest[j] === lowest && rowOf[j] < 0)) [nearest, lowest] = [j, cheapest[j]];
      }
      [reached, seenColumn[nearest]] = [lowest, 1];
      if (rowOf[nearest] < 0) sink = nearest;
      else row = rowOf[nearest];
    }
    rowPrice[start] += reached;
    for (let i = 0; i < rows; i++) if (seenRow[i] && i !== start) rowPrice[i] += reached - cheapest[columnOf[i]];
    for (let j = 0; j < columns; j++) if (seenColumn[j]) columnPrice[j] -= reached - cheapest[j];
    augment(sink, start, from, rowOf, columnOf);
  }
  return columnOf;
}

/** Gives the columns along the path from `sink` back to `start` to the rows that reached them. */
function augment(sink: number, start: number, from: Int32Array, rowOf: Int32Array, columnOf: Int32Array): void {
  for (let column = sink, row = -1; row !== start;) {
    row = from[column];
    rowOf[column] = row;
    [columnOf[row], column] = [column, columnOf[row]];
  }
}
