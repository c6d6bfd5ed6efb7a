import { AnnData, type Column, DenseMatrix, SparseMatrix, Table, valuesOf } from '../data';
import { type Dtype, toNumbers } from '../protocol';

/** How deep results are told: rows of tables of methods, and no further. */
const DEPTH = 5;
/** Elements of a list that are told one by one. */
const MOST_ITEMS = 100_000;

const DTYPES = new Map<unknown, Dtype>([
  [Float32Array, 'float32'], [Float64Array, 'float64'], [Int32Array, 'int32'], [Uint32Array, 'uint32'],
  [Int16Array, 'int16'], [Uint16Array, 'uint16'], [Int8Array, 'int8'], [Uint8Array, 'uint8'],
]); // prettier-ignore

/** What Python sends for something that is no JSON: numbers in a buffer, or something that lives here. */
interface Sent {
  $array?: number;
  dtype?: Dtype;
  shape?: number[];
  $object?: number;
  $data?: string;
}

/**
 * Values that Python has sent, as the library takes them.
 *
 * @param known what a number or a path stands for
 */
export async function fromPython(
  value: unknown,
  buffers: readonly Uint8Array[],
  known: { object: (place: number) => unknown; data: (path: string) => Promise<unknown> },
): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((each) => fromPython(each, buffers, known)));
  if (typeof value !== 'object' || value === null) return value;
  const sent = value as Sent;
  if (sent.$object !== undefined) return known.object(sent.$object);
  if (sent.$data !== undefined) return known.data(sent.$data);
  if (sent.$array !== undefined) {
    const numbers = toNumbers(sent.dtype ?? 'float64', buffers[sent.$array] ?? new Uint8Array());
    const [rows, columns] = sent.shape ?? [];
    if (columns === undefined) return numbers;
    return new DenseMatrix(rows, columns, numbers instanceof Float32Array ? numbers : Float64Array.from(numbers));
  }
  const fields = Object.entries(value).map(
    async ([key, each]) => [key, await fromPython(each, buffers, known)] as const,
  );
  return Object.fromEntries(await Promise.all(fields));
}

/** A result for Python: JSON, with numbers in buffers. Functions and what is private are left out. */
export function toPython(value: unknown, buffers: Uint8Array[], depth = DEPTH): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  const inner = (each: unknown): unknown => (depth > 0 ? toPython(each, buffers, depth - 1) : undefined);
  const dtype = DTYPES.get(value.constructor);
  if (dtype) return packed(value as Float64Array, dtype, undefined, buffers);
  if (value instanceof DenseMatrix) return matrix(value, buffers);
  if (value instanceof SparseMatrix) return matrix(value.toDense(), buffers);
  if (value instanceof Table) return table(value, buffers);
  if (value instanceof AnnData) return undefined;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map(inner);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [String(key), inner(each)]));
  return Object.fromEntries(namesOf(value).map((name) => [name, inner((value as Record<string, unknown>)[name])]));
}

/** Own fields, and what its class computes. */
function namesOf(value: object): string[] {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const computed = prototype && prototype !== Object.prototype ? Object.entries(Object.getOwnPropertyDescriptors(prototype)) : []; // prettier-ignore
  return [...Object.keys(value), ...computed.filter(([, { get }]) => get).map(([name]) => name)];
}

function packed(values: Float64Array, dtype: Dtype, shape: number[] | undefined, buffers: Uint8Array[]): object {
  buffers.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { $array: buffers.length - 1, dtype, ...(shape && { shape }) };
}

function matrix({ rows, columns, values }: DenseMatrix, buffers: Uint8Array[]): object {
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  return packed(values as Float64Array, dtype, [rows, columns], buffers);
}

function table(value: Table, buffers: Uint8Array[]): object {
  const columns = value.names.map((name) => [name, column(value.get(name), buffers)]);
  return { $table: Object.fromEntries(columns), index: [...value.index] };
}

function column(values: Column, buffers: Uint8Array[]): unknown {
  return toPython(values instanceof Float64Array ? values : [...valuesOf(values)], buffers);
}
