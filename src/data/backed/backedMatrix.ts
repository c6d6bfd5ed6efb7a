import { checkedPositions } from '../arrays';
import { joinMatrices } from '../concat/joinMatrices';
import { DenseMatrix } from '../denseMatrix';
import type { Range } from '../encoding/container';
import type { MatrixLayout } from '../encoding/readMatrix';
import { type Matrix, SparseMatrix } from '../sparseMatrix';
import { choiceOf, type ColumnChoice, type RowSource } from './rowSource';
import { runsOf } from './runs';

/** Bytes that a block takes in memory (our choice). */
const BLOCK_BYTES = 64 * 2 ** 20;
/** Bytes that are read rather than skipped. */
const GAP_BYTES = 2 ** 16;

/** A matrix [rows, columns] that stays in its file; parts of it are read into memory when they are asked for. */
export class BackedMatrix implements MatrixLayout {
  readonly format: 'dense' | 'csr' | 'csc';
  readonly rows: number;
  readonly columns: number;
  /** Rows that the file keeps together: blocks of a multiple of them are read the quickest. 1 for sparse matrices. */
  readonly chunkRows: number;
  readonly #source: RowSource;

  constructor(source: RowSource) {
    this.format = source.format;
    this.rows = source.rows;
    this.columns = source.columns;
    this.chunkRows = source.chunkRows;
    this.#source = source;
  }

  /** Rows of a block of some 64 MiB: a multiple of `chunkRows`, one chunk at the least. */
  get blockRows(): number {
    const rows = Math.floor(BLOCK_BYTES / Math.max(1, this.#source.rowBytes));
    return Math.max(1, this.chunkRows, rows - (rows % this.chunkRows));
  }

  /**
   * Rows [from, to) in memory: sparse where the file's matrix is, dense where it is not.
   *
   * @param columns only these columns, in this order
   * @throws TissuebookError 'invalid-argument' (a row or a column that is not there, a file that was closed), 'corrupt',
   *   'too-large', 'unsupported-filter'
   */
  async readRows(from: number, to: number, columns?: ArrayLike<number>): Promise<Matrix> {
    if (from < to) checkedPositions([from, to - 1], this.rows, 'rows');
    const chosen = columns && choiceOf(checkedPositions(columns, this.columns, 'columns'));
    return this.#join(await this.#blocks(from < to ? [[from, to]] : [], chosen), chosen);
  }

  /** The rows at `positions`, in their order, as `readRows`. Rows far from each other are read apart. */
  async takeRows(positions: ArrayLike<number>, columns?: ArrayLike<number>): Promise<Matrix> {
    const wanted = checkedPositions(positions, this.rows, 'rows');
    const chosen = columns && choiceOf(checkedPositions(columns, this.columns, 'columns'));
    const gap = Math.ceil(GAP_BYTES / Math.max(1, this.#source.rowBytes));
    const { runs, rising, order } = runsOf(wanted, this.chunkRows, gap);
    const found = this.#join(await this.#blocks(runs, chosen, rising), chosen);
    return order ? found.takeRows(order) : found;
  }

  /** Blocks of some ranges; only the rows of `wanted` where it is given, which rise. */
  async #blocks(runs: readonly Range[], columns: ColumnChoice | undefined, wanted?: Int32Array): Promise<Matrix[]> {
    const blocks: Matrix[] = [];
    let at = 0;
    for (const [first, last] of runs) {
      for (let from = first; from < last; from += this.blockRows) {
        const to = Math.min(last, from + this.blockRows);
        const block = await this.#source.read([from, to], columns);
        let next = at;
        while (wanted && next < wanted.length && wanted[next]! < to) next++;
        const whole = !wanted || next - at === block.rows;
        blocks.push(whole ? block : block.takeRows(wanted.subarray(at, next).map((row) => row - from)));
        at = next;
      }
    }
    return blocks;
  }

  #join(blocks: readonly Matrix[], columns: ColumnChoice | undefined): Matrix {
    if (blocks.length === 1) return blocks[0]!;
    const width = columns ? columns.positions.length : this.columns;
    if (blocks.length === 0) {
      const none = DenseMatrix.zeros(0, width);
      return this.format === 'dense' ? none : SparseMatrix.fromDense(none);
    }
    const same = Int32Array.from({ length: width }, (_, j) => j);
    return joinMatrices(blocks, blocks.map(() => same), width)!; // prettier-ignore
  }
}
