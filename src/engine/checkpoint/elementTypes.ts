import { TissuebookError } from '../../errors';

/** The arrays that a safetensors file can be read into. */
export type StoredArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

interface ElementType {
  size: number;
  /** Reads from a copy that starts at byte 0, so that any alignment in the file is fine. */
  read(bytes: ArrayBuffer): StoredArray;
}

/** Element types by their safetensors name. All are little-endian, as are the machines that Node runs on. */
const TYPES: Readonly<Record<string, ElementType>> = {
  F32: { size: 4, read: (bytes) => new Float32Array(bytes) },
  F64: { size: 8, read: (bytes) => new Float64Array(bytes) },
  F16: { size: 2, read: (bytes) => Float32Array.from(new Uint16Array(bytes), halfToFloat) },
  BF16: { size: 2, read: (bytes) => widenBfloat16(new Uint16Array(bytes)) },
  I64: { size: 8, read: (bytes) => new BigInt64Array(bytes) },
  U64: { size: 8, read: (bytes) => new BigUint64Array(bytes) },
  I32: { size: 4, read: (bytes) => new Int32Array(bytes) },
  U32: { size: 4, read: (bytes) => new Uint32Array(bytes) },
  I16: { size: 2, read: (bytes) => new Int16Array(bytes) },
  U16: { size: 2, read: (bytes) => new Uint16Array(bytes) },
  I8: { size: 1, read: (bytes) => new Int8Array(bytes) },
  U8: { size: 1, read: (bytes) => new Uint8Array(bytes) },
  BOOL: { size: 1, read: (bytes) => new Uint8Array(bytes) },
};

/** Bytes of one element. @throws TissuebookError kind 'unsupported-encoding' */
export function itemSize(dtype: string): number {
  return typeOf(dtype).size;
}

/** Copies the bytes of one tensor into an array of its own. */
export function decode(dtype: string, bytes: Uint8Array): StoredArray {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return typeOf(dtype).read(copy);
}

/** The safetensors name of an array's elements. */
export function storedType(data: StoredArray): string {
  const names: Record<string, string> = {
    Float32Array: 'F32',
    Float64Array: 'F64',
    Int32Array: 'I32',
    Uint32Array: 'U32',
    Int16Array: 'I16',
    Uint16Array: 'U16',
    Int8Array: 'I8',
    Uint8Array: 'U8',
    BigInt64Array: 'I64',
    BigUint64Array: 'U64',
  };
  return names[data.constructor.name];
}

function typeOf(dtype: string): ElementType {
  if (!Object.hasOwn(TYPES, dtype)) {
    throw new TissuebookError('unsupported-encoding', `Tensors of type "${dtype.slice(0, 20)}" are not supported.`, {
      argument: 'dtype',
      found: dtype,
      advice: `Supported: ${Object.keys(TYPES).join(', ')}.`,
    });
  }
  return TYPES[dtype];
}

/** IEEE 754 binary16. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function widenBfloat16(bits: Uint16Array): Float32Array {
  const wide = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = bits[i] << 16;
  return new Float32Array(wide.buffer);
}
