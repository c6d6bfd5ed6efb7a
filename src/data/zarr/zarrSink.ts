import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TissuebookError } from '../../errors';
import { sizeOf } from '../encoding/values';
import type { H5Sink } from '../h5ad/h5Writer';
import type { RecordField, WritableNumbers } from '../h5ad/writtenTypes';

/** Bytes of a chunk before it is packed: few files for large tables, and a part is read quickly (ours). */
const CHUNK_BYTES = 16 * 2 ** 20;
const GZIP_LEVEL = 1;
/** Longest name of a file on customary disks. */
const MOST_NAME_BYTES = 255;

/**
 * Writes a zarr folder, version 2, which anndata and spatialdata of every version open, under the names that an HDF5 file would have. Chunks are whole rows.
 */
export class ZarrSink implements H5Sink {
  readonly notices = new Set<string>();
  readonly #folder: string;
  readonly #gzip: boolean;
  readonly #attributes = new Map<string, Record<string, unknown>>();
  /** All metadata files by their keys. */
  readonly #metadata = new Map<string, unknown>();

  /** @param folder that is there and empty */
  constructor(folder: string, gzip: boolean) {
    this.#folder = folder;
    this.#gzip = gzip;
    this.#json('/', '.zgroup', { zarr_format: 2 });
  }

  group(path: string): void {
    this.#json(path, '.zgroup', { zarr_format: 2 });
  }

  numbers(path: string, values: WritableNumbers, shape: readonly number[]): void {
    this.#array(path, dtypeOf(values), bytesOf(values), shape);
  }

  flags(path: string, values: Uint8Array, shape: readonly number[]): void {
    this.#array(path, '|b1', values, shape);
  }

  halves(path: string, bits: Uint16Array, shape: readonly number[]): void {
    this.#array(path, '<f2', bytesOf(bits), shape);
  }

  /** Text as numcodecs' vlen-utf8 packs it: how many there are, then the length and the bytes of each. */
  text(path: string, values: readonly string[], shape: readonly number[]): void {
    const parts: Buffer[] = [lengthBytes(values.length)];
    for (const value of values) {
      const bytes = Buffer.from(value);
      parts.push(lengthBytes(bytes.length), bytes);
    }
    this.#describe(path, '|O', shape, shape.map((size) => Math.max(1, size)), { filters: [{ id: 'vlen-utf8' }], fill_value: '' }); // prettier-ignore
    if (values.length > 0) this.#chunk(path, shape.map(() => 0), Buffer.concat(parts)); // prettier-ignore
  }

  /** Records with text of a fixed length, as numpy has them. */
  records(path: string, fields: readonly RecordField[], shape: readonly number[]): void {
    const columns = fields.map(({ name, values }) => ({ name, ...columnOf(values) }));
    const size = columns.reduce((sum, column) => sum + column.size, 0);
    const rows = sizeOf(shape);
    const bytes = new Uint8Array(size * rows);
    let offset = 0;
    for (const column of columns) {
      for (let i = 0; i < rows; i++) bytes.set(column.bytes.subarray(i * column.size, (i + 1) * column.size), i * size + offset); // prettier-ignore
      offset += column.size;
    }
    this.#array(path, columns.map(({ name, dtype }) => [name, dtype]), bytes, shape, null); // prettier-ignore
  }

  textAttribute(path: string, name: string, value: string | readonly string[]): void {
    this.attribute(path, name, value);
  }

  numberAttribute(path: string, name: string, values: WritableNumbers): void {
    this.attribute(path, name, Array.from(values as ArrayLike<number | bigint>, Number));
  }

  flagAttribute(path: string, name: string, value: boolean): void {
    this.attribute(path, name, value);
  }

  /** Any value of JSON as an attribute of a group or an array. */
  attribute(path: string, name: string, value: unknown): void {
    const own = { ...this.#attributes.get(path), [name]: value };
    this.#attributes.set(path, own);
    this.#json(path, '.zattrs', own);
  }

  /** Writes all metadata once more as one file, by which servers and readers find what there is: the last call. */
  consolidate(): void {
    const metadata = Object.fromEntries(this.#metadata);
    writeFileSync(join(this.#folder, '.zmetadata'), JSON.stringify({ metadata, zarr_consolidated_format: 1 }));
  }

  notice(sentence: string): void {
    this.notices.add(sentence);
  }

  #array(
    path: string,
    dtype: unknown,
    bytes: Uint8Array,
    shape: readonly number[],
    fill: unknown = typeof dtype === 'string' && dtype === '|b1' ? false : 0,
  ): void {
    const count = sizeOf(shape);
    const rows = shape[0] ?? 1;
    const row = count > 0 ? bytes.length / rows : 0;
    const step = Math.max(1, Math.min(rows, row > 0 ? Math.floor(CHUNK_BYTES / row) : rows));
    const chunks = shape.map((size, axis) => Math.max(1, axis === 0 ? step : size));
    this.#describe(path, dtype, shape, chunks, { filters: null, fill_value: fill });
    for (let start = 0, at = 0; count > 0 && start < rows; start += step, at++) {
      const part = bytes.subarray(start * row, Math.min(rows, start + step) * row);
      // Every chunk is whole; what lies outside of the array is zeros.
      const whole = part.length === step * row ? part : Buffer.concat([part], step * row);
      this.#chunk(path, shape.map((_, axis) => (axis === 0 ? at : 0)), whole); // prettier-ignore
    }
  }

  #describe(path: string, dtype: unknown, shape: readonly number[], chunks: readonly number[], more: object): void {
    const compressor = this.#gzip ? { id: 'gzip', level: GZIP_LEVEL } : null;
    this.#json(path, '.zarray', { zarr_format: 2, shape, chunks, dtype, compressor, order: 'C', ...more });
  }

  #chunk(path: string, place: readonly number[], bytes: Uint8Array): void {
    const packed = this.#gzip ? gzipSync(bytes, { level: GZIP_LEVEL }) : bytes;
    writeFileSync(join(this.#place(path), place.length > 0 ? place.join('.') : '0'), packed);
  }

  #json(path: string, file: string, value: unknown): void {
    const folder = this.#place(path);
    mkdirSync(folder, { recursive: true });
    this.#metadata.set([...path.split('/').filter((part) => part !== ''), file].join('/'), value);
    writeFileSync(join(folder, file), JSON.stringify(value, undefined, 1));
  }

  /** The folder of a node; its parents are groups that were made before. */
  #place(path: string): string {
    const parts = path.split('/').filter((part) => part !== '');
    const wrong = parts.find((part) => !isName(part));
    if (wrong === undefined) return join(this.#folder, ...parts);
    throw new TissuebookError('invalid-argument', `"${wrong.slice(0, 80)}" cannot be a name in a zarr folder.`, {
      argument: 'name',
      found: wrong,
      advice: 'Names are no longer than 255 bytes, hold no backslash and do not begin with ".z": rename it.',
    });
  }
}

/** Whether a name is a folder of its own on every disk, and nothing that zarr means otherwise. */
function isName(part: string): boolean {
  return !/[\\:\0]/.test(part) && !/^(\.+|\.z.*|zarr\.json)$/.test(part) && Buffer.byteLength(part) <= MOST_NAME_BYTES; // prettier-ignore
}

function bytesOf(values: WritableNumbers | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** numpy's name of a type. */
function dtypeOf(values: WritableNumbers): string {
  const kind = /Float/.test(values.constructor.name) ? 'f' : /^(Big)?Uint/.test(values.constructor.name) ? 'u' : 'i';
  return `${values.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${kind}${values.BYTES_PER_ELEMENT}`;
}

function columnOf(values: RecordField['values']): { dtype: string; size: number; bytes: Uint8Array } {
  if (!Array.isArray(values)) {
    const numbers = values as WritableNumbers;
    return { dtype: dtypeOf(numbers), size: numbers.BYTES_PER_ELEMENT, bytes: bytesOf(numbers) };
  }
  const texts = values.map((value: string) => Uint32Array.from(value, (letter) => letter.codePointAt(0)!));
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 1);
  const letters = new Uint32Array(longest * texts.length);
  texts.forEach((text, i) => letters.set(text, i * longest));
  return { dtype: `<U${longest}`, size: 4 * longest, bytes: bytesOf(letters) };
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}
