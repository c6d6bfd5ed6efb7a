/** Plain values as they travel between the two languages: JSON, beside it the bytes of arrays of numbers. */

/** JSON, with what JSON lacks as objects that have a "$". Objects travel as pairs, so that none of theirs is taken for one. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | Encoded[]
  | { $: 'number'; value: 'nan' | 'inf' | '-inf' }
  | { $: 'integer'; value: string }
  | { $: 'date'; ms: number }
  | { $: 'object'; entries: [key: string, value: Encoded][] }
  | { $: 'array'; type: ArrayType; offset: number; length: number };

const ARRAYS = {
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
};
export type ArrayType = keyof typeof ARRAYS;
type AnyArray = InstanceType<(typeof ARRAYS)[ArrayType]>;

/** Arrays begin at multiples of this, so that both sides can look at them in place. */
const ALIGNMENT = 8;
const DEEPEST = 100;

/** A value that has no form in the other language. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain';
}

/** The bytes of the arrays of several values, one behind the other. */
export class Bytes {
  readonly parts: Uint8Array[] = [];
  length = 0;

  add(array: AnyArray): number {
    const offset = this.length;
    this.parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    const padding = -array.byteLength & (ALIGNMENT - 1);
    if (padding) this.parts.push(new Uint8Array(padding));
    this.length += array.byteLength + padding;
    return offset;
  }
}

/** @throws NotPlain with the place of the value that cannot travel */
export function encodePlain(value: unknown, name: string, bytes: Bytes, depth = 0): Encoded {
  if (depth > DEEPEST) throw new NotPlain(`${name} lies more than ${DEEPEST} levels deep, or holds itself.`);
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return { $: 'integer', value: String(value) };
  if (typeof value === 'number') return encodeNumber(value);
  const inner = (one: unknown, place: string): Encoded => encodePlain(one, place, bytes, depth + 1);
  if (Array.isArray(value)) return value.map((one, i) => inner(one, `${name}[${i}]`));
  if (value instanceof Date) return { $: 'date', ms: value.getTime() };
  const type = arrayType(value);
  if (type) {
    const array = value as AnyArray;
    return { $: 'array', type, offset: bytes.add(array), length: array.length };
  }
  const entries = value instanceof Map ? [...value] : isPlainObject(value) ? Object.entries(value) : undefined;
  if (!entries) throw new NotPlain(`${name} is ${kindOf(value)}, which Python has no form for.`);
  return { $: 'object', entries: entries.map(([key, one]) => [String(key), inner(one, `${name}.${String(key)}`)]) };
}

function encodeNumber(value: number): Encoded {
  if (Number.isNaN(value)) return { $: 'number', value: 'nan' };
  if (!Number.isFinite(value)) return { $: 'number', value: value > 0 ? 'inf' : '-inf' };
  return value;
}

/** The inverse; `bytes` are those of all arrays. */
export function decodePlain(encoded: Encoded, bytes: Uint8Array): unknown {
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  if (Array.isArray(encoded)) return encoded.map((one) => decodePlain(one, bytes));
  switch (encoded.$) {
    case 'number':
      return { nan: NaN, inf: Infinity, '-inf': -Infinity }[encoded.value];
    case 'integer':
      return BigInt(encoded.value);
    case 'date':
      return new Date(encoded.ms);
    case 'object':
      return Object.fromEntries(encoded.entries.map(([key, one]) => [key, decodePlain(one, bytes)]));
    case 'array':
      return decodeArray(encoded.type, encoded.offset, encoded.length, bytes);
  }
}

function decodeArray(type: ArrayType, offset: number, length: number, bytes: Uint8Array): AnyArray {
  const Kind = ARRAYS[type];
  const copy = bytes.slice(offset, offset + length * Kind.BYTES_PER_ELEMENT);
  return new Kind(copy.buffer, 0, length);
}

function arrayType(value: object): ArrayType | undefined {
  // Values of other realms, as of workers, are instances of other classes of the same name.
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return (Object.keys(ARRAYS) as ArrayType[]).find((type) => ARRAYS[type].name === tag);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return `of the class ${(value.constructor as { name?: string } | undefined)?.name ?? 'without a name'}`;
}

/** Properties of an object that its type names; of one with more it says that there are some. Ours. */
const MOST_PROPERTIES = 50;

/** The type of a plain value, as a cell would write it. */
export function typeOfPlain(value: unknown, depth = 0): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (value instanceof Date) return 'Date';
  if (Array.isArray(value)) {
    const types = depth < DEEPEST ? new Set(value.map((one) => typeOfPlain(one, depth + 1))) : new Set<string>();
    return types.size > 0 && types.size <= 3 ? `(${[...types].join(' | ')})[]` : 'unknown[]';
  }
  const type = arrayType(value);
  if (type) return ARRAYS[type].name;
  const entries = Object.entries(value);
  if (entries.length > MOST_PROPERTIES) return 'Record<string, unknown>';
  return `{ ${entries.map(([key, one]) => `${JSON.stringify(key)}: ${typeOfPlain(one, depth + 1)}`).join('; ')} }`;
}
