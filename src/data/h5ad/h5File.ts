import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import type { Container, ObjectKind, Range } from '../encoding/container';
import { joinValues, sizeOf, type Values } from '../encoding/values';
import { type H5Library, loadLibrary, type ValueType, type VirtualSource } from './library';
import { type Block, blocksOf } from './blocks';
import { decodeValues, hasPointers } from './decode';
import { needsLzf, rewriteCommand } from './filters';
import { isNumeric, numbersFor, numericValues } from './numeric';
import { withLzf } from './lzfPlugin';
import { withUnpackedFile } from '../unpack/withUnpackedFile';
import { checkSignature, hasSignature } from './signature';
import { withinTime } from './withinTime';

/** Attributes are short by design; HDF5 itself keeps them under 64 KiB in old files. */
const MAX_ATTRIBUTE_BYTES = 16 * 2 ** 20;
/** Members of one group; genes and cells are rows, not members, so that real files have hundreds at most. */
const MAX_MEMBERS = 100_000;

/** What text of variable length takes in a chunk: its length, and where it is (HDF5 File Format Specification 3.0, IV.B). */
const POINTER_BYTES = 16;

/** What reading one file may take. */
export interface FileLimits {
  /** Memory in bytes that all values read from it may take together. */
  maxBytes: number;
  /** Time from opening to closing; a damaged file can lead HDF5 in a circle. */
  maxSeconds: number;
}

/** An HDF5 file that is open for reading. Every value is checked before memory is taken for it. */
export class H5File implements Container {
  readonly name: string;
  readonly #library: H5Library;
  readonly #id: bigint;
  readonly #kinds = new Map<string, ObjectKind>();
  readonly #keys = new Map<string, readonly string[]>();
  #budget: number;

  private constructor(library: H5Library, id: bigint, name: string, maxBytes: number) {
    this.#library = library;
    this.#id = id;
    this.name = name;
    this.#budget = maxBytes;
  }

  /**
   * Opens a file, hands it to `use` and closes it again, also when `use` fails. One that is packed with gzip, or alone in an archive, is unpacked beside for that time.
   *
   * @throws TissuebookError 'file-not-found', 'not-hdf5', 'corrupt' (also when the time is over)
   */
  static async use<T>(path: string, limits: FileLimits, use: (file: H5File) => T): Promise<T> {
    return withPlainFile(path, limits.maxBytes, (plain) => H5File.#use(plain, limits, use));
  }

  static async #use<T>(path: string, limits: FileLimits, use: (file: H5File) => T): Promise<T> {
    checkSignature(path);
    const library = await loadLibrary();
    const name = basename(path);
    return withinTime(
      limits.maxSeconds,
      () => {
        const id = library.call(`opening ${name}`, () => library.module.open(path, 0, false, -1, -1));
        if (id < 0n)
          throw new TissuebookError('corrupt', `${name} cannot be opened as HDF5.`, { argument: 'path', found: path });
        try {
          return use(new H5File(library, id, name, limits.maxBytes));
        } finally {
          close(library, id, name);
        }
      },
      () => outOfTime(name, limits.maxSeconds, library.doing),
    );
  }

  /** What is at a path, without following links. */
  kind(path: string): ObjectKind {
    const known = this.#kinds.get(path);
    if (known) return known;
    const kind = path === '/' ? 'group' : this.#lookUp(path);
    this.#kinds.set(path, kind);
    return kind;
  }

  /** Asks the library only for names that are there: it complains about others. */
  #lookUp(path: string): ObjectKind {
    const { module } = this.#library;
    const cut = path.lastIndexOf('/');
    const parent = path.slice(0, cut) || '/';
    if (this.kind(parent) !== 'group' || !this.keys(parent).includes(path.slice(cut + 1))) return 'none';
    return this.#call(path, () => {
      if (module.get_external_link(this.#id, path).filename !== undefined) return 'link';
      if (module.get_symbolic_link(this.#id, path) !== null) return 'link';
      const type = module.get_type(this.#id, path);
      return type === 0 ? 'group' : type === 1 ? 'dataset' : 'other';
    });
  }

  /** The names in a group. */
  keys(path: string): readonly string[] {
    const known = this.#keys.get(path);
    if (known) return known;
    const names = this.#call(path, () => this.#library.module.get_names(this.#id, path, false));
    if (names.length > MAX_MEMBERS) {
      throw new TissuebookError('too-large', `${this.at(path)} has ${names.length} members.`, { argument: path });
    }
    this.#keys.set(path, names);
    return names;
  }

  /** Tells objects apart: two paths with one identity lead to the same object. */
  identity(path: string): string {
    const bytes = this.#call(path, () => this.#library.module.create_object_reference(this.#id, path));
    return [...bytes].join('.');
  }

  attributeNames(path: string): string[] {
    return this.#call(path, () => this.#library.module.get_attribute_names(this.#id, path));
  }

  /** An attribute's values; undefined when there is none. */
  attribute(path: string, name: string): Values | undefined {
    const { module } = this.#library;
    if (!this.attributeNames(path).includes(name)) return undefined;
    const where = `${path}@${name}`;
    const type = this.#call(where, () => module.get_attribute_metadata(this.#id, path, name));
    if (!type.shape) return undefined;
    const bytes = type.size * type.total_size;
    if (!(bytes <= MAX_ATTRIBUTE_BYTES)) {
      throw new TissuebookError('too-large', `${this.at(where)} takes ${bytes} bytes.`, {
        argument: where,
        found: bytes,
      });
    }
    return this.#withMemory(bytes, (at) => {
      this.#check(where, () => module.get_attribute_data(this.#id, path, name, BigInt(at)));
      const values = this.#decode(where, type, type.shape!, at);
      if (hasPointers(type)) {
        this.#check(where, () => module.reclaim_vlen_memory(this.#id, path, name, BigInt(at)));
      }
      return values;
    });
  }

  /** An attribute of one text; undefined when there is none. */
  text(path: string, name: string): string | undefined {
    const found = this.attribute(path, name);
    return found?.kind === 'text' && found.shape.length === 0 ? found.values[0] : undefined;
  }

  /** The type and shape of a dataset. A virtual dataset, which draws on other files, is refused. */
  describe(path: string): ValueType {
    const type = this.#call(path, () => this.#library.module.get_dataset_metadata(this.#id, path));
    if (type.virtual_sources && !this.#isWithin(type.virtual_sources)) {
      throw new TissuebookError('unsupported-encoding', `${this.at(path)} is a virtual dataset, kept in other files.`, {
        argument: path,
        advice: `Nothing is read from other files. Write all into one: ${rewriteCommand(this.name)}`,
      });
    }
    return type;
  }

  /** Whether a virtual dataset draws on this file alone, on datasets that hold their values themselves. */
  #isWithin(sources: readonly VirtualSource[]): boolean {
    return sources.every(({ file_name: file, dset_name: name }) => {
      const path = `/${name.replace(/^\/+/, '')}`;
      if (file !== '.' || this.kind(path) !== 'dataset') return false;
      return !this.#call(path, () => this.#library.module.get_dataset_metadata(this.#id, path)).virtual_sources;
    });
  }

  /** As Container says; of a matrix, `columns` reads only these columns of the second dimension. */
  read(path: string, rows?: Range, columns?: Range): Values {
    const type = this.describe(path);
    const [lzf, ...others] = this.#lzfChunks(path, type);
    const read = (): Values => this.#read(path, type, rows, columns);
    if (others.length > 0) {
      throw new TissuebookError(
        'unsupported-encoding',
        `${this.at(path)} has parts in chunks of several sizes, packed with lzf.`,
        {
          argument: path,
          advice: `Write the file again with gzip: ${rewriteCommand(this.name)}`,
        },
      );
    }
    return lzf === undefined ? read() : withLzf(this.#library, lzf, read);
  }

  #read(path: string, type: ValueType, rows?: Range, columns?: Range): Values {
    const shape = type.shape ?? [0];
    if (shape.length === 0) return this.#readBlock(path, type, []);
    const [from, to] = rows ?? [0, shape[0]!];
    const across = columns ?? [0, shape[1] ?? 0];
    const inner = shape.length === 1 ? [] : [across[1] - across[0], ...shape.slice(2)];
    this.#afford(path, sizeOf(type.chunks ?? [0]) * type.size);
    this.reserve(path, (to - from) * sizeOf(inner) * (type.vlen ? 8 : type.size));
    const blocks = blocksOf(type, [from, to], inner, across[0]);
    if (isNumeric(type)) return this.#readNumeric(path, type, [to - from, ...inner], blocks);
    const parts = blocks.map(({ shape, offset }) => this.#readBlock(path, type, shape, offset));
    return parts.length ? joinValues(parts) : this.#decode(path, type, [to - from, ...inner], 0);
  }

  /** Numbers, block by block through the same memory of the library into one array. */
  #readNumeric(path: string, type: ValueType, shape: readonly number[], blocks: readonly Block[]): Values {
    const out = numbersFor(type, sizeOf(shape), this.at(path));
    const room = sizeOf(blocks[0]?.shape ?? [0]) * type.size;
    let place = 0;
    this.#withMemory(room, (at) => {
      for (const block of blocks) {
        const bytes = sizeOf(block.shape) * type.size;
        if (bytes === 0) continue;
        // What HDF5 finds no values for, it may leave as it is.
        if (place > 0) this.#library.module.HEAPU8.fill(0, at, at + bytes);
        this.#fetch(path, block, at);
        new Uint8Array(out.buffer, place, bytes).set(this.#library.module.HEAPU8.subarray(at, at + bytes));
        place += bytes;
      }
    });
    return numericValues(type, shape, out, this.at(path));
  }

  /** A path with the file's name, for messages. */
  at(path: string): string {
    return `${path} of ${this.name}`;
  }

  /** A block of values of any type. */
  #readBlock(path: string, type: ValueType, shape: number[], offset: readonly number[] = []): Values {
    const { module } = this.#library;
    const count = shape.length ? shape.map(BigInt) : null;
    return this.#withMemory(sizeOf(shape) * type.size, (at) => {
      if (sizeOf(shape) > 0) this.#fetch(path, { shape, offset }, at);
      const values = this.#decode(path, type, shape, at);
      if (values.kind === 'text') this.reserve(path, 2 * values.values.reduce((sum, text) => sum + text.length, 0));
      if (hasPointers(type) && sizeOf(shape) > 0) {
        this.#check(path, () =>
          count
            ? module.reclaim_vlen_memory_count(this.#id, path, '', BigInt(at), count)
            : module.reclaim_vlen_memory(this.#id, path, '', BigInt(at)),
        );
      }
      return values;
    });
  }

  /** Reads a block into memory of the library. */
  #fetch(path: string, { shape, offset }: Block, at: number): void {
    const { module } = this.#library;
    const count = shape.length ? shape.map(BigInt) : null;
    const start = count && shape.map((_, i) => BigInt(offset[i] ?? 0));
    const strides = count && shape.map(() => 1n);
    this.#check(path, () => module.get_dataset_data(this.#id, path, count, start, strides, BigInt(at)));
  }

  #decode(path: string, type: ValueType, shape: readonly number[], at: number): Values {
    const { module } = this.#library;
    const bytes = module.HEAPU8.slice(at, at + sizeOf(shape) * type.size);
    return decodeValues(type, shape, { bytes, module, where: this.at(path) });
  }

  /** Checks the filters of a data set, or of those that a virtual one draws on; what chunks take that lzf packed, each size once. */
  #lzfChunks(path: string, type: ValueType): number[] {
    if (type.virtual_sources) {
      const parts = type.virtual_sources.map(({ dset_name: name }) => `/${name.replace(/^\/+/, '')}`);
      return [...new Set([...new Set(parts)].flatMap((part) => this.#lzfChunks(part, this.describe(part))))];
    }
    const filters = this.#call(path, () => this.#library.module.get_dataset_filters(this.#id, path));
    const chunkBytes = sizeOf(type.chunks ?? []) * (type.vlen ? POINTER_BYTES : type.size);
    return needsLzf(filters, path, { where: this.at(path), file: this.name, chunkBytes }) ? [chunkBytes] : [];
  }

  /** Takes memory off what the file may use: for values that grow when they are unpacked. */
  reserve(path: string, bytes: number): void {
    this.#afford(path, bytes);
    this.#budget -= bytes;
  }

  /** Gives back memory that was taken for values which are let go. */
  release(bytes: number): void {
    this.#budget += bytes;
  }

  #afford(path: string, bytes: number): void {
    if (bytes > this.#budget || !(bytes >= 0)) {
      throw new TissuebookError(
        'too-large',
        `${this.at(path)} needs ${bytes} bytes; ${this.#budget} are left of maxBytes.`,
        {
          argument: 'maxBytes',
          found: bytes,
          advice: 'Raise maxBytes if the file is what it claims to be and the machine has the memory.',
        },
      );
    }
  }

  #call<T>(path: string, run: () => T): T {
    return this.#library.call(`reading ${this.at(path)}`, run);
  }

  #check(path: string, run: () => number): void {
    const status = this.#call(path, run);
    if (status < 0) throw new TissuebookError('corrupt', `${this.at(path)} cannot be read.`, { argument: path });
  }

  /** Zeroed memory of the library for the time of `use`: pointers that a failed read leaves there are then null. */
  #withMemory<T>(bytes: number, use: (at: number) => T): T {
    const { module } = this.#library;
    const at = this.#library.call('taking memory', () => module._malloc(Math.max(8, bytes)));
    if (at === 0) throw new TissuebookError('out-of-memory', `There was no memory for ${bytes} bytes of ${this.name}.`);
    try {
      module.HEAPU8.fill(0, at, at + bytes);
      return use(at);
    } finally {
      module._free(at);
    }
  }
}

/** A file as HDF5 reads it: itself, or a copy that is unpacked. */
async function withPlainFile<T>(path: string, maxBytes: number, use: (plain: string) => Promise<T>): Promise<T> {
  const there = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return there && !hasSignature(path) ? withUnpackedFile(path, maxBytes, use) : use(path);
}

/** Closes a file. What HDF5 complains of then is left alone: the values were checked when they were read. */
function close(library: H5Library, id: bigint, name: string): void {
  try {
    library.call(`closing ${name}`, () => library.module.close_file(id));
  } catch (error) {
    if (!(error instanceof TissuebookError)) throw error;
  }
}

function outOfTime(name: string, seconds: number, doing: string | undefined): TissuebookError {
  return new TissuebookError('corrupt', `${doing ?? `reading ${name}`} was not done after ${seconds} seconds.`, {
    argument: 'maxSeconds',
    found: seconds,
    advice: 'The file is probably damaged: fetch or write it again. If its disk is only slow, raise maxSeconds.',
  });
}
