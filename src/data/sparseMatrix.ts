import { TissuebookError } from '../errors';
import { type FloatArray, likeArray } from './arrays';
import { DenseMatrix } from './denseMatrix';

/** Parts of a compressed matrix: lines are rows (CSR) or columns (CSC). */
export interface Compressed {
  indptr: Int32Array;
  indices: Int32Array;
  values: FloatArray;
}

/** Says that parts come from a matrix that was checked, in places that cannot be wrong. */
const CHECKED = Symbol('checked');

/**
 * A sparse matrix [rows, columns] in compressed rows (CSR). In every row the column indices rise, and none repeats.
 * Row i holds `indices` and `values` from `indptr[i]` up to, not including, `indptr[i + 1]`.
 */
export class SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly values: FloatArray;

  /**
   * @param parts CSR parts; rows whose indices do not rise are sorted, and values at the same place are added up
   * @throws TissuebookError 'corrupt' when pointers fall, or an index or a length does not fit the shape
   */
  constructor(rows: number, columns: number, parts: Compressed, checked?: typeof CHECKED) {
    const sound = checked || isSound(rows, columns, parts) ? parts : repaired(rows, columns, parts);
    this.rows = rows;
    this.columns = columns;
    this.indptr = sound.indptr;
    this.indices = sound.indices;
    this.values = sound.values;
  }

  /** From compressed columns: `indptr` has columns + 1 entries, `indices` are rows. */
  static fromColumns(rows: number, columns: number, parts: Compressed): SparseMatrix {
    checkCompressed(columns, rows, parts);
    return new SparseMatrix(rows, columns, flip(columns, rows, parts));
  }

  /** The non-zero values of a dense matrix. */
  static fromDense(dense: DenseMatrix): SparseMatrix {
    let stored = 0;
    for (const value of dense.values) if (value !== 0) stored++;
    const indptr = new Int32Array(dense.rows + 1);
    const indices = new Int32Array(stored);
    const values = likeArray(dense.values, stored);
    for (let i = 0, at = 0; i < dense.rows; i++) {
      for (let j = 0; j < dense.columns; j++) {
        const value = dense.get(i, j);
        if (value === 0) continue;
        indices[at] = j;
        values[at++] = value;
      }
      indptr[i + 1] = at;
    }
    return new SparseMatrix(dense.rows, dense.columns, { indptr, indices, values });
  }

  /** How many values are stored. */
  get stored(): number {
    return this.values.length;
  }

  /** The value at a place, 0 where none is stored; by bisection. */
  get(row: number, column: number): number {
    let low = this.indptr[row]!;
    let high = this.indptr[row + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.indices[middle]! < column) low = middle + 1;
      else high = middle;
    }
    return low < this.indptr[row + 1]! && this.indices[low] === column ? this.values[low]! : 0;
  }

  /** One row, dense, a copy. */
  row(row: number): FloatArray {
    const out = likeArray(this.values, this.columns);
    for (let e = this.indptr[row]!; e < this.indptr[row + 1]!; e++) out[this.indices[e]!] = this.values[e]!;
    return out;
  }

  /** One column, dense, a copy; bisects every row. */
  column(column: number): FloatArray {
    const out = likeArray(this.values, this.rows);
    for (let i = 0; i < this.rows; i++) out[i] = this.get(i, column);
    return out;
  }

  takeRows(positions: ArrayLike<number>): SparseMatrix {
    const indptr = new Int32Array(positions.length + 1);
    for (let i = 0; i < positions.length; i++) {
      indptr[i + 1] = indptr[i]! + this.indptr[positions[i]! + 1]! - this.indptr[positions[i]!]!;
    }
    const indices = new Int32Array(indptr[positions.length]!);
    const values = likeArray(this.values, indices.length);
    for (let i = 0; i < positions.length; i++) {
      const from = this.indptr[positions[i]!]!;
      const to = this.indptr[positions[i]! + 1]!;
      indices.set(this.indices.subarray(from, to), indptr[i]!);
      values.set(this.values.subarray(from, to), indptr[i]!);
    }
    return new SparseMatrix(positions.length, this.columns, { indptr, indices, values });
  }

  takeColumns(positions: ArrayLike<number>): SparseMatrix {
    return this.transpose().takeRows(positions).transpose();
  }

  transpose(): SparseMatrix {
    return new SparseMatrix(this.columns, this.rows, flip(this.rows, this.columns, this), CHECKED);
  }

  toDense(): DenseMatrix {
    const out = likeArray(this.values, this.rows * this.columns);
    for (let i = 0; i < this.rows; i++) {
      const from = i * this.columns;
      for (let e = this.indptr[i]!; e < this.indptr[i + 1]!; e++) out[from + this.indices[e]!] = this.values[e]!;
    }
    return new DenseMatrix(this.rows, this.columns, out);
  }

  /** The same places with other values. */
  withValues(values: FloatArray): SparseMatrix {
    const { rows, columns, indptr, indices } = this;
    if (values.length !== indices.length) {
      throw corrupt(`${indices.length} indices, but ${values.length} values.`, values.length);
    }
    return new SparseMatrix(rows, columns, { indptr, indices, values }, CHECKED);
  }
}

/** A dense or a sparse matrix: both have rows, columns, get, row, column, takeRows, takeColumns and toDense. */
export type Matrix = DenseMatrix | SparseMatrix;

function corrupt(sentence: string, found: unknown): TissuebookError {
  return new TissuebookError('corrupt', `Sparse matrix: ${sentence}`, { found });
}

function checkCompressed(lines: number, width: number, { indptr, indices, values }: Compressed): void {
  if (indptr.length !== lines + 1) {
    throw corrupt(`${lines} lines need ${lines + 1} pointers, found ${indptr.length}.`, indptr.length);
  }
  if (indices.length !== values.length) {
    throw corrupt(`${indices.length} indices, but ${values.length} values.`, values.length);
  }
  if (indptr[0] !== 0) throw corrupt(`the first pointer is ${indptr[0]}, not 0.`, indptr[0]);
  for (let i = 0; i < lines; i++) {
    if (indptr[i + 1]! < indptr[i]!) throw corrupt(`the pointers fall after line ${i}.`, indptr[i + 1]);
  }
  if (indptr[lines] !== indices.length) {
    throw corrupt(`the last pointer is ${indptr[lines]}, but ${indices.length} values are stored.`, indptr[lines]);
  }
  for (let e = 0; e < indices.length; e++) {
    if (indices[e]! < 0 || indices[e]! >= width) {
      throw corrupt(`index ${indices[e]} is outside 0 to ${width - 1}.`, indices[e]);
    }
  }
}

/** Whether nothing is wrong or out of order. Of rising indices only the first and the last can be outside: one look an entry. */
function isSound(lines: number, width: number, { indptr, indices, values }: Compressed): boolean {
  if (indptr.length !== lines + 1 || indices.length !== values.length || indptr[0] !== 0) return false;
  if (indptr[lines] !== indices.length) return false;
  for (let i = 0; i < lines; i++) {
    const end = indptr[i + 1]!;
    if (end < indptr[i]! || end > indices.length) return false;
    let before = -1;
    for (let e = indptr[i]!; e < end; e++) {
      const index = indices[e]!;
      if (index <= before) return false;
      before = index;
    }
    if (before >= width) return false;
  }
  return true;
}

/** Parts in order. @throws TissuebookError 'corrupt' where that cannot be */
function repaired(rows: number, columns: number, parts: Compressed): Compressed {
  checkCompressed(rows, columns, parts);
  return isCanonical(rows, parts) ? parts : canonical(rows, parts);
}

function isCanonical(rows: number, { indptr, indices }: Compressed): boolean {
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]! + 1; e < indptr[i + 1]!; e++) if (indices[e]! <= indices[e - 1]!) return false;
  }
  return true;
}

/** Sorts the indices of every row and adds up values at the same place. */
function canonical(rows: number, { indptr, indices, values }: Compressed): Compressed {
  const out = { indptr: new Int32Array(rows + 1), indices: new Int32Array(indices.length), values: values.slice() };
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const start = at;
    const order = Array.from({ length: indptr[i + 1]! - indptr[i]! }, (_, k) => indptr[i]! + k);
    order.sort((a, b) => indices[a]! - indices[b]! || a - b);
    for (const e of order) {
      if (at > start && out.indices[at - 1] === indices[e]) out.values[at - 1]! += values[e]!;
      else {
        out.indices[at] = indices[e]!;
        out.values[at++] = values[e]!;
      }
    }
    out.indptr[i + 1] = at;
  }
  return { indptr: out.indptr, indices: out.indices.slice(0, at), values: out.values.slice(0, at) };
}

/** Compressed rows from compressed columns, or the reverse: a counting sort. */
function flip(lines: number, width: number, { indptr, indices, values }: Compressed): Compressed {
  const pointers = new Int32Array(width + 1);
  for (const index of indices) pointers[index + 1]!++;
  for (let j = 0; j < width; j++) pointers[j + 1]! += pointers[j]!;
  const next = pointers.slice(0, width);
  const out = { indptr: pointers, indices: new Int32Array(indices.length), values: likeArray(values, values.length) };
  for (let i = 0; i < lines; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const place = next[indices[e]!]!++;
      out.indices[place] = i;
      out.values[place] = values[e]!;
    }
  }
  return out;
}

/** The same values in compressed rows, zeros left out; the matrix itself where it is that already. */
export function withoutZeros(matrix: Matrix): SparseMatrix {
  if (!(matrix instanceof SparseMatrix)) return SparseMatrix.fromDense(matrix);
  const { rows, columns, indptr, values } = matrix;
  if (!values.includes(0)) return matrix;
  const pointers = new Int32Array(rows + 1);
  for (let i = 0, kept = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) if (values[e] !== 0) kept++;
    pointers[i + 1] = kept;
  }
  const indices = matrix.indices.filter((_, e) => values[e] !== 0);
  return new SparseMatrix(rows, columns, { indptr: pointers, indices, values: values.filter((value) => value !== 0) });
}
