import { DenseMatrix } from '../denseMatrix';
import type { Container, Range } from '../encoding/container';
import { toFloats } from '../encoding/numbers';
import { asNumbers, type MatrixLayout } from '../encoding/readMatrix';
import type { ColumnChoice, RowSource } from './rowSource';
import type { Session } from './session';

/** Rows of a dense matrix in a file. Of some columns, those from the first to the last are read. */
export function denseSource(session: Session, file: Container, path: string, layout: MatrixLayout): RowSource {
  const { chunks, size = 4 } = file.describe(path);
  const { rows, columns } = layout;
  return {
    ...layout,
    chunkRows: Math.min(Math.max(1, rows), chunks?.[0] ?? 1),
    rowBytes: columns * Math.max(4, size),
    read: ([from, to]: Range, choice?: ColumnChoice) => {
      const [first, last] = choice?.range ?? [0, columns];
      const part = { path, rows: [from, to], columns: [first, last] } as const;
      return session.use([part], (open) => {
        const found = asNumbers(open, path, open.read(path, [from, to], [first, last]));
        const block = new DenseMatrix(to - from, last - first, toFloats(found, open.at(path)));
        return choice ? block.takeColumns(choice.positions.map((position) => position - first)) : block;
      });
    },
  };
}
