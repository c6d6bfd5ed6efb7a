import { TissuebookError } from '../../errors';

/** A value that lies on the cluster: its key stands for it in arguments. */
export class Ref {
  constructor(
    readonly key: string,
    readonly bytes: number,
  ) {}
}

/** A value as bytes: its JSON first, then the arrays in it, and the keys of what lies on the cluster. */
export interface Packed {
  readonly buffers: readonly Uint8Array[];
  readonly refs: readonly string[];
}

/** A class of objects that travel: told apart by name, made again out of parts, which are packed like any value. */
export interface Kind {
  readonly name: string;
  readonly is: (value: object) => boolean;
  readonly parts: (value: never) => unknown;
  readonly make: (parts: never) => unknown;
}

const ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;
type ArrayName = keyof typeof ARRAYS;

/** Levels of objects within objects (ours): a value that holds itself is refused. */
const DEEPEST = 100;

/**
 * A value as bytes: JSON with its typed arrays apart. NaN, infinities, -0, undefined, bigints, Maps and Sets come back as they were; so do
 * objects of the given kinds.
 *
 * @throws TissuebookError 'invalid-argument' for what has no place on another machine: functions, files, other classes
 */
export function pack(value: unknown, kinds: readonly Kind[] = []): Packed {
  const arrays: Uint8Array[] = [];
  const refs: string[] = [];
  const list = (values: Iterable<unknown>, depth: number): unknown[] => Array.from(values, (one) => encode(one, depth));
  const encode = (one: unknown, depth: number): unknown => {
    if (depth > DEEPEST) throw unsendable('a value that is nested too deeply');
    if (typeof one === 'number') return Number.isFinite(one) && !Object.is(one, -0) ? one : { $number: Object.is(one, -0) ? '-0' : String(one) }; // prettier-ignore
    if (typeof one === 'bigint') return { $bigint: String(one) };
    if (one === undefined) return { $undefined: 1 };
    if (typeof one === 'function' || typeof one === 'symbol') throw unsendable(`a ${typeof one}`);
    if (typeof one !== 'object' || one === null) return one;
    if (ArrayBuffer.isView(one)) {
      const name = Buffer.isBuffer(one) ? 'Uint8Array' : one.constructor.name;
      if (!Object.hasOwn(ARRAYS, name)) throw unsendable(`a ${name}`);
      return { $array: name, at: arrays.push(new Uint8Array(one.buffer, one.byteOffset, one.byteLength)) };
    }
    if (Array.isArray(one)) return list(one, depth + 1);
    if (one instanceof Ref) return { $ref: refs.push(one.key) - 1 };
    if (one instanceof Map) return { $map: [...one].map((entry) => list(entry, depth + 1)) };
    if (one instanceof Set) return { $set: list(one, depth + 1) };
    const kind = kinds.find(({ is }) => is(one));
    if (kind) return { $kind: kind.name, parts: encode(kind.parts(one as never), depth + 1) };
    const prototype: unknown = Object.getPrototypeOf(one);
    if (prototype !== Object.prototype && prototype !== null) throw unsendable(`a ${one.constructor.name}`);
    const fields = Object.entries(one).filter(([, field]) => field !== undefined);
    // A field that looks like one of our marks is kept apart from them.
    if (fields.some(([name]) => name.startsWith('$')))
      return { $fields: fields.map((entry) => list(entry, depth + 1)) };
    return Object.fromEntries(fields.map(([name, field]) => [name, encode(field, depth + 1)]));
  };
  const json = Buffer.from(JSON.stringify(encode(value, 0)));
  return { buffers: [json, ...arrays], refs };
}

/**
 * Undoes pack().
 *
 * @param known the values of its refs
 * @throws TissuebookError 'corrupt' for what pack() did not make
 */
export function unpack(
  buffers: readonly Uint8Array[],
  kinds: readonly Kind[] = [],
  known: readonly unknown[] = [],
): unknown {
  const decode = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(decode);
    if (typeof one !== 'object' || one === null) return one;
    const { $array, at, $number, $bigint, $undefined, $ref, $map, $set, $kind, parts, $fields } = one as Record<string, unknown>; // prettier-ignore
    if ($array !== undefined) return arrayOf($array, buffers[at as number]);
    if ($number !== undefined) return Number($number);
    if ($bigint !== undefined) return BigInt($bigint as string);
    if ($undefined !== undefined) return undefined;
    if ($ref !== undefined) return known[$ref as number];
    if ($map !== undefined) return new Map(decode($map) as [unknown, unknown][]);
    if ($set !== undefined) return new Set(decode($set) as unknown[]);
    if ($fields !== undefined) return Object.fromEntries(decode($fields) as [string, unknown][]);
    if ($kind !== undefined) {
      const kind = kinds.find(({ name }) => name === $kind);
      if (!kind) throw damaged(`the kind ${String($kind)}`);
      return kind.make(decode(parts) as never);
    }
    return Object.fromEntries(Object.entries(one).map(([name, field]) => [name, decode(field)]));
  };
  const [json] = buffers;
  if (!json) throw damaged('no value');
  return decode(JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString()));
}

function arrayOf(name: unknown, bytes: Uint8Array | undefined): unknown {
  if (typeof name !== 'string' || !Object.hasOwn(ARRAYS, name) || !bytes) throw damaged(`the array ${String(name)}`);
  const type = ARRAYS[name as ArrayName];
  if (bytes.byteLength % type.BYTES_PER_ELEMENT !== 0) throw damaged(`${bytes.byteLength} bytes of ${name}`);
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new type(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / type.BYTES_PER_ELEMENT);
}

/** The bytes of a packed value. */
export const sizeOf = ({ buffers }: Packed): number => buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);

const damaged = (what: string): TissuebookError =>
  new TissuebookError('corrupt', `A value of the cluster holds ${what}, which is not known here.`, { found: what });

const unsendable = (what: string): TissuebookError =>
  new TissuebookError('invalid-argument', `${what} cannot be sent to a cluster.`, {
    argument: 'argument',
    found: what,
    advice: 'Send plain data, typed arrays, AnnData, MuData and models of the zoo; name files by their paths.',
  });
