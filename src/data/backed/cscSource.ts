import { TissuebookError } from '../../errors';
import type { FloatArray } from '../arrays';
import type { Container, Range } from '../encoding/container';
import { toFloats, toPositions } from '../encoding/numbers';
import { type MatrixLayout, numbersAt } from '../encoding/readMatrix';
import { type Compressed, SparseMatrix } from '../sparseMatrix';
import { readPointers } from './pointers';
import type { ColumnChoice, RowSource } from './rowSource';
import { runsOf } from './runs';
import type { Session, StoredPart } from './session';

/** Stored values read in one call (our choice): 12 bytes each while they are sorted in. */
const PIECE = 2 ** 22;
/** Bytes in memory of a stored value: a column and a value of up to 8 bytes. */
const ENTRY_BYTES = 12;
/** The part of maxBytes that rows may take which are kept for the next blocks (our choice). */
const SHARE = 1 / 4;

/** Rows that were gathered from the columns, kept for the blocks that follow. */
interface Gathered {
  columns: Int32Array | undefined;
  rows: Range;
  matrix: SparseMatrix;
}

/**
 * Rows of a matrix in compressed columns. A row is scattered over all columns, so that every pass over them gathers as
 * many rows as a quarter of maxBytes holds; blocks are cut from those. Of chosen columns no others are read.
 */
export class CscSource implements RowSource {
  readonly format = 'csc';
  readonly rows: number;
  readonly columns: number;
  readonly chunkRows = 1;
  readonly rowBytes: number;
  readonly #session: Session;
  readonly #path: string;
  readonly #pointers: Float64Array;
  #gathered: Gathered | undefined;

  constructor(session: Session, file: Container, path: string, layout: MatrixLayout) {
    this.rows = layout.rows;
    this.columns = layout.columns;
    this.#session = session;
    this.#path = path;
    this.#pointers = readPointers(file, path);
    this.rowBytes = 4 + (8 * this.#pointers.at(-1)!) / Math.max(1, layout.rows);
  }

  async read(rows: Range, choice?: ColumnChoice): Promise<SparseMatrix> {
    const columns = choice?.positions;
    const { rows: held, matrix } = this.#has(rows, columns) ?? (await this.#gather(rows, columns));
    if (rows[0] === held[0] && rows[1] === held[1]) return matrix;
    return matrix.takeRows(Int32Array.from({ length: rows[1] - rows[0] }, (_, i) => rows[0] - held[0] + i));
  }

  #has([from, to]: Range, columns: Int32Array | undefined): Gathered | undefined {
    const held = this.#gathered;
    const same = held && String(held.columns) === String(columns);
    return same && from >= held.rows[0] && to <= held.rows[1] ? held : undefined;
  }

  /** Gathers rows from the first one of a range on: at least the range, more where memory allows it. */
  async #gather([from, to]: Range, columns: Int32Array | undefined): Promise<Gathered> {
    this.#gathered = undefined;
    const all = Int32Array.from({ length: columns ? 0 : this.columns }, (_, j) => j);
    const { runs, rising, order } = runsOf(columns ?? all, 1, 0);
    const counts = new Int32Array(this.rows);
    await this.#eachPiece(runs, ({ rows }) => {
      for (const row of rows) counts[row]!++;
    });
    const last = this.#extent(counts, from, to);
    const indptr = new Int32Array(last - from + 1);
    for (let i = from; i < last; i++) indptr[i - from + 1] = indptr[i - from]! + counts[i]!;
    const parts = await this.#fill(runs, [from, last], indptr);
    const found = new SparseMatrix(last - from, rising.length, parts);
    const matrix = order ? found.takeColumns(order) : found;
    this.#gathered = { columns, rows: [from, last], matrix };
    return this.#gathered;
  }

  /** The row up to which rows fit into memory. */
  #extent(counts: Int32Array, from: number, to: number): number {
    const most = (SHARE * this.#session.limits.maxBytes) / ENTRY_BYTES;
    let [last, stored] = [from, 0];
    while (last < counts.length && (last < to || stored + counts[last]! <= most)) stored += counts[last++]!;
    return last;
  }

  async #fill(runs: readonly Range[], [from, to]: Range, indptr: Int32Array): Promise<Compressed> {
    const next = indptr.slice(0, -1);
    const indices = new Int32Array(indptr.at(-1)!);
    let values: FloatArray = new Float32Array(indices.length);
    await this.#eachPiece(runs, ({ rows, values: piece, columnAt }) => {
      if (piece instanceof Float64Array && values instanceof Float32Array) values = Float64Array.from(values);
      for (let e = 0; e < rows.length; e++) {
        const column = columnAt(e);
        const row = rows[e]!;
        if (row < from || row >= to) continue;
        const place = next[row - from]!++;
        indices[place] = column;
        values[place] = piece[e]!;
      }
    });
    return { indptr, indices, values };
  }

  /** Stored values of runs of columns, in their order, piece by piece. Columns are counted over all runs. */
  async #eachPiece(runs: readonly Range[], use: (piece: Piece) => void): Promise<void> {
    let before = 0;
    for (const [first, last] of runs) {
      const [start, end] = [this.#pointers[first]!, this.#pointers[last]!];
      for (let at = start, column = first; at < end; at += PIECE) {
        const until = Math.min(end, at + PIECE);
        const { rows, values } = await this.#session.use(this.#partsOf([at, until]), (file) =>
          this.#readPiece(file, [at, until]),
        );
        const columnAt = (e: number): number => {
          while (at + e >= this.#pointers[column + 1]!) column++;
          return before + column - first;
        };
        use({ rows, values, columnAt });
      }
      before += last - first;
    }
  }

  #partsOf(rows: Range): StoredPart[] {
    return ['indices', 'data'].map((name) => ({ path: `${this.#path}/${name}`, rows }));
  }

  #readPiece(file: Container, range: Range): { rows: Int32Array; values: FloatArray } {
    const [indices, data] = [`${this.#path}/indices`, `${this.#path}/data`];
    const rows = toPositions(numbersAt(file, indices, range), file.at(indices));
    const wrong = rows.find((row) => row < 0 || row >= this.rows);
    if (wrong !== undefined) {
      throw new TissuebookError('corrupt', `${file.at(indices)}: index ${wrong} is outside 0 to ${this.rows - 1}.`, {
        argument: indices,
        found: wrong,
      });
    }
    return { rows, values: toFloats(numbersAt(file, data, range), file.at(data)) };
  }
}

/** Rows and values of stored values; `columnAt` tells the column of one, called with places that rise. */
interface Piece {
  rows: Int32Array;
  values: FloatArray;
  columnAt: (place: number) => number;
}
