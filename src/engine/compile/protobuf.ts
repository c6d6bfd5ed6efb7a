/**
 * The few protocol buffer messages that graphs are described with (tensorflow/core/framework/attr_value.proto,
 * tensor.proto, tensor_shape.proto, op_def.proto), written and read without a schema compiler.
 */

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

const utf8 = new TextEncoder();

/** A field of a message. Concatenated fields are a message. */
export type Field = Uint8Array;

export function message(...fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((total, field) => total + field.length, 0));
  let at = 0;
  for (const field of fields) {
    bytes.set(field, at);
    at += field.length;
  }
  return bytes;
}

/** An integer, an enum value or a boolean. Negative numbers take ten bytes, as the format has it. */
export function integerField(tag: number, value: number): Field {
  return message(key(tag, VARINT), varint(value));
}

export function floatField(tag: number, value: number): Field {
  return message(key(tag, FIXED32), floatBytes([value]));
}

/** Text, bytes or a message inside a message. */
export function bytesField(tag: number, value: Uint8Array | string): Field {
  const bytes = typeof value === 'string' ? utf8.encode(value) : value;
  return message(key(tag, BYTES), varint(bytes.length), bytes);
}

/** A list of integers in the packed form. */
export function packedIntegers(tag: number, values: readonly number[]): Field {
  return bytesField(tag, message(...values.map(varint)));
}

/** A list of floats in the packed form. */
export function packedFloats(tag: number, values: readonly number[]): Field {
  return bytesField(tag, floatBytes(values));
}

/** The fields of a message in order: integers as bigint, everything else as its bytes. */
export function* fieldsOf(bytes: Uint8Array): Generator<{ tag: number; value: bigint | Uint8Array }> {
  let at = 0;
  const next = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      result |= BigInt(byte & 127) << shift;
      if (byte < 128) return result;
    }
  };
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const head = Number(next());
    const kind = head & 7;
    let value: bigint | Uint8Array;
    if (kind === VARINT) value = next();
    else value = take(kind === BYTES ? Number(next()) : kind === FIXED32 ? 4 : 8);
    yield { tag: head >>> 3, value };
  }
}

function key(tag: number, kind: number): Uint8Array {
  return varint((tag << 3) | kind);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

function floatBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
