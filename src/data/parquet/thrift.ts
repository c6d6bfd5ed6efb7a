/** Types of fields in Thrift's compact protocol. */
const TYPES = { int32: 5, int64: 6, bytes: 8, list: 9, record: 12 } as const;
type Kind = keyof typeof TYPES;

/** A field of a record: its number, its kind, and what is in it; lists hold one kind. */
export type ThriftField =
  | readonly [id: number, kind: 'int32' | 'int64', value: number]
  | readonly [id: number, kind: 'bytes', value: string]
  | readonly [id: number, kind: 'record', value: readonly ThriftField[]]
  | readonly [id: number, kind: 'list', of: 'int32', values: readonly number[]]
  | readonly [id: number, kind: 'list', of: 'bytes', values: readonly string[]]
  | readonly [id: number, kind: 'list', of: 'record', values: readonly (readonly ThriftField[])[]];

/** Longest list whose length stands beside its kind, and farthest field that does. */
const SHORT = 15;

/** A record in Thrift's compact protocol, as parquet describes its files in. @param fields by rising number */
export function thriftRecord(fields: readonly ThriftField[]): Buffer {
  const parts: Buffer[] = [];
  let before = 0;
  for (const field of fields) {
    const [id, kind] = field;
    const step = id - before;
    parts.push(step > 0 && step <= SHORT ? Buffer.of((step << 4) | TYPES[kind]) : Buffer.concat([Buffer.of(TYPES[kind]), zigzag(id)])); // prettier-ignore
    before = id;
    if (field[1] === 'list')
      parts.push(listHead(field[2], field[3].length), ...field[3].map((value) => valueBytes(value))); // prettier-ignore
    else parts.push(valueBytes(field[2]));
  }
  return Buffer.concat([...parts, Buffer.of(0)]);
}

function listHead(of: Kind, length: number): Buffer {
  return length < SHORT ? Buffer.of((length << 4) | TYPES[of]) : Buffer.concat([Buffer.of(0xf0 | TYPES[of]), varint(length)]); // prettier-ignore
}

function valueBytes(value: number | string | readonly ThriftField[]): Buffer {
  if (typeof value === 'number') return zigzag(value);
  if (typeof value !== 'string') return thriftRecord(value);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** Whole numbers with their sign in the last bit. */
const zigzag = (value: number): Buffer => varint(value < 0 ? -2 * value - 1 : 2 * value);

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.of(...bytes, rest);
    bytes.push((rest % 128) | 128);
  }
}
