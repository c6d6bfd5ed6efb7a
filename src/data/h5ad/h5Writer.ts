import { writeFileSync } from 'node:fs';
import { TissuebookError } from '../../errors';
import { sizeOf } from '../encoding/values';
import { flagImage, type ImageDataset, type ImageParts } from './flagImage';
import { type H5Library, type H5Module, loadLibrary } from './library';
import { interleave, isText, terminated } from './writtenRecords';
import { numberType, type RecordField, TEXT, whole, type WritableNumbers } from './writtenTypes';

export type { WritableNumbers } from './writtenTypes';

/** What a file is written with. Groups are made as they are needed. */
export interface H5Sink {
  group(path: string): void;
  numbers(path: string, values: WritableNumbers, shape: readonly number[]): void;
  flags(path: string, values: Uint8Array, shape: readonly number[]): void;
  /** Floats of 2 bytes by their bits. */
  halves(path: string, bits: Uint16Array, shape: readonly number[]): void;
  text(path: string, values: readonly string[], shape: readonly number[]): void;
  records(path: string, fields: readonly RecordField[], shape: readonly number[]): void;
  textAttribute(path: string, name: string, value: string | readonly string[]): void;
  numberAttribute(path: string, name: string, values: WritableNumbers, shape: readonly number[]): void;
  /** A truth value as an attribute of a group. */
  flagAttribute(path: string, name: string, value: boolean): void;
  /** Says what could not be written as it is, in a sentence. */
  notice(sentence: string): void;
}

/** What a file is written on with. */
export interface H5GrowingSink extends H5Sink {
  /** Makes a dataset without rows, which takes rows of `rowShape` and of the type of `like`. */
  growing(path: string, like: WritableNumbers, rowShape: readonly number[]): void;
  /** Puts rows, `shape` in all, behind the `from` rows that a growing dataset has. */
  append(path: string, values: WritableNumbers, shape: readonly number[], from: number): void;
}

/** Bytes above which a dataset is written piece by piece, so that the library's heap stays small. */
const BLOCK_BYTES = 64 * 2 ** 20;
/** Bytes of a compressed chunk: large enough to compress well, small enough to read a part quickly. */
const CHUNK_BYTES = 2 ** 19;
const GZIP_LEVEL = 4;
/** The smallest block that HDF5 allows in front of itself, and that of mudata. */
const USER_BLOCK_BYTES = 512;

/**
 * Writes an HDF5 file: `write` is run twice, first to learn which truth values there are (see `flagImage`), then to write
 * everything.
 *
 * @param userBlock a text of at most 512 bytes that stands in front of HDF5, which then begins at byte 512
 * @returns what could not be written as it is, in sentences
 * @throws TissuebookError 'disk-full', 'corrupt' (HDF5 failed), 'out-of-memory', 'invalid-argument' (a name that HDF5 cannot
 *   keep)
 */
export async function writeH5File(
  path: string,
  gzip: boolean,
  write: (sink: H5Sink) => void,
  userBlock?: string,
): Promise<string[]> {
  const image: ImageParts = { datasets: new Map(), attributes: new Map() };
  const notices = new Set<string>();
  write(imageCollector(image, notices));
  const block = Buffer.alloc(userBlock === undefined ? 0 : USER_BLOCK_BYTES);
  block.write(userBlock ?? '');
  writeFileSync(path, Buffer.concat([block, flagImage(image, block.length)]));
  await editH5File(path, gzip, write, image);
  return [...notices];
}

/**
 * Writes into a file that is there. No truth values, which are there from the beginning.
 *
 * @param image those truth values, whose groups are there too
 * @throws TissuebookError as writeH5File
 */
export async function editH5File(
  path: string,
  gzip: boolean,
  write: (sink: H5GrowingSink) => void,
  image?: ImageParts,
): Promise<void> {
  const library = await loadLibrary();
  const file = library.call('opening the new file', () => library.module.open(path, 1, false, -1, -1));
  try {
    write(new H5Writer(library, file, gzip, image));
    library.call('writing to the disk', () => library.module.flush(file));
  } finally {
    library.module.close_file(file);
  }
}

function imageCollector({ datasets, attributes }: ImageParts, notices: Set<string>): H5Sink {
  const nothing = (): void => undefined;
  const keep = (path: string, values: ImageDataset['values'], shape: readonly number[]): unknown => datasets.set(path, { values, shape }); // prettier-ignore
  return {
    group: nothing,
    numbers: nothing,
    text: nothing,
    records: nothing,
    textAttribute: nothing,
    numberAttribute: nothing,
    flags: keep,
    halves: keep,
    flagAttribute: (path, name, value) => {
      const named = attributes.get(path) ?? new Map<string, boolean>();
      attributes.set(path, named.set(name, value));
    },
    notice: (sentence) => notices.add(sentence),
  };
}

class H5Writer implements H5GrowingSink {
  readonly #library: H5Library;
  readonly #module: H5Module;
  readonly #file: bigint;
  readonly #gzip: boolean;
  readonly #groups = new Set<string>(['/']);

  constructor(library: H5Library, file: bigint, gzip: boolean, image: ImageParts | undefined) {
    this.#library = library;
    this.#module = library.module;
    this.#file = file;
    this.#gzip = gzip;
    const groups = [...(image?.attributes.keys() ?? [])].map((path) => `${path}/`);
    for (const path of [...(image?.datasets.keys() ?? []), ...groups]) {
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
      this.growing(path, values, shape.slice(1));
      this.append(path, values, shape, 0);
      return;
    }
    this.#withBytes(bytes, (at) => {
      this.#call(path, () =>
        this.#module.create_dataset(this.#file, path, BigInt(at), this.#layout(type, shape, chunks)),
      );
    });
  }

  growing(path: string, like: WritableNumbers, rowShape: readonly number[]): void {
    const type = numberType(like);
    const row = Math.max(1, sizeOf(rowShape)) * type.size;
    const chunks = [Math.max(1, Math.floor(CHUNK_BYTES / row)), ...rowShape.map((size) => Math.max(1, size))];
    const maxshape = [UNLIMITED, ...rowShape.map(BigInt)];
    const layout = { ...this.#layout(type, [0, ...rowShape], chunks), maxshape };
    this.#call(path, () => this.#module.create_dataset(this.#file, path, 0n, layout));
  }

  append(path: string, values: WritableNumbers, shape: readonly number[], from: number): void {
    const [rows, ...rowShape] = shape as [number, ...number[]];
    if (sizeOf(shape) === 0) return;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const row = bytes.length / rows;
    const step = Math.max(1, Math.floor(BLOCK_BYTES / row));
    this.#call(path, () => this.#module.resize_dataset(this.#file, path, [from + rows, ...rowShape].map(BigInt)));
    for (let start = 0; start < rows; start += step) {
      const end = Math.min(rows, start + step);
      this.#withBytes(bytes.subarray(start * row, end * row), (at) => {
        const count = [end - start, ...rowShape].map(BigInt);
        const offset = shape.map((_, i) => (i === 0 ? BigInt(from + start) : 0n));
        const strides = shape.map(() => 1n);
        this.#call(path, () => this.#module.set_dataset_data(this.#file, path, count, offset, strides, BigInt(at)));
      });
    }
  }

  /** The values are there already, with the file. */
  flags(): void {}
  halves(): void {}
  flagAttribute(): void {}

  /** They were collected when the truth values were. */
  notice(): void {}

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
  records(path: string, fields: readonly RecordField[], shape: readonly number[]): void {
    const text = Buffer.concat(fields.flatMap(({ values }) => (isText(values) ? values.map(terminated) : [])));
    this.#withBytes(text, (textAt) => {
      const { type, bytes } = interleave(fields, sizeOf(shape), textAt);
      this.#withBytes(bytes, (at) => {
        const layout = this.#layout(type, shape, undefined);
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

/** Stands for no values: the library wants a place even so. */
const EMPTY = new Uint8Array(0);
const UNLIMITED = 0xffff_ffff_ffff_ffffn;

/** Rows of whole width that make up about CHUNK_BYTES; undefined for single values and empty arrays. */
function chunkShape(shape: readonly number[], size: number): number[] | undefined {
  if (shape.length === 0 || sizeOf(shape) === 0) return undefined;
  const row = sizeOf(shape.slice(1)) * size;
  return [Math.min(shape[0]!, Math.max(1, Math.floor(CHUNK_BYTES / row))), ...shape.slice(1)];
}
