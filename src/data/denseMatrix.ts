import { TissuebookError } from '../errors';
import { type FloatArray, likeArray } from './arrays';

/** A dense matrix [rows, columns], row-major. */
export class DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major values, `rows * columns` of them. */
  readonly values: FloatArray;
  /** The sizes of the dimensions that the columns stand for, where a file has more than two: [3, 2] of 6 columns. */
  readonly inner: readonly number[] | undefined;

  /**
   * @throws TissuebookError 'shape-mismatch' when `values` has another length than rows * columns, or `inner` another product
   *   than columns
   */
  constructor(rows: number, columns: number, values: FloatArray, inner?: readonly number[]) {
    if (values.length !== rows * columns || (inner && inner.reduce((a, b) => a * b, 1) !== columns)) {
      throw new TissuebookError(
        'shape-mismatch',
        `DenseMatrix: ${rows} x ${columns} needs ${rows * columns} values, found ${values.length}.`,
        { argument: 'values', found: values.length },
      );
    }
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.inner = inner;
  }

  /** A matrix of zeros, float32. */
  static zeros(rows: number, columns: number): DenseMatrix {
    return new DenseMatrix(rows, columns, new Float32Array(rows * columns));
  }

  /** A matrix from rows of equal length, float64. */
  static fromRows(rows: readonly (readonly number[])[]): DenseMatrix {
    const columns = rows[0]?.length ?? 0;
    const uneven = rows.find((row) => row.length !== columns);
    if (uneven) {
      throw new TissuebookError('shape-mismatch', `DenseMatrix.fromRows: rows of ${columns} and ${uneven.length}.`);
    }
    return new DenseMatrix(rows.length, columns, Float64Array.from(rows.flat()));
  }

  get(row: number, column: number): number {
    return this.values[row * this.columns + column]!;
  }

  /** One row, a view that shares memory with the matrix. */
  row(row: number): FloatArray {
    return this.values.subarray(row * this.columns, (row + 1) * this.columns);
  }

  /** One column, a copy. */
  column(column: number): FloatArray {
    const out = likeArray(this.values, this.rows);
    for (let i = 0, at = column; i < this.rows; i++, at += this.columns) out[i] = this.values[at]!;
    return out;
  }

  takeRows(positions: ArrayLike<number>): DenseMatrix {
    const out = likeArray(this.values, positions.length * this.columns);
    for (let i = 0; i < positions.length; i++) out.set(this.row(positions[i]!), i * this.columns);
    return new DenseMatrix(positions.length, this.columns, out, this.inner);
  }

  takeColumns(positions: ArrayLike<number>): DenseMatrix {
    const width = positions.length;
    const out = likeArray(this.values, this.rows * width);
    for (let i = 0; i < this.rows; i++) {
      const from = i * this.columns;
      for (let j = 0; j < width; j++) out[i * width + j] = this.values[from + positions[j]!]!;
    }
    return new DenseMatrix(this.rows, width, out);
  }

  /** The matrix itself: so that dense and sparse matrices can be treated alike. */
  toDense(): DenseMatrix {
    return this;
  }

  /** A matrix of `change(value)`, of the same precision. */
  map(change: (value: number) => number): DenseMatrix {
    const out = likeArray(this.values, this.values.length);
    for (let i = 0; i < out.length; i++) out[i] = change(this.values[i]!);
    return new DenseMatrix(this.rows, this.columns, out, this.inner);
  }
}

/** Matrices with the same rows, one behind the other in each row; float32 where all of them are. */
export function sideBySide(parts: readonly DenseMatrix[]): DenseMatrix {
  const { rows } = parts[0]!;
  const width = parts.reduce((sum, { columns }) => sum + columns, 0);
  const kind = parts.every(({ values }) => values instanceof Float32Array) ? Float32Array : Float64Array;
  const out = new DenseMatrix(rows, width, new kind(rows * width));
  for (let i = 0; i < rows; i++) {
    let at = i * width;
    for (const part of parts) {
      out.values.set(part.row(i), at);
      at += part.columns;
    }
  }
  return out;
}
