import { TissuebookError } from '../../errors';
import { fromHalf } from '../encoding/half';
import { type NumberArray, sizeOf, type Values } from '../encoding/values';
import type { Range } from '../encoding/container';
import { arrayMetadata } from './arrayMetadata';
import { boundCodecs, itemBytes } from './boundedCodecs';
import { inParallel } from './inParallel';
import type { ChunkCache } from './chunkCache';
import type { ArrayPart } from './arrayPart';
import { ArrayFiles } from './stores/arrayFiles';
import type { ZarrStore } from './stores/zarrStore';

/** Values of a chunk: a typed array, an array of text, or an object of zarrita's that gives them one by one. */
type ChunkData = ArrayLike<unknown> | { length: number; get(i: number): unknown };

/** The part of zarrita's array that is used here. */
interface OpenedArray {
  shape: readonly number[];
  chunks: readonly number[];
  dtype: string;
  getChunk(at: number[]): Promise<{ data: ChunkData; shape: number[]; stride: number[] }>;
}

/** An unpacked chunk. */
export interface Chunk {
  data: ChunkData;
  stride: number[];
  shape: readonly number[];
}

const KIND = { kind: 'array' } as const;

/** What reading arrays may take: memory is taken from a budget, and there is a time by which all must be done. */
export interface ZarrLimits {
  /** Memory in bytes that is left. */
  budget: number;
  /** As performance.now() counts. */
  deadline: number;
  /** Stops between two chunks. */
  signal?: AbortSignal;
}

/** A part of an array: where it starts and how long it is along each dimension. */
export interface Region {
  start: readonly number[];
  shape: readonly number[];
}

/** An array of a zarr store, read chunk by chunk. Every size is checked before memory is taken. */
export class ZarrArray {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  /** The type of the values as zarrita names it: 'uint8', 'float32', 'bool', 'string', 'v2:object', 'v2:U12'. */
  readonly type: string;
  readonly #where: string;
  readonly #array: OpenedArray;
  readonly #limits: ZarrLimits;
  /** Whether the values are the bits of floats of 2 bytes. */
  readonly #half: boolean;
  /** Chunks that are asked for at a time. */
  readonly #parallel: number;
  readonly #cache: ChunkCache<Chunk> | undefined;

  private constructor(
    where: string,
    array: OpenedArray,
    limits: ZarrLimits,
    { half, parallel, cache }: { half: boolean; parallel: number; cache: ChunkCache<Chunk> | undefined },
  ) {
    this.shape = array.shape;
    this.chunks = array.chunks;
    this.type = array.dtype;
    this.#where = where;
    this.#array = array;
    this.#limits = limits;
    this.#half = half;
    this.#parallel = parallel;
    this.#cache = cache;
  }

  /**
   * Reads what a store says of the array at a path; no values yet.
   *
   * @param where the array's name for messages
   * @param cache of chunks, of this and of other arrays; none unless it is given
   * @throws TissuebookError 'corrupt', 'unsupported-encoding' (records, other types)
   */
  static async open(
    store: ZarrStore,
    path: string,
    version: 2 | 3,
    where: string,
    limits: ZarrLimits,
    cache?: ChunkCache<Chunk>,
  ): Promise<ZarrArray> {
    const { registry, open, root } = await import('zarrita');
    boundCodecs(registry as never);
    const { half, indexAtStart, records } = await arrayMetadata(store, path, version);
    if (records) {
      throw new TissuebookError('unsupported-encoding', `${where} holds records of several fields.`, {
        argument: where,
        advice: 'Write it again in Python as a data frame: pandas.DataFrame(records).',
      });
    }
    const files = new ArrayFiles(store, path, (bytes) => afford(where, limits, bytes), { instead: half, indexAtStart });
    let array: OpenedArray;
    try {
      const opening = version === 2 ? open.v2(root(files as never), KIND) : open.v3(root(files as never), KIND);
      array = (await opening) as unknown as OpenedArray;
    } catch (cause) {
      throw refusal(where, cause);
    }
    const { shape, chunks } = array;
    const whole = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;
    const sound = Array.isArray(shape) && Array.isArray(chunks) && shape.length === chunks.length;
    if (!sound || ![...shape, ...chunks].every(whole) || chunks.includes(0)) {
      throw new TissuebookError('corrupt', `${where} has no shape or no chunks.`, { argument: where });
    }
    return new ZarrArray(where, array, limits, { half: half !== undefined, parallel: store.parallel, cache });
  }

  /** Bytes that all values take in memory; of text, the references to it. */
  get bytes(): number {
    return sizeOf(this.shape) * (itemBytes(this.type) ?? 16);
  }

  /** All values, or those of a region within the shape. Chunks that are not there hold the fill value. */
  async read(region: Region = { start: this.shape.map(() => 0), shape: this.shape }): Promise<Values> {
    const size = sizeOf(region.shape);
    const bytes = itemBytes(this.type) ?? 16;
    const chunks = sizeOf(region.shape.map((length, d) => Math.ceil(length / this.chunks[d]!)));
    afford(this.#where, this.#limits, Math.max(1, Math.min(this.#parallel, chunks)) * sizeOf(this.chunks) * bytes);
    afford(this.#where, this.#limits, size * bytes);
    const target = new Target(this.type, region, this.#where);
    if (size > 0) await this.#fill(target, region);
    const found = target.values();
    if (!this.#half || found.kind !== 'numbers') return found;
    return { ...found, values: fromHalf(found.values as Uint16Array), half: true };
  }

  /** Rows and columns of it, all unless they are said, with what the whole is. */
  async part(rows?: Range, columns?: Range): Promise<ArrayPart> {
    const ranges = this.shape.map((size, d): Range => (d === 0 && rows) || (d === 1 && columns) || [0, size]);
    const values = await this.read({ start: ranges.map(([from]) => from), shape: ranges.map(([from, to]) => to - from) }); // prettier-ignore
    const { shape, chunks } = this;
    return { values, shape, chunks, size: itemBytes(this.type) ?? 16, ...(rows && { rows }), columns };
  }

  /** Several chunks are on their way at a time. */
  async #fill(target: Target, region: Region): Promise<void> {
    await inParallel(this.#chunksOf(region), this.#parallel, async (at) => {
      target.put(await this.#chunk(at), at.map((c, d) => c * this.chunks[d]!)); // prettier-ignore
    });
  }

  async #chunk(at: number[]): Promise<Chunk> {
    if (this.#limits.signal?.aborted) throw new TissuebookError('aborted', `Reading ${this.#where} was stopped.`);
    if (performance.now() > this.#limits.deadline) {
      throw new TissuebookError('corrupt', `Reading ${this.#where} was not done in time.`, {
        argument: 'maxSeconds',
        advice: 'If the folder is what it claims to be and its disk is only slow, raise maxSeconds.',
      });
    }
    const key = `${this.#where} ${at.join('.')}`;
    const known = this.#cache?.get(key);
    if (known) return known;
    try {
      const { data, stride } = await this.#array.getChunk(at);
      if (data.length !== sizeOf(this.chunks)) throw new Error(`it has ${data.length} values, not ${sizeOf(this.chunks)}`); // prettier-ignore
      const chunk = { data, stride, shape: this.chunks };
      this.#cache?.set(key, chunk, sizeOf(this.chunks) * (itemBytes(this.type) ?? 16));
      return chunk;
    } catch (cause) {
      throw refusal(`The chunk ${at.join('.')} of ${this.#where}`, cause);
    }
  }

  /** The places of the chunks that a region touches. */
  *#chunksOf({ start, shape }: Region): Generator<number[]> {
    const first = start.map((from, d) => Math.floor(from / this.chunks[d]!));
    const last = start.map((from, d) => Math.floor((from + shape[d]! - 1) / this.chunks[d]!));
    const at = [...first];
    for (;;) {
      yield [...at];
      let d = at.length - 1;
      while (d >= 0 && at[d] === last[d]) at[d] = first[d--]!;
      if (d < 0) return;
      at[d]!++;
    }
  }
}

/** Values on their way from chunks into an array of the region's shape. */
class Target {
  readonly #region: Region;
  readonly #where: string;
  readonly #type: string;
  readonly #values: NumberArray | string[];

  constructor(type: string, region: Region, where: string) {
    this.#type = type;
    this.#region = region;
    this.#where = where;
    const size = sizeOf(region.shape);
    const made = NUMBER_TYPES[type as keyof typeof NUMBER_TYPES];
    this.#values = made ? new made(size) : new Array<string>(size).fill('');
  }

  /** Copies what a chunk, which begins at `origin`, has of the region. */
  put(chunk: Chunk, origin: readonly number[]): void {
    const { start, shape } = this.#region;
    const rank = shape.length;
    const from = origin.map((o, d) => Math.max(o, start[d]!));
    const to = origin.map((o, d) => Math.min(o + chunk.shape[d]!, start[d]! + shape[d]!));
    const step = shape.map((_, d) => sizeOf(shape.slice(d + 1)));
    const read = reader(chunk.data, this.#type, this.#where);
    const values = this.#values as unknown[];
    const typed = this.#values.constructor === chunk.data.constructor && !Array.isArray(this.#values);
    const copy = (d: number, source: number, place: number): void => {
      if (d === rank) {
        values[place] = read(source);
        return;
      }
      if (typed && d === rank - 1 && chunk.stride[d] === 1) {
        const first = source + from[d]! - origin[d]!;
        const line = (chunk.data as Float32Array).subarray(first, first + to[d]! - from[d]!);
        (this.#values as Float32Array).set(line, place + from[d]! - start[d]!);
        return;
      }
      for (let i = from[d]!; i < to[d]!; i++) {
        copy(d + 1, source + (i - origin[d]!) * chunk.stride[d]!, place + (i - start[d]!) * step[d]!);
      }
    };
    copy(0, 0, 0);
  }

  values(): Values {
    const shape = [...this.#region.shape];
    if (Array.isArray(this.#values)) return { kind: 'text', shape, values: this.#values };
    if (this.#type === 'bool') return { kind: 'flags', shape, values: this.#values as Uint8Array };
    return { kind: 'numbers', shape, values: this.#values };
  }
}

const NUMBER_TYPES = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  bool: Uint8Array,
} as const;

/** Gives the value at a place of a chunk. What stands for text, but is none, is the empty text. */
function reader(data: ChunkData, type: string, where: string): (i: number) => unknown {
  if (type === 'bool') {
    const { buffer, byteOffset } = data as unknown as Uint8Array;
    const bytes = new Uint8Array(buffer, byteOffset, data.length);
    return (i) => {
      if (bytes[i]! <= 1) return bytes[i];
      throw new TissuebookError('corrupt', `${where}: ${bytes[i]} is neither true nor false.`, { found: bytes[i] });
    };
  }
  if (type in NUMBER_TYPES) return (i) => (data as ArrayLike<number>)[i];
  const get = 'get' in data ? (i: number): unknown => data.get(i) : (i: number): unknown => data[i];
  return (i) => {
    const value = get(i);
    return typeof value === 'string' ? value : '';
  };
}

/** @throws TissuebookError 'too-large' when the budget does not hold as many bytes */
export function afford(where: string, limits: ZarrLimits, bytes: number): void {
  if (bytes <= limits.budget && bytes >= 0) return;
  throw new TissuebookError('too-large', `${where} needs ${bytes} bytes; ${limits.budget} are left of maxBytes.`, {
    argument: 'maxBytes',
    found: bytes,
    advice: 'Raise maxBytes if the folder is what it claims to be and the machine has the memory.',
  });
}

/** What zarrita refuses as an error of ours: codecs by their name, types that are not known, everything else as damage. */
function refusal(where: string, cause: unknown): TissuebookError {
  const inner = [cause, (cause as Error).cause].find((error) => error instanceof TissuebookError);
  if (inner) return new TissuebookError(inner.kind, `${where}: ${inner.message}`, { cause, argument: where });
  const { name, message } = cause as Error;
  if (name === 'UnknownCodecError') {
    return new TissuebookError(
      'unsupported-filter',
      `${where} is packed in a way that cannot be read here: ${message}.`,
      {
        cause,
        argument: where,
        advice: 'Write it again in Python with zarr\'s own compressor.', // prettier-ignore
      },
    );
  }
  const unknown = name === 'UnsupportedError' || /dtype|dataType|data type/i.test(message);
  return new TissuebookError(
    unknown ? 'unsupported-encoding' : 'corrupt',
    `${where} cannot be read: ${String(message).slice(0, 200)}.`,
    { cause, argument: where },
  );
}
