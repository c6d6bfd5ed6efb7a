import type { Range } from '../encoding/container';
import type { MatrixLayout } from '../encoding/readMatrix';
import type { Matrix } from '../sparseMatrix';

/** Columns of a matrix, in the order in which they are wanted. */
export interface ColumnChoice {
  positions: Int32Array;
  /** From the first of them to the last. */
  range: Range;
}

/** Where a matrix that stays in its file gets its rows from. */
export interface RowSource extends MatrixLayout {
  /** Rows that the file keeps together; 1 where it does not keep rows together. */
  readonly chunkRows: number;
  /** Bytes of a row in memory, on average. */
  readonly rowBytes: number;
  /** Rows of a range, of some 64 MiB at the most, with the chosen columns. */
  read(rows: Range, columns?: ColumnChoice): Promise<Matrix>;
}

export function choiceOf(positions: Int32Array): ColumnChoice {
  let [first, last] = [positions[0] ?? 0, positions[0] ?? -1];
  for (const position of positions) {
    first = Math.min(first, position);
    last = Math.max(last, position);
  }
  return { positions, range: [first, last + 1] };
}
