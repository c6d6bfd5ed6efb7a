import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { type FloatArray, likeArray } from '../arrays';
import { type Compressed, SparseMatrix } from '../sparseMatrix';

const [NEW_LINE, SPACE, TAB, RETURN, PERCENT] = [10, 32, 9, 13, 37];
/** Bytes that an entry of a Matrix Market file takes at the least: two positions, two spaces, an end of line. */
const LEAST_ENTRY = 4;
/** The largest whole number up to which float32 holds every one. */
const EXACT_FLOAT32 = 2 ** 24;

/**
 * A Matrix Market file of coordinates (https://math.nist.gov/MatrixMarket/formats.html), its rows and columns exchanged: of
 * counts [features, cells] the cells become rows. Entries of one place are added up.
 *
 * @throws TissuebookError 'corrupt' (a line that is no entry, a place outside, fewer entries than said), 'unsupported-encoding'
 *   (a dense, complex or symmetric one), 'shape-mismatch' (not of as many features and cells as are named)
 */
export function parseMtx(bytes: Buffer, path: string, named: { features: number; cells: number }): SparseMatrix {
  const name = basename(path);
  const scan = new Scanner(bytes, name);
  const head = scan.line().toLowerCase();
  if (!/^%%matrixmarket\s+matrix\s+coordinate\s+(integer|real|pattern)\s+general/.test(head)) {
    throw new TissuebookError('unsupported-encoding', `${name} begins with "${head.slice(0, 60)}".`, {
      argument: 'path',
      found: head.slice(0, 60),
      advice: 'Read are files that begin with: %%MatrixMarket matrix coordinate integer general (or real, or pattern).',
    });
  }
  scan.passComments();
  const [features, cells, entries] = [scan.whole(), scan.whole(), scan.whole()];
  if (features !== named.features || cells !== named.cells) {
    throw new TissuebookError('shape-mismatch', `${name} is of ${features} features and ${cells} cells, but ${named.features} and ${named.cells} are named.`, {
      argument: 'folder',
      found: [features, cells],
      advice: 'The files must be of one sample; those of Cell Ranger have features in rows and cells in columns.',
    }); // prettier-ignore
  }
  if (!(entries * LEAST_ENTRY <= bytes.length + LEAST_ENTRY))
    throw scan.damaged(`it says that it has ${entries} entries`);
  const pattern = head.includes('pattern');
  const rows = new Int32Array(entries);
  const columns = new Int32Array(entries);
  let values: FloatArray = new Float32Array(entries);
  for (let e = 0; e < entries; e++) {
    const [feature, cell] = [scan.whole(), scan.whole()];
    if (feature < 1 || feature > features || cell < 1 || cell > cells) {
      throw scan.damaged(`entry ${e + 1} is at ${feature}, ${cell} of ${features} x ${cells}`);
    }
    rows[e] = cell - 1;
    columns[e] = feature - 1;
    const value = pattern ? 1 : scan.number();
    if (values instanceof Float32Array && Math.abs(value) > EXACT_FLOAT32 && Number.isInteger(value)) {
      values = Float64Array.from(values);
    }
    values[e] = value;
  }
  return new SparseMatrix(cells, features, compressed(rows, cells, columns, values));
}

/** Entries in any order as compressed rows. */
function compressed(rows: Int32Array, count: number, columns: Int32Array, values: FloatArray): Compressed {
  const indptr = new Int32Array(count + 1);
  for (const row of rows) indptr[row + 1]!++;
  for (let i = 0; i < count; i++) indptr[i + 1]! += indptr[i]!;
  const next = indptr.slice(0, -1);
  const indices = new Int32Array(rows.length);
  const sorted = likeArray(values, rows.length);
  for (let e = 0; e < rows.length; e++) {
    const place = next[rows[e]!]!++;
    indices[place] = columns[e]!;
    sorted[place] = values[e]!;
  }
  return { indptr, indices, values: sorted };
}

/** Reads numbers from bytes, one after the other: many times faster than from text. */
class Scanner {
  readonly #bytes: Buffer;
  readonly #name: string;
  #at = 0;

  constructor(bytes: Buffer, name: string) {
    this.#bytes = bytes;
    this.#name = name;
  }

  line(): string {
    const end = this.#bytes.indexOf(NEW_LINE, this.#at);
    const text = this.#bytes.toString(
      'latin1',
      this.#at,
      Math.min(end < 0 ? this.#bytes.length : end, this.#at + 1000),
    );
    this.#at = end < 0 ? this.#bytes.length : end + 1;
    return text;
  }

  passComments(): void {
    while (this.#bytes[this.#at] === PERCENT || this.#bytes[this.#at] === NEW_LINE || this.#bytes[this.#at] === RETURN) this.line();
  } // prettier-ignore

  /** A whole number that is not negative. */
  whole(): number {
    this.#passBlanks();
    let [value, digits] = [0, 0];
    for (; digits < 16; digits++, this.#at++) {
      const digit = (this.#bytes[this.#at] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      value = 10 * value + digit;
    }
    if (digits === 0 || digits === 16) throw this.damaged(`there is no whole number at byte ${this.#at}`);
    return value;
  }

  number(): number {
    this.#passBlanks();
    const start = this.#at;
    let [value, plain] = [0, true];
    for (; !this.#isBlank(this.#bytes[this.#at]); this.#at++) {
      const digit = this.#bytes[this.#at]! - 48;
      if (digit < 0 || digit > 9 || this.#at - start > 14) plain = false;
      value = 10 * value + digit;
    }
    if (!plain) value = Number(this.#bytes.toString('latin1', start, this.#at));
    if (start === this.#at || Number.isNaN(value)) throw this.damaged(`there is no number at byte ${start}`);
    return value;
  }

  damaged(why: string): TissuebookError {
    return new TissuebookError('corrupt', `${this.#name} is no sound Matrix Market file: ${why}.`, {
      argument: 'path',
      advice: 'Fetch the file again: it may have been cut off.',
    });
  }

  #passBlanks(): void {
    while (this.#at < this.#bytes.length && this.#isBlank(this.#bytes[this.#at])) this.#at++;
  }

  #isBlank(byte: number | undefined): boolean {
    return byte === SPACE || byte === NEW_LINE || byte === TAB || byte === RETURN || byte === undefined;
  }
}
