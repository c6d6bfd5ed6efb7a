import type { Dtype, EncodedArray } from './encodedArray';
import { ViewError } from './viewError';

/** The typed arrays that an EncodedArray can hold. */
export type NumberArray =
  Float32Array | Float64Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
} as const;

/** The names that `dtype` may have. */
export const DTYPES = Object.keys(constructors) as Dtype[];

/** Most numbers in one array: above ten million a browser tab runs out of memory before it draws. */
export const MAX_ELEMENTS = 10_000_000;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digits = new Uint8Array(128).fill(255);
for (let i = 0; i < 64; i++) digits[alphabet.charCodeAt(i)] = i;

/** Writes numbers as base64. `shape` defaults to one axis; its product must be the length. */
export function encodeArray(values: NumberArray, shape: number[] = [values.length]): EncodedArray {
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== values.length) {
    throw new ViewError('array', `has ${values.length} numbers, but its shape [${shape.join(', ')}] has ${size}`);
  }
  const dtype = DTYPES.find((name) => values instanceof constructors[name])!;
  return { dtype, bdata: toBase64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)), shape };
}

/** Arrays with more numbers than this are decoded once, and kept for as long as their payload is (ours). */
const KEPT = 50_000;
const kept = new WeakMap<EncodedArray, { bdata: string; values: NumberArray }>();

/**
 * Reads the numbers of an encoded array. Not to be written to: another reader of the same payload may get the same.
 *
 * @param where how the array is called in the message of an error
 * @throws ViewError when dtype, shape or length do not fit each other: checked before anything is allocated
 */
export function decodeArray(array: EncodedArray, where = 'array'): NumberArray {
  const { bdata, shape } = array;
  if (!Object.hasOwn(constructors, array.dtype)) {
    throw new ViewError(`${where}.dtype`, `must be one of ${DTYPES.join(', ')}`);
  }
  const Type = constructors[array.dtype];
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 2) {
    throw new ViewError(`${where}.shape`, 'must be one or two whole numbers');
  }
  let size = 1;
  for (const n of shape) {
    if (!Number.isInteger(n) || n < 0 || n > MAX_ELEMENTS) {
      throw new ViewError(`${where}.shape`, `must be whole numbers from 0 to ${MAX_ELEMENTS}`);
    }
    size *= n;
  }
  if (size > MAX_ELEMENTS) throw new ViewError(`${where}.shape`, `has ${size} numbers, more than ${MAX_ELEMENTS}`);
  const bytes = size * Type.BYTES_PER_ELEMENT;
  if (typeof bdata !== 'string' || bdata.length !== 4 * Math.ceil(bytes / 3)) {
    throw new ViewError(`${where}.bdata`, `must be base64 of ${bytes} bytes, as dtype and shape say`);
  }
  const before = kept.get(array);
  if (before?.bdata === bdata && before.values instanceof Type) return before.values;
  const values = new Type(size);
  fromBase64(bdata, new Uint8Array(values.buffer), where);
  if (size > KEPT) kept.set(array, { bdata, values });
  return values;
}

/** The numbers in a buffer of bytes, copied; bytes left over at its end are not read. */
export function toNumbers(dtype: Dtype, bytes: Uint8Array): NumberArray {
  if (!Object.hasOwn(constructors, dtype)) {
    throw new ViewError('dtype', `must be one of ${DTYPES.join(', ')}`);
  }
  const Type = constructors[dtype];
  const whole = bytes.slice(0, bytes.length - (bytes.length % Type.BYTES_PER_ELEMENT));
  return new Type(whole.buffer, 0, whole.length / Type.BYTES_PER_ELEMENT);
}

function toBase64(bytes: Uint8Array): string {
  const chunks: string[] = [];
  // Joined in pieces, since one string built letter by letter is slow to flatten for millions of points.
  for (let start = 0; start < bytes.length; start += 0x6000) {
    const end = Math.min(start + 0x6000, bytes.length);
    let piece = '';
    for (let i = start; i < end; i += 3) {
      const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
      piece += alphabet[word >> 18]! + alphabet[(word >> 12) & 63]!;
      piece += (i + 1 < end ? alphabet[(word >> 6) & 63]! : '=') + (i + 2 < end ? alphabet[word & 63]! : '=');
    }
    chunks.push(piece);
  }
  return chunks.join('');
}

function fromBase64(text: string, bytes: Uint8Array, where: string): void {
  const { length } = bytes;
  const padding = (3 - (length % 3)) % 3;
  const letters = text.length - padding;
  let wrong = text.slice(letters) === '='.repeat(padding) ? 0 : 64;
  const digit = (i: number): number => {
    if (i >= letters) return 0;
    const value = digits[text.charCodeAt(i)] ?? 255;
    wrong |= value;
    return value & 63;
  };
  for (let i = 0, out = 0; i < text.length; i += 4) {
    const word = (digit(i) << 18) | (digit(i + 1) << 12) | (digit(i + 2) << 6) | digit(i + 3);
    bytes[out++] = word >> 16;
    if (out < length) bytes[out++] = (word >> 8) & 255;
    if (out < length) bytes[out++] = word & 255;
  }
  if (wrong > 63) throw new ViewError(`${where}.bdata`, 'holds letters that are not base64');
}
