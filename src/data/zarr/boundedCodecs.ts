import { constants, gunzipSync, inflateSync } from 'node:zlib';
import { TissuebookError } from '../../errors';
import { sizeOf } from '../encoding/values';

/** What a codec is made for: the chunk's shape and type ('float32', 'v2:object', ...). */
interface ChunkFacts {
  dataType: string;
  shape: readonly number[];
}

interface Codec {
  kind?: string;
  decode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A kind of codec, as zarrita's registry holds them. */
export interface CodecType {
  fromConfig(configuration: never, facts: never): unknown;
}

type Registry = Map<string, () => CodecType | Promise<CodecType>>;

/** Most bytes that a chunk of text may unpack to (our choice); of numbers the size is known. */
const MAX_TEXT_BYTES = 2 ** 28;
/** Bytes beyond the values: the lengths that some codecs add, checksums. */
const SLACK = 64;

/** Bytes that blocks of unknown content may take beyond the values: they count as full, 128 KiB each, also when they are not. */
const BLOCK_ROOM = 2 ** 26;

const changed = new WeakSet<Registry>();

/**
 * Puts codecs into zarrita's registry that never unpack more than a chunk holds: gzip and zlib by Node's own library,
 * and the others once the size that is written before the packed bytes was checked.
 */
export function boundCodecs(registry: Registry): void {
  if (changed.has(registry)) return;
  changed.add(registry);
  const inflaters = { gzip: gunzipSync, zlib: inflateSync };
  for (const [name, unpack] of Object.entries(inflaters)) {
    const type = inflating(name, (bytes, most) =>
      unpack(bytes, { maxOutputLength: most, finishFlush: constants.Z_FINISH }),
    );
    for (const prefix of ['', 'numcodecs.']) registry.set(prefix + name, () => type);
  }
  const sizes: Record<string, SizeOf> = { blosc: bloscSize, lz4: lz4Size, zstd: zstdSize };
  for (const [name, unpackedSize] of Object.entries(sizes)) {
    const load = registry.get(name)!;
    const checked = async (): Promise<CodecType> => checking(name, await load(), unpackedSize);
    for (const prefix of ['', 'numcodecs.']) registry.set(prefix + name, checked);
  }
}

/** Bytes that a chunk may unpack to. */
function mostBytes({ dataType, shape }: ChunkFacts): number {
  const bytes = itemBytes(dataType);
  return bytes === undefined ? MAX_TEXT_BYTES : SLACK + bytes * sizeOf(shape);
}

/** Bytes of one value; undefined for text of any length. */
export function itemBytes(dataType: string): number | undefined {
  const fixed = /^v2:([US])(\d+)$/.exec(dataType);
  if (fixed) return Number(fixed[2]) * (fixed[1] === 'U' ? 4 : 1);
  const bits = /^(?:u?int|float)(8|16|32|64)$/.exec(dataType);
  if (bits) return Number(bits[1]) / 8;
  return dataType === 'bool' ? 1 : undefined;
}

function inflating(name: string, unpack: (bytes: Uint8Array, most: number) => Uint8Array): CodecType {
  return {
    fromConfig: (_configuration: unknown, facts: ChunkFacts): Codec => ({
      kind: 'bytes_to_bytes',
      decode: (bytes) => {
        try {
          return Uint8Array.from(unpack(bytes, mostBytes(facts)));
        } catch (cause) {
          throw damaged(name, (cause as Error).message, cause);
        }
      },
    }),
  };
}

/** How many bytes packed ones unpack to; `most` where they tell only that it is no more; undefined where they tell nothing. */
type SizeOf = (bytes: Uint8Array) => number | { most: number } | undefined;

function checking(name: string, type: CodecType, unpackedSize: SizeOf): CodecType {
  return {
    fromConfig: (configuration: never, facts: ChunkFacts): Codec => {
      const codec = type.fromConfig(configuration, facts as never) as Codec;
      return {
        kind: 'bytes_to_bytes',
        decode: async (bytes) => {
          const said = unpackedSize(bytes);
          const most = mostBytes(facts);
          const size = typeof said === 'number' ? said : undefined;
          if (said === undefined || !(typeof said === 'number' ? said <= most : said.most <= 2 * most + BLOCK_ROOM)) {
            const text = size ?? (said === undefined ? 'an unknown number of' : 'too many');
            throw damaged(name, `it says that it unpacks to ${text} bytes, of at most ${most}`);
          }
          try {
            const found = await codec.decode(bytes);
            if (found.length !== (size ?? Math.min(found.length, most))) {
              throw new Error(`it unpacked to ${found.length} bytes, not ${size ?? `at most ${most}`}`);
            }
            return Uint8Array.from(found);
          } catch (cause) {
            throw damaged(name, (cause as Error).message, cause);
          }
        },
      };
    },
  };
}

function damaged(name: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `A chunk that is packed with ${name} is damaged: ${why}.`, { cause });
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Blosc: bytes 4 to 7 of the header. The packed size, in bytes 12 to 15, must be what is there. */
function bloscSize(bytes: Uint8Array): number | undefined {
  if (bytes.length < 16 || view(bytes).getUint32(12, true) !== bytes.length) return undefined;
  return view(bytes).getUint32(4, true);
}

/** LZ4 as numcodecs writes it: four bytes before the block. */
function lz4Size(bytes: Uint8Array): number | undefined {
  return bytes.length < 4 ? undefined : view(bytes).getUint32(0, true);
}

/**
 * Zstandard: the content size of the first frame (RFC 8878, section 3.1.1.1). Writers that stream leave it out: what the
 * blocks can hold at most is then counted.
 */
function zstdSize(bytes: Uint8Array): ReturnType<SizeOf> {
  if (bytes.length < 6 || view(bytes).getUint32(0, true) !== 0xfd2fb528) return undefined;
  const flags = bytes[4]!;
  const single = (flags >> 5) & 1;
  const sizeFlag = flags >> 6;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][flags & 3]!;
  const length = sizeFlag === 0 ? single : 2 ** sizeFlag;
  if (bytes.length < at + length) return undefined;
  if (length === 0) {
    const most = zstdFrameLimit(bytes, at);
    return most === undefined ? undefined : { most };
  }
  if (length === 1) return bytes[at]!;
  if (length === 2) return 256 + view(bytes).getUint16(at, true);
  return length === 4 ? view(bytes).getUint32(at, true) : Number(view(bytes).getBigUint64(at, true));
}

/**
 * The most bytes that the blocks of a Zstandard frame unpack to (RFC 8878, section 3.1.1.2); undefined where they end too
 * early, or something follows.
 *
 * @param from where the first block begins; behind the shortest header, of 6 bytes, unless it is said
 */
export function zstdFrameLimit(bytes: Uint8Array, from = 6): number | undefined {
  const LARGEST_BLOCK = 2 ** 17;
  let most = 0;
  for (let at = from; at + 3 <= bytes.length;) {
    const header = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    const [last, type, size] = [header & 1, (header >> 1) & 3, header >> 3];
    most += type === 2 ? LARGEST_BLOCK : size;
    // A block of type 1 is one byte that repeats.
    at += 3 + (type === 1 ? 1 : size);
    if (type === 3 || size > LARGEST_BLOCK) return undefined;
    // A checksum of 4 bytes may follow the last block.
    if (last) return bytes.length - at === 0 || bytes.length - at === 4 ? most : undefined;
  }
  return undefined;
}
