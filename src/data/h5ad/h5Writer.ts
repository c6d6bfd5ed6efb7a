import { writeFileSync } from 'node:fs';
import { TissuebookError } from '../../errors';
import { sizeOf } from '../encoding/values';
import { type FlagDataset, flagImage } from './flagImage';
import { type H5Library, type H5Module, loadLibrary } from './library';

/** Numbers that can be written as they are. */
export type WritableNumbers = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array;

/** One field of records. */
export interface RecordField {
  name: string;
  values: WritableNumbers | readonly string[];
}

/** What a file is written with. Groups are made as they are needed. */
export interface H5Sink {
  group(path: string): void;
  numbers(path: string, values: WritableNumbers, shape: readonly number[]): void;
  flags(path: string, values: Uint8Array, shape: readonly number[]): void;
  text(path: string, values: readonly string[], shape: readonly number[]): void;
  records(path: string, fields: readonly RecordField[], length: number): void;
  textAttribute(path: string, name: string, value: string | readonly string[]): void;
  numberAttribute(path: string, name: string, values: WritableNumbers, shape: readonly number[]): void;
}

/** Bytes above which a dataset is written piece by piece, so that the library's heap stays small. */
const BLOCK_BYTES = 64 * 2 ** 20;
/** Bytes of a compressed chunk: large enough to compress well, small enough to read a part quickly. */
const CHUNK_BYTES = 2 ** 19;
const GZIP_LEVEL = 4;

/**
 * Writes an HDF5 file: `write` is run twice, first to learn which truth values there are (see `flagImage`), then to write
 * everything.
 *
 * @throws TissuebookError 'disk-full', 'corrupt' (HDF5 failed), 'out-of-memory', 'invalid-argument' (a name with a slash)
 */
export async function writeH5File(path: string, gzip: boolean, write: (sink: H5Sink) => void): Promise<void> {
  const flags = new Map<string, FlagDataset>();
  write(flagCollector(flags));
  const library = await loadLibrary();
  writeFileSync(path, flagImage(flags));
  const file = library.call('opening the new file', () => library.module.open(path, 1, false, -1, -1));
  try {
    write(new H5Writer(library, file, gzip, flags));
    library.call('writing to the disk', () => library.module.flush(file));
  } finally {
    library.module.close_file(file);
  }
}

function flagCollector(flags: Map<string, FlagDataset>): H5Sink {
  const nothing = (): void => undefined;
  return {
    group: nothing,
    numbers: nothing,
    text: nothing,
    records: nothing,
    textAttribute: nothing,
    numberAttribute: nothing,
    flags: (path, values, shape) => flags.set(path, { values, shape }),
  };
}

class H5Writer implements H5Sink {
  readonly #library: H5Library;
  readonly #module: H5Module;
  readonly #file: bigint;
  readonly #gzip: boolean;
  readonly #groups = new Set<string>(['/']);

  constructor(library: H5Library, file: bigint, gzip: boolean, flags: ReadonlyMap<string, FlagDataset>) {
    this.#library = library;
    this.#module = library.module;
    this.#file = file;
    this.#gzip = gzip;
    for (const path of flags.keys()) {
      for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) this.#groups.add(path.slice(0, at));
    }
  }

  group(path: string): void {
    if (this.#groups.has(path)) return;
    this.#call(path, () => this.#module.create_group(this.#file, path, false));
    this.#groups.add(path);
  }

  numbers(path: string, values: WritableNumbers, shape: readonly number[]): void {
    const type = numberType(values);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const chunks = chunkShape(shape, type.size);
    if (values.byteLength > BLOCK_BYTES && chunks) {
      this.#inBlocks(path, bytes, type, shape, chunks);
      return;
    }
    this.#withBytes(bytes, (at) => {
      this.#call(path, () =>
        this.#module.create_dataset(this.#file, path, BigInt(at), this.#layout(type, shape, chunks)),
      );
    });
  }

  /** The values are there already, with the file. */
  flags(): void {}

  /** Text is not compressed: HDF5 keeps it outside of the dataset, where filters do not reach. */
  text(path: string, values: readonly string[], shape: readonly number[]): void {
    const layout = this.#layout(TEXT, shape, undefined);
    if (values.length > 0) {
      this.#call(path, () => this.#module.create_vlen_str_dataset(this.#file, path, values.map(whole), layout));
      return;
    }
    this.#withBytes(EMPTY, (at) => {
      this.#call(path, () => this.#module.create_dataset(this.#file, path, BigInt(at), layout));
    });
  }

  /** Text fields hold pointers, to a copy of the text in the library's memory. */
  records(path: string, fields: readonly RecordField[], length: number): void {
    const text = Buffer.concat(fields.flatMap(({ values }) => (isText(values) ? values.map(terminated) : [])));
    this.#withBytes(text, (textAt) => {
      const { type, bytes } = interleave(fields, length, textAt);
      this.#withBytes(bytes, (at) => {
        const layout = this.#layout(type, [length], undefined);
        this.#call(path, () => this.#module.create_dataset(this.#file, path, BigInt(at), layout));
      });
    });
  }

  textAttribute(path: string, name: string, value: string | readonly string[]): void {
    const values = typeof value === 'string' ? [value] : [...value];
    const layout = this.#layout(TEXT, typeof value === 'string' ? [] : [values.length], undefined);
    const where = `${path}@${name}`;
    if (values.length > 0) {
      this.#call(where, () =>
        this.#module.create_vlen_str_attribute(this.#file, path, name, values.map(whole), layout),
      );
      return;
    }
    this.#withBytes(EMPTY, (at) => {
      this.#call(where, () => this.#module.create_attribute(this.#file, path, name, BigInt(at), layout));
    });
  }

  numberAttribute(path: string, name: string, values: WritableNumbers, shape: readonly number[]): void {
    this.#withBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), (at) => {
      const layout = this.#layout(numberType(values), shape, undefined);
      this.#call(`${path}@${name}`, () => this.#module.create_attribute(this.#file, path, name, BigInt(at), layout));
    });
  }

  #inBlocks(
    path: string,
    bytes: Uint8Array,
    type: NumberType,
    shape: readonly number[],
    chunks: readonly number[],
  ): void {
    const growing = {
      ...this.#layout(type, [0, ...shape.slice(1)], chunks),
      maxshape: [UNLIMITED, ...shape.slice(1).map(BigInt)],
    };
    this.#call(path, () => this.#module.create_dataset(this.#file, path, 0n, growing));
    this.#call(path, () => this.#module.resize_dataset(this.#file, path, shape.map(BigInt)));
    const row = sizeOf(shape.slice(1)) * type.size;
    const step = Math.max(chunks[0]!, Math.floor(BLOCK_BYTES / row / chunks[0]!) * chunks[0]!);
    for (let start = 0; start < shape[0]!; start += step) {
      const end = Math.min(shape[0]!, start + step);
      this.#withBytes(bytes.subarray(start * row, end * row), (at) => {
        const count = [end - start, ...shape.slice(1)].map(BigInt);
        const offset = shape.map((_, i) => (i === 0 ? BigInt(start) : 0n));
        const strides = shape.map(() => 1n);
        this.#call(path, () => this.#module.set_dataset_data(this.#file, path, count, offset, strides, BigInt(at)));
      });
    }
  }

  #layout(type: object, shape: readonly number[], chunks: readonly number[] | undefined): object {
    const packed = this.#gzip && chunks !== undefined;
    const growing = chunks !== undefined && sizeOf(shape) === 0;
    const sizes = shape.map(BigInt);
    return {
      ...type,
      shape: sizes,
      maxshape: sizes,
      chunks: packed || growing ? chunks.map(BigInt) : null,
      compression: packed ? 1 : 0,
      compression_opts: packed ? [GZIP_LEVEL] : [],
      track_order: false,
    };
  }

  #withBytes(bytes: Uint8Array, use: (at: number) => void): void {
    const at = this.#library.call('taking memory', () => this.#module._malloc(Math.max(8, bytes.length)));
    if (at === 0) throw new TissuebookError('out-of-memory', `There was no memory for ${bytes.length} bytes.`);
    try {
      this.#module.HEAPU8.set(bytes, at);
      use(at);
    } finally {
      this.#module._free(at);
    }
  }

  #call(path: string, run: () => number): void {
    const status = this.#library.call(`writing ${path}`, run);
    if (status < 0) throw new TissuebookError('corrupt', `${path} could not be written.`, { argument: path });
  }
}

interface NumberType {
  type: number;
  size: number;
  signed: boolean;
  vlen: boolean;
}

/** Stands for no values: the library wants a place even so. */
const EMPTY = new Uint8Array(0);
const UNLIMITED = 0xffff_ffff_ffff_ffffn;
const TEXT = { type: 3, size: 4, signed: false, vlen: true, cset: 1 };

function numberType(values: WritableNumbers): NumberType {
  const float = values instanceof Float32Array || values instanceof Float64Array;
  return { type: float ? 1 : 0, size: values.BYTES_PER_ELEMENT, signed: true, vlen: false };
}

/** Rows of whole width that make up about CHUNK_BYTES; undefined for single values and empty arrays. */
function chunkShape(shape: readonly number[], size: number): number[] | undefined {
  if (shape.length === 0 || sizeOf(shape) === 0) return undefined;
  const row = sizeOf(shape.slice(1)) * size;
  return [Math.min(shape[0]!, Math.max(1, Math.floor(CHUNK_BYTES / row))), ...shape.slice(1)];
}

/** Text in HDF5 ends at a zero character: one inside would cut it off unseen. */
function whole(text: string): string {
  if (!text.includes('\0')) return text;
  throw new TissuebookError('invalid-argument', 'A text with a zero character cannot be written to HDF5.', {
    found: text,
  });
}

function isText(values: RecordField['values']): values is readonly string[] {
  return Array.isArray(values);
}

/** A text as C has it: UTF-8 with a zero at its end. */
function terminated(text: string): Buffer {
  return Buffer.from(`${whole(text)}\0`);
}

/** Records from their fields, and their type; `textAt` is where the text of the text fields begins, field by field. */
function interleave(
  fields: readonly RecordField[],
  length: number,
  textAt: number,
): { type: object; bytes: Uint8Array } {
  const types = fields.map(({ values }) => (isText(values) ? TEXT : numberType(values)));
  const size = types.reduce((sum, type) => sum + type.size, 0);
  const bytes = new Uint8Array(size * length);
  let offset = 0;
  const members = fields.map(({ name, values }, f) => {
    const type = types[f]!;
    const from = isText(values) ? pointers() : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let i = 0; i < length; i++) bytes.set(from.subarray(i * type.size, (i + 1) * type.size), i * size + offset);
    offset += type.size;
    return { ...type, name, offset: offset - type.size };

    function pointers(): Uint8Array {
      const places = Uint32Array.from(values as readonly string[], (text) => {
        textAt += terminated(text).length;
        return textAt - terminated(text).length;
      });
      return new Uint8Array(places.buffer);
    }
  });
  return {
    type: { type: 6, size, signed: false, vlen: false, compound_type: { members, nmembers: members.length } },
    bytes,
  };
}
