/** A dense matrix [rows, columns], row-major: a DenseMatrix, or anything of that shape. */
export interface MatrixLike {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** A matrix [rows, columns] in compressed rows: a SparseMatrix, or anything of that shape. */
export interface SparseLike extends MatrixLike {
  readonly indptr: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
}

/** A graph in compressed rows: a Graph, or anything of that shape. Without weights, every edge counts 1. */
export interface GraphLike {
  readonly nNodes: number;
  readonly indptr: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
}

/** A label for each cell: names, codes, truth values; null, undefined and NaN are missing ones. */
export type Labels = ArrayLike<string | null | undefined> | ArrayLike<number | null> | ArrayLike<boolean | null>;
