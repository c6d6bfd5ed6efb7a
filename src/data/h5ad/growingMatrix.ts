import { TissuebookError } from '../../errors';
import type { FloatArray } from '../arrays';
import { DenseMatrix } from '../denseMatrix';
import type { Matrix } from '../sparseMatrix';
import type { H5GrowingSink } from './h5Writer';
import { mark } from './writeElements';

/** A matrix that is written block by block, each in the layout and with the numbers of the first one. */
export class GrowingMatrix {
  readonly #path: string;
  readonly #columns: number;
  readonly #kind: string;
  /** Where each row begins among the stored values: whole numbers, more of them than int32 counts. */
  readonly #pointers: BigInt64Array;
  #rows = 0;
  #stored = 0;

  /**
   * Makes the place of a matrix.
   *
   * @param first what the blocks are like
   * @param rows of all blocks together
   */
  constructor(sink: H5GrowingSink, path: string, first: Matrix, rows: number) {
    this.#path = path;
    this.#columns = first.columns;
    this.#kind = kindOf(first);
    this.#pointers = new BigInt64Array(rows + 1);
    if (first instanceof DenseMatrix) {
      sink.growing(path, first.values, [first.columns]);
      mark(sink, path, 'array', '0.2.0');
      return;
    }
    sink.group(path);
    mark(sink, path, 'csr_matrix', '0.1.0');
    sink.numberAttribute(path, 'shape', BigInt64Array.from([rows, first.columns], BigInt), [2]);
    sink.growing(`${path}/data`, first.values, []);
    sink.growing(`${path}/indices`, first.indices, []);
  }

  /** Writes the rows that follow. @throws TissuebookError 'shape-mismatch' when they are not like the first ones */
  add(sink: H5GrowingSink, block: Matrix): void {
    if (kindOf(block) !== this.#kind || block.columns !== this.#columns) {
      const [found, wanted] = [`${block.columns} ${kindOf(block)}`, `${this.#columns} ${this.#kind}`];
      throw new TissuebookError('shape-mismatch', `${this.#path}: a block has ${found} columns after ${wanted} ones.`, {
        argument: 'prepare',
        found,
        advice: 'What prepares blocks must make the same of each.',
      });
    }
    if (block instanceof DenseMatrix) {
      sink.append(this.#path, block.values, [block.rows, block.columns], this.#rows);
    } else {
      sink.append(`${this.#path}/data`, block.values, [block.stored], this.#stored);
      sink.append(`${this.#path}/indices`, block.indices, [block.stored], this.#stored);
      for (let i = 1; i <= block.rows; i++) {
        this.#pointers[this.#rows + i] = BigInt(this.#stored + block.indptr[i]!);
      }
      this.#stored += block.stored;
    }
    this.#rows += block.rows;
  }

  /** Writes what is known at the end. */
  finish(sink: H5GrowingSink): void {
    if (this.#kind.startsWith('sparse')) {
      sink.numbers(`${this.#path}/indptr`, this.#pointers, [this.#pointers.length]);
    }
  }
}

function kindOf(matrix: Matrix): string {
  const values: FloatArray = matrix.values;
  return `${matrix instanceof DenseMatrix ? 'dense' : 'sparse'} ${values instanceof Float32Array ? 'float32' : 'float64'}`;
}
