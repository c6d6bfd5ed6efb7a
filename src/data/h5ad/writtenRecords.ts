import { numberType, type RecordField, TEXT, whole } from './writtenTypes';

export function isText(values: RecordField['values']): values is readonly string[] {
  return Array.isArray(values);
}

/** A text as C has it: UTF-8 with a zero at its end. */
export function terminated(text: string): Buffer {
  return Buffer.from(`${whole(text)}\0`);
}

/** Records from their fields, and their type; `textAt` is where the text of the text fields begins, field by field. */
export function interleave(
  fields: readonly RecordField[],
  length: number,
  textAt: number,
): { type: object; bytes: Uint8Array } {
  const types = fields.map(({ values }) => (isText(values) ? TEXT : numberType(values)));
  const size = types.reduce((sum, type) => sum + type.size, 0);
  const bytes = new Uint8Array(size * length);
  let offset = 0;
  const members = fields.map(({ name, values }, f) => {
    const type = types[f]!;
    const from = isText(values) ? pointers() : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let i = 0; i < length; i++) bytes.set(from.subarray(i * type.size, (i + 1) * type.size), i * size + offset);
    offset += type.size;
    return { ...type, name, offset: offset - type.size };

    function pointers(): Uint8Array {
      const places = Uint32Array.from(values as readonly string[], (text) => {
        textAt += terminated(text).length;
        return textAt - terminated(text).length;
      });
      return new Uint8Array(places.buffer);
    }
  });
  return {
    type: { type: 6, size, signed: false, vlen: false, compound_type: { members, nmembers: members.length } },
    bytes,
  };
}
