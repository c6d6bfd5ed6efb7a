import {
  AnnData,
  categorical,
  type Column,
  DenseMatrix,
  SparseMatrix,
  type StoredType,
  Table,
  type UnsValue,
} from '../../../src/data';
import { Random } from '../../../src/random';

/** The least and the largest number of each type of whole numbers that float64 holds. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};
const WORDS = ['T cell', 'B/β', '', ' padded ', 'CD4+', '"quoted"', 'α,b;c', 'true', '1.5', 'line\nbreak'];

/** Tables and data with columns and entries of every type, at random but for the extremes, which are always there. */
export class EveryType {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#random.integer(0, from.length)]!;
  }

  #missing(rows: number): Uint8Array {
    return Uint8Array.from({ length: rows }, (_, i) => (i === 0 || this.#random.integer(0, 3) === 0 ? 1 : 0));
  }

  #whole(type: string, rows: number): Float64Array {
    const [least, most] = RANGES[type]!;
    return Float64Array.from({ length: rows }, (_, i) => (i < 2 ? [least, most][i]! : this.#random.integer(Math.max(least, -100), Math.min(most, 100)))); // prettier-ignore
  }

  #text(rows: number): string[] {
    return Array.from({ length: rows }, () => this.#pick(WORDS));
  }

  /** @param rows at least 3 */
  table(rows: number, index: readonly string[], indexName = this.#pick([undefined, 'barcode', 'cell id'])): Table {
    const table = new Table(index, [], { indexName });
    const wide = (from: bigint): string[] => Array.from({ length: rows }, (_, i) => String(from - BigInt(i)));
    for (const type of Object.keys(RANGES)) {
      const stored = type === 'int64' ? {} : { stored: type as StoredType };
      table.set(type, { kind: 'numeric', values: this.#whole(type, rows), integer: true, ...stored });
      const missing = this.#missing(rows);
      const values = this.#whole(type, rows).map((value, i) => (missing[i] ? 0 : value));
      table.set(`${type} or none`, { kind: 'numeric', values, integer: true, missing, ...stored });
    }
    const floats = (): number => this.#pick([0, -0, 1, 0.5, -2.25, NaN, Infinity, -Infinity, 1024]);
    table.set('float16', { kind: 'numeric', values: Float32Array.from({ length: rows }, floats), integer: false, stored: 'float16' }); // prettier-ignore
    table.set(
      'float32',
      Float32Array.from({ length: rows }, () => this.#random.uniform()),
    );
    table.set(
      'float64',
      Float64Array.from({ length: rows }, (_, i) => (i === 0 ? NaN : this.#random.uniform())),
    );
    table.set(
      'whole float64',
      Float64Array.from({ length: rows }, (_, i) => i),
    );
    table.set('ids', { kind: 'string', values: wide(1606388400003099905n), stored: 'int64' });
    table.set('unsigned ids', { kind: 'string', values: wide(2n ** 64n - 1n), stored: 'uint64' });
    const gaps = this.#missing(rows).fill(0, 1, 2);
    table.set('ids or none', { kind: 'string', values: wide(2n ** 62n).map((id, i) => (gaps[i] ? '0' : id)), missing: gaps, stored: 'int64' }); // prettier-ignore
    table.set(
      'flag',
      Array.from({ length: rows }, () => this.#random.integer(0, 2) === 1),
    );
    const none = this.#missing(rows);
    const values = Uint8Array.from(none, (gone) => (gone ? 0 : this.#random.integer(0, 2)));
    table.set('flag or none', { kind: 'boolean', values, missing: none });
    table.set('text', this.#text(rows));
    table.set('text or none', this.#text(rows).map((word, i) => (i === 0 || word === '1.5' ? null : word))); // prettier-ignore
    for (const [name, column] of this.categories(rows)) table.set(name, column);
    table.set(
      'CD4/CD8',
      Float64Array.from({ length: rows }, () => this.#random.uniform()),
    );
    table.set(
      'CD4/flag',
      Array.from({ length: rows }, (_, i) => i % 2 === 0),
    );
    return table;
  }

  /** Categories of text, numbers and truth values. */
  categories(rows: number): [string, Column][] {
    const codes = (count: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => (i === 0 ? -1 : this.#random.integer(0, count))); // prettier-ignore
    const ordered = this.#random.integer(0, 2) === 1;
    const make = (categories: string[], more: object): Column => ({ kind: 'categorical', codes: codes(categories.length), categories, ordered, ...more }); // prettier-ignore
    return [
      ['labels', { ...categorical(this.#text(rows)), ordered }],
      ['flags', make(['False', 'True'], { stored: 'boolean' })],
      ['clusters', make(['0', '7'], { stored: 'int64', numbers: Float64Array.of(0, 7) })],
      ['small', make(['0', '255'], { stored: 'uint8', numbers: Float64Array.of(0, 255) })],
      ['resolutions', make(['0.5', '1'], { stored: 'float64', numbers: Float64Array.of(0.5, 1) })],
      ['thirds', make(['0.33333334', '1'], { stored: 'float32', numbers: Float64Array.of(Math.fround(1 / 3), 1) })],
      ['large', make(['1606388400003099905', '1606388400003099906'], { stored: 'int64' })],
    ];
  }

  data(): AnnData {
    const [rows, columns] = [this.#random.integer(3, 9), this.#random.integer(3, 6)];
    const names = (count: number, of: string): string[] => Array.from({ length: count }, (_, i) => `${of}${i}`);
    const dense = (r: number, c: number): DenseMatrix => new DenseMatrix(r, c, Float64Array.from({ length: r * c }, () => this.#pick([0, 1, 2.5, -3]))); // prettier-ignore
    const X = SparseMatrix.fromDense(dense(rows, columns));
    const features = this.table(columns, names(columns, 'gene'));
    const obs = this.table(rows, names(rows, 'cell'));
    const frame = this.table(rows, obs.index);
    const cube = new DenseMatrix(
      rows,
      6,
      Float64Array.from({ length: 6 * rows }, (_, i) => i),
      [3, 2],
    );
    return new AnnData({
      X: this.#pick<AnnData['X']>([X, X.toDense(), undefined]),
      obs,
      var: features,
      layers: [['counts', X]],
      obsm: [['spatial', dense(rows, 2)], ['cube', cube]], // prettier-ignore
      varm: [['PCs', dense(columns, 2)]],
      obsp: [['near', SparseMatrix.fromDense(dense(rows, rows))]],
      // anndata gives tables of obsm the index of obs.
      obsmTables: [
        ['frame', new Table(obs.index, frame.names.map((name) => [name, frame.get(name)]), obs)], // prettier-ignore
      ],
      uns: new Map<string, UnsValue>([
        ['table', this.table(3, names(3, 'r'))],
        ['log1p', new Map([['base', Math.E]])],
        ['complex', { kind: 'complex', shape: [2, 1], real: Float64Array.of(1, 2), imaginary: Float64Array.of(-1, 0) }],
        ['column', categorical(['b', null, 'a'])],
        ['arrays', new Map(this.arrays())],
        ['words', { kind: 'strings', shape: [2, 2], values: ['a', '', 'ü', 'd/e'] }],
        ['large', 2n ** 63n - 1n],
        ['yes', true],
      ]),
      raw: { X: dense(rows, 7), var: this.table(7, names(7, 'raw')), varm: new Map([['loadings', dense(7, 2)]]) },
    });
  }

  /** Numbers of every type and number of dimensions. */
  arrays(): [string, UnsValue][] {
    const whole = Object.keys(RANGES).map((type): [string, UnsValue] => {
      const stored = type === 'int64' ? {} : { stored: type as StoredType };
      return [type, { kind: 'array', shape: [2, 1, 3], values: this.#whole(type, 6), type: 'integer', ...stored }];
    });
    return [
      ...whole,
      ['float16', { kind: 'array', shape: [2], values: Float32Array.of(0.5, -0), type: 'float', stored: 'float16' }],
      ['float32', { kind: 'array', shape: [1, 1], values: Float32Array.of(0.1), type: 'float' }],
      ['float64', { kind: 'array', shape: [0], values: new Float64Array(), type: 'float' }],
      ['wide', { kind: 'array', shape: [1], values: BigInt64Array.of(2n ** 62n + 1n), type: 'integer' }],
      ['widest', { kind: 'array', shape: [1], values: BigUint64Array.of(2n ** 64n - 1n), type: 'integer', stored: 'uint64' }], // prettier-ignore
      ['flags', { kind: 'array', shape: [1, 2], values: Float32Array.of(0, 1), type: 'boolean' }],
    ];
  }
}
