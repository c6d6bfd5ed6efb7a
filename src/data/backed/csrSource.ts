import type { Container, Range } from '../encoding/container';
import { toFloats, toPositions } from '../encoding/numbers';
import { inPlace, type MatrixLayout, numbersAt } from '../encoding/readMatrix';
import { type Compressed, SparseMatrix } from '../sparseMatrix';
import { localPointers, readPointers } from './pointers';
import type { ColumnChoice, RowSource } from './rowSource';
import type { Session, StoredPart } from './session';

/** Rows of a matrix in compressed rows. The pointers are in memory, 8 bytes for a row. */
export function csrSource(session: Session, file: Container, path: string, layout: MatrixLayout): RowSource {
  const pointers = readPointers(file, path);
  return {
    ...layout,
    chunkRows: 1,
    rowBytes: 4 + (8 * pointers.at(-1)!) / Math.max(1, layout.rows),
    read: ([from, to]: Range, choice?: ColumnChoice) =>
      session.use(linesParts(path, pointers, [from, to]), (open) => {
        const parts = readLines(open, path, pointers, [from, to]);
        const block = inPlace(open, path, () => new SparseMatrix(to - from, layout.columns, parts));
        return choice ? block.takeColumns(choice.positions) : block;
      }),
  };
}

/** What `readLines` reads. */
function linesParts(path: string, pointers: Float64Array, [from, to]: Range): StoredPart[] {
  const rows: Range = [pointers[from]!, pointers[to]!];
  return ['indices', 'data'].map((name) => ({ path: `${path}/${name}`, rows }));
}

/** Some lines of compressed rows or columns. */
export function readLines(file: Container, path: string, pointers: Float64Array, [from, to]: Range): Compressed {
  const stored: Range = [pointers[from]!, pointers[to]!];
  const [indices, data] = [`${path}/indices`, `${path}/data`];
  return {
    indptr: localPointers(pointers, from, to),
    indices: toPositions(numbersAt(file, indices, stored), file.at(indices)),
    values: toFloats(numbersAt(file, data, stored), file.at(data)),
  };
}
