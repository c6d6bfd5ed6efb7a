import type { StoredType } from '../column';
import type { NumberArray } from './values';

/** Arrays by the types of numbers in files; float16 has none. */
const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The type of the numbers of an array. */
export function storedType(values: NumberArray): StoredType {
  return Object.entries(ARRAYS).find(([, made]) => values.constructor === made)![0] as StoredType;
}

/** Numbers as an array of a type; undefined where one of them does not fit. */
export function asStored(values: ArrayLike<number>, type: Exclude<StoredType, 'float16'>): NumberArray | undefined {
  const wide = type === 'int64' || type === 'uint64';
  if (wide) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isInteger(values[i]) || (type === 'uint64' && values[i]! < 0)) return undefined;
    }
    return type === 'int64' ? bigints(values, BigInt64Array) : bigints(values, BigUint64Array);
  }
  const out = new ARRAYS[type](values.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = values[i]!;
    if (!Object.is(out[i], values[i]) && !(out[i] === values[i])) return undefined;
  }
  return out;
}

function bigints<T extends BigInt64Array | BigUint64Array>(values: ArrayLike<number>, made: new (n: number) => T): T {
  const out = new made(values.length);
  for (let i = 0; i < out.length; i++) out[i] = BigInt(values[i]!);
  return out;
}

/** Whole numbers as text as an array of a type; undefined where one is no whole number, or does not fit. */
export function wideNumbers(texts: readonly string[], type: 'int64' | 'uint64', missing?: Uint8Array): BigInt64Array | BigUint64Array | undefined {
  const out = new ARRAYS[type](texts.length);
  for (let i = 0; i < out.length; i++) {
    if (missing?.[i]) continue;
    if (!/^-?\d+$/.test(texts[i]!)) return undefined;
    out[i] = BigInt(texts[i]!);
    if (String(out[i]) !== texts[i]) return undefined;
  }
  return out;
} // prettier-ignore

/** A float of 4 bytes in as few digits as tell it apart, as numpy prints it. */
export function shortFloat32(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}
