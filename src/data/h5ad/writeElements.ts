import { TissuebookError } from '../../errors';
import { DenseMatrix } from '../denseMatrix';
import type { Matrix } from '../sparseMatrix';
import type { H5Sink } from './h5Writer';

/** Marks what is written as anndata does: the encoding and its version. */
export function mark(sink: H5Sink, path: string, encoding: string, version: string): void {
  sink.textAttribute(path, 'encoding-type', encoding);
  sink.textAttribute(path, 'encoding-version', version);
}

/** A name as a part of a path. @throws TissuebookError 'invalid-argument' for names that HDF5 cannot keep */
export function child(path: string, name: string): string {
  if (name && name !== '.' && !/[/\0]/.test(name)) return `${path}/${name}`;
  throw new TissuebookError('invalid-argument', `"${name}" under ${path} cannot be a name in an HDF5 file.`, {
    argument: 'name',
    found: name,
    advice: 'Names are not empty and hold no slash: rename it.',
  });
}

export function writeMatrix(sink: H5Sink, path: string, matrix: Matrix): void {
  if (matrix instanceof DenseMatrix) {
    sink.numbers(path, matrix.values, [matrix.rows, ...(matrix.inner ?? [matrix.columns])]);
    mark(sink, path, 'array', '0.2.0');
    return;
  }
  sink.group(path);
  mark(sink, path, 'csr_matrix', '0.1.0');
  sink.numberAttribute(path, 'shape', BigInt64Array.from([matrix.rows, matrix.columns], BigInt), [2]);
  sink.numbers(`${path}/data`, matrix.values, [matrix.stored]);
  sink.numbers(`${path}/indices`, matrix.indices, [matrix.stored]);
  sink.numbers(`${path}/indptr`, matrix.indptr, [matrix.rows + 1]);
}

export function writeText(sink: H5Sink, path: string, values: readonly string[], shape: readonly number[]): void {
  sink.text(path, values, shape);
  mark(sink, path, 'string-array', '0.2.0');
}
