import { DenseMatrix, type Matrix, SparseMatrix } from '../../data';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { placeRows } from './gramProduct';
import { project } from './project';
import { projectRows } from './projectRows';

/** Entries of a sparse matrix that are copied at once (ours): 100 MB. */
const ENTRIES = 8e6;

export interface RowScoresOptions extends Pick<WorkOptions, 'signal'> {
  /** Taken off the rows first [columns]; none unless given. */
  means?: ArrayLike<number>;
  /** Done to the rows first, a part of them at a time; nothing unless given. */
  weigh?: (rows: Matrix) => Matrix;
}

/**
 * Products of rows with components [rows, width]: sparse ones in threads, a bounded part at a time.
 *
 * @param where the function as its user calls it
 * @param components [width, columns]
 * @throws TissuebookError 'aborted', 'out-of-memory'
 */
export async function rowScores(
  where: string,
  matrix: Matrix,
  components: ArrayLike<number>,
  width: number,
  { means, weigh = (rows) => rows, signal }: RowScoresOptions = {},
): Promise<DenseMatrix> {
  const { rows, columns } = matrix;
  const byColumn = new Float64Array(columns * width);
  const offset = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    for (let j = 0; j < columns; j++) {
      const component = components[k * columns + j]!;
      byColumn[j * width + k] = component;
      offset[k]! -= (means?.[j] ?? 0) * component;
    }
  }
  const work = signal ? { signal } : {};
  const yielder = new EventLoopYielder(where, work);
  const out = new DenseMatrix(rows, width, new Float64Array(rows * width));
  for (const [from, to] of partsOf(matrix)) {
    const part = weigh(to - from === rows ? matrix : matrix.takeRows(Int32Array.from({ length: to - from }, (_, i) => from + i))); // prettier-ignore
    const scores =
      part instanceof SparseMatrix
        ? await projectRows(where, placeRows(part), byColumn, offset, work)
        : await project(part, byColumn, offset, yielder);
    out.values.set(scores, from * width);
  }
  return out;
}

/** Stretches of rows, first and behind the last, with at most so many entries unless a row has more. */
function partsOf(matrix: Matrix): [number, number][] {
  if (!(matrix instanceof SparseMatrix)) return [[0, matrix.rows]];
  const { rows, indptr } = matrix;
  const parts: [number, number][] = [];
  for (let from = 0; from < rows;) {
    let to = from + 1;
    while (to < rows && indptr[to + 1]! - indptr[from]! <= ENTRIES) to++;
    parts.push([from, to]);
    from = to;
  }
  return parts;
}
