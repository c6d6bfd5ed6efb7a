import { TissuebookError } from '../../errors';
import { DenseMatrix } from '../denseMatrix';
import { toFloats } from '../encoding/numbers';
import { toColumn } from '../encoding/readColumn';
import { leaveOutUnknown } from '../encoding/readTable';
import { sizeOf } from '../encoding/values';
import type { H5File } from '../h5ad/h5File';
import { Table } from '../table';

/** Attributes of rows or of columns. */
export interface LoomAttributes {
  /** Those of one dimension. */
  table: Table;
  /** Those of more, numbers. */
  matrices: [string, DenseMatrix][];
}

/**
 * The attributes of one axis.
 *
 * @param length how many rows or columns there are
 * @param names the attribute that names them; they are numbered from 0 where it is missing
 * @throws TissuebookError 'shape-mismatch' when an attribute has another number of values
 */
export function readLoomAttributes(
  file: H5File,
  group: string,
  length: number,
  names: string,
  notices: string[],
): LoomAttributes {
  const keys = file.kind(group) === 'group' ? file.keys(group) : [];
  const index = keys.includes(names) ? namesAt(file, `${group}/${names}`) : undefined;
  if (!index) {
    file.reserve(group, 16 * length);
    notices.push(`${file.at(group)} has no "${names}": they are numbered from 0.`);
  }
  const table = new Table(index ?? Array.from({ length }, (_, i) => String(i)), [], {
    indexName: index ? names : undefined,
  });
  checkLength(file, `${group}/${names}`, table.length, length);
  const matrices: [string, DenseMatrix][] = [];
  for (const key of keys.filter((key) => key !== names)) {
    const path = `${group}/${key}`;
    leaveOutUnknown(notices, () => {
      if (file.kind(path) !== 'dataset') throw new TissuebookError('unsupported-encoding', `${file.at(path)} is no array.`);
      const found = file.read(path);
      checkLength(file, path, found.shape[0] ?? 0, length);
      if (found.shape.length === 1) table.set(key, toColumn(found, file.at(path), notices));
      else if (found.kind === 'numbers' || found.kind === 'flags') {
        matrices.push([key, new DenseMatrix(length, sizeOf(found.shape.slice(1)), toFloats(found.values, file.at(path)))]);
      } else throw new TissuebookError('unsupported-encoding', `${file.at(path)} holds ${found.kind} of two dimensions.`);
    });
  } // prettier-ignore
  return { table, matrices };
}

function namesAt(file: H5File, path: string): string[] {
  const found = file.read(path);
  if (found.kind === 'text') return found.values;
  if (found.kind === 'numbers') return Array.from(found.values as ArrayLike<unknown>, String);
  throw new TissuebookError('corrupt', `${file.at(path)} holds no names.`, { argument: path });
}

function checkLength(file: H5File, path: string, found: number, wanted: number): void {
  if (found === wanted) return;
  throw new TissuebookError('shape-mismatch', `${file.at(path)} has ${found} values for ${wanted}.`, {
    argument: path,
    found,
  });
}
