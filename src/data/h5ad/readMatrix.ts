import { TissuebookError } from '../../errors';
import { DenseMatrix } from '../denseMatrix';
import { type Matrix, SparseMatrix } from '../sparseMatrix';
import { type NumberArray, sizeOf } from './decode';
import type { H5File } from './h5File';
import { toFloats, toPositions, wholeNumbers } from './numbers';

/** The shape that a matrix must have; undefined where any will do. */
export interface WantedShape {
  rows: number | undefined;
  columns: number | undefined;
}

/**
 * A matrix: a dense dataset, or a group of compressed rows or columns, also as anndata 0.6 marked them.
 * Its shape is checked before its values are read.
 */
export function readMatrix(file: H5File, path: string, want: WantedShape): Matrix {
  const kind = file.kind(path);
  if (kind === 'dataset') return readDense(file, path, want);
  if (kind === 'group') return readSparse(file, path, want);
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

function readDense(file: H5File, path: string, want: WantedShape): DenseMatrix {
  const { shape } = file.describe(path);
  if (!shape || shape.length === 0)
    throw new TissuebookError('corrupt', `${file.at(path)} is no matrix.`, { argument: path });
  const rows = shape[0]!;
  const columns = sizeOf(shape.slice(1));
  checkShape(file, path, rows, columns, want);
  return new DenseMatrix(rows, columns, toFloats(numbersAt(file, path), file.at(path)));
}

function readSparse(file: H5File, path: string, want: WantedShape): SparseMatrix {
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
  const lines = encoding === 'csr_matrix' ? rows : columns;
  checkLengths(file, path, lines);
  if (encoding === 'csc_matrix') file.reserve(path, 4 * rows);
  const parts = {
    indptr: toPositions(numbersAt(file, `${path}/indptr`), file.at(`${path}/indptr`)),
    indices: toPositions(numbersAt(file, `${path}/indices`), file.at(`${path}/indices`)),
    values: toFloats(numbersAt(file, `${path}/data`), file.at(`${path}/data`)),
  };
  try {
    return encoding === 'csr_matrix'
      ? new SparseMatrix(rows, columns, parts)
      : SparseMatrix.fromColumns(rows, columns, parts);
  } catch (cause) {
    if (!(cause instanceof TissuebookError)) throw cause;
    throw new TissuebookError(cause.kind, `${file.at(path)}: ${cause.message}`, {
      argument: path,
      found: cause.found,
      cause,
    });
  }
}

function sparseShape(file: H5File, path: string): [number, number] {
  const shape = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape');
  const sizes = shape?.kind === 'numbers' ? wholeNumbers(shape.values) : undefined;
  if (sizes?.length !== 2 || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new TissuebookError('corrupt', `${file.at(path)} has no shape of two whole numbers.`, { argument: path });
  }
  return [sizes[0]!, sizes[1]!];
}

/** Lengths that can be told without reading: as many pointers as lines (and one more), an index for each value. */
function checkLengths(file: H5File, path: string, lines: number): void {
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

function numbersAt(file: H5File, path: string): NumberArray {
  const found = file.read(path);
  if (found.kind === 'numbers' || found.kind === 'flags') return found.values;
  throw new TissuebookError('corrupt', `${file.at(path)} holds ${found.kind} where numbers belong.`, {
    argument: path,
    found: found.kind,
  });
}

function checkShape(file: H5File, path: string, rows: number, columns: number, want: WantedShape): void {
  if (rows === (want.rows ?? rows) && columns === (want.columns ?? columns)) return;
  throw new TissuebookError(
    'shape-mismatch',
    `${file.at(path)} is ${rows} x ${columns}, not ${want.rows ?? 'any'} x ${want.columns ?? 'any'}.`,
    { argument: path, found: [rows, columns] },
  );
}

/** A matrix as a dense one, if the memory that the file may use allows it. */
export function readAsDense(file: H5File, path: string, want: WantedShape): DenseMatrix {
  const matrix = readMatrix(file, path, want);
  if (matrix instanceof SparseMatrix) file.reserve(path, 8 * matrix.rows * matrix.columns);
  return matrix.toDense();
}
