import { TissuebookError } from '../../errors';
import { DenseMatrix } from '../denseMatrix';
import { type Matrix, SparseMatrix } from '../sparseMatrix';
import { type NumberArray, sizeOf, type Values } from './values';
import type { Container, Range } from './container';
import { toFloats, toPositions, wholeNumbers } from './numbers';

/** The shape that a matrix must have; undefined where any will do. */
export interface WantedShape {
  rows: number | undefined;
  columns: number | undefined;
}

/** How a matrix is kept: as a dense array, in compressed rows (csr) or in compressed columns (csc). */
export interface MatrixLayout {
  format: 'dense' | 'csr' | 'csc';
  rows: number;
  columns: number;
}

/**
 * A matrix: a dense dataset, or a group of compressed rows or columns, also as anndata 0.6 marked them.
 * Its shape is checked before its values are read.
 */
export function readMatrix(file: Container, path: string, want: WantedShape): Matrix {
  const { format, rows, columns } = matrixLayout(file, path, want);
  if (format === 'dense') return new DenseMatrix(rows, columns, toFloats(numbersAt(file, path), file.at(path)));
  if (format === 'csc') file.reserve(path, 4 * rows);
  const parts = {
    indptr: toPositions(numbersAt(file, `${path}/indptr`), file.at(`${path}/indptr`)),
    indices: toPositions(numbersAt(file, `${path}/indices`), file.at(`${path}/indices`)),
    values: toFloats(numbersAt(file, `${path}/data`), file.at(`${path}/data`)),
  };
  return inPlace(file, path, () =>
    format === 'csr' ? new SparseMatrix(rows, columns, parts) : SparseMatrix.fromColumns(rows, columns, parts),
  );
}

/** Builds a matrix; what is wrong with its parts is said of the path. */
export function inPlace<T>(file: Container, path: string, build: () => T): T {
  try {
    return build();
  } catch (cause) {
    if (!(cause instanceof TissuebookError)) throw cause;
    throw new TissuebookError(cause.kind, `${file.at(path)}: ${cause.message}`, {
      argument: path,
      found: cause.found,
      cause,
    });
  }
}

/**
 * How the matrix at a path is kept, checked as far as that goes without reading its values.
 *
 * @throws TissuebookError 'shape-mismatch' (not of the wanted shape), 'corrupt', 'unsupported-encoding'
 */
export function matrixLayout(file: Container, path: string, want: WantedShape): MatrixLayout {
  const kind = file.kind(path);
  if (kind === 'dataset') return denseLayout(file, path, want);
  if (kind === 'group') return sparseLayout(file, path, want);
  throw new TissuebookError(
    kind === 'none' ? 'corrupt' : 'unsupported-encoding',
    `${file.at(path)} is ${describe(kind)}.`,
    {
      argument: path,
      found: kind,
      advice: 'Matrices are read from the file itself, never through links.',
    },
  );
}

function describe(kind: string): string {
  return kind === 'link' ? 'a link to elsewhere' : kind === 'none' ? 'missing' : 'no matrix';
}

function denseLayout(file: Container, path: string, want: WantedShape): MatrixLayout {
  const { shape } = file.describe(path);
  if (!shape || shape.length === 0)
    throw new TissuebookError('corrupt', `${file.at(path)} is no matrix.`, { argument: path });
  const rows = shape[0]!;
  const columns = sizeOf(shape.slice(1));
  checkShape(file, path, rows, columns, want);
  return { format: 'dense', rows, columns };
}

function sparseLayout(file: Container, path: string, want: WantedShape): MatrixLayout {
  const encoding = file.text(path, 'encoding-type') ?? `${file.text(path, 'h5sparse_format') ?? 'unmarked'}_matrix`;
  if (encoding !== 'csr_matrix' && encoding !== 'csc_matrix') {
    throw new TissuebookError('unsupported-encoding', `${file.at(path)} is encoded as "${encoding}".`, {
      argument: path,
      found: encoding,
      advice: 'Matrices are read when dense or encoded as csr_matrix or csc_matrix.',
    });
  }
  const [rows, columns] = sparseShape(file, path);
  checkShape(file, path, rows, columns, want);
  const format = encoding === 'csr_matrix' ? 'csr' : 'csc';
  checkLengths(file, path, format === 'csr' ? rows : columns);
  return { format, rows, columns };
}

function sparseShape(file: Container, path: string): [number, number] {
  const shape = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape');
  const sizes = shape?.kind === 'numbers' ? wholeNumbers(shape.values) : undefined;
  if (sizes?.length !== 2 || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new TissuebookError('corrupt', `${file.at(path)} has no shape of two whole numbers.`, { argument: path });
  }
  return [sizes[0]!, sizes[1]!];
}

/** Lengths that can be told without reading: as many pointers as lines (and one more), an index for each value. */
function checkLengths(file: Container, path: string, lines: number): void {
  const length = (name: string): number => {
    const at = `${path}/${name}`;
    if (file.kind(at) !== 'dataset')
      throw new TissuebookError('corrupt', `${file.at(at)} is missing.`, { argument: at });
    return sizeOf(file.describe(at).shape ?? [0]);
  };
  if (length('indptr') !== lines + 1) {
    throw new TissuebookError(
      'corrupt',
      `${file.at(path)}: ${lines} lines need ${lines + 1} pointers, found ${length('indptr')}.`,
      {
        argument: path,
      },
    );
  }
  if (length('indices') !== length('data')) {
    throw new TissuebookError(
      'corrupt',
      `${file.at(path)}: ${length('indices')} indices, but ${length('data')} values.`,
      {
        argument: path,
      },
    );
  }
}

/** The numbers of an array; truth values as 0 and 1. @throws TissuebookError 'corrupt' when it holds something else */
export function numbersAt(file: Container, path: string, rows?: Range): NumberArray {
  return asNumbers(file, path, file.read(path, rows));
}

/** Values that must be numbers. @throws TissuebookError 'corrupt' when they are not */
export function asNumbers(file: Container, path: string, found: Values): NumberArray {
  if (found.kind === 'numbers' || found.kind === 'flags') return found.values;
  throw new TissuebookError('corrupt', `${file.at(path)} holds ${found.kind} where numbers belong.`, {
    argument: path,
    found: found.kind,
  });
}

function checkShape(file: Container, path: string, rows: number, columns: number, want: WantedShape): void {
  if (rows === (want.rows ?? rows) && columns === (want.columns ?? columns)) return;
  throw new TissuebookError(
    'shape-mismatch',
    `${file.at(path)} is ${rows} x ${columns}, not ${want.rows ?? 'any'} x ${want.columns ?? 'any'}.`,
    { argument: path, found: [rows, columns] },
  );
}

/** A matrix as a dense one, if the memory that the file may use allows it. */
export function readAsDense(file: Container, path: string, want: WantedShape): DenseMatrix {
  const matrix = readMatrix(file, path, want);
  if (matrix instanceof SparseMatrix) file.reserve(path, 8 * matrix.rows * matrix.columns);
  return matrix.toDense();
}
