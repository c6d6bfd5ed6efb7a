import { TissuebookError } from '../../errors';
import { sizeOf, type Values } from '../encoding/values';
import type { H5Module, ValueType } from './library';
import { isNumeric, numbersFor, numericValues } from './numeric';

/** Longest text read as one value: descriptions run to kilobytes. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;

/** A view of what was read: the bytes, and the memory in which pointers of text point. */
export interface RawValues {
  bytes: Uint8Array;
  module: H5Module;
  /** For messages. */
  where: string;
}

/** Whether values of a type hold pointers, which the library must free. */
export function hasPointers(type: ValueType): boolean {
  return type.vlen || type.type === 9 || (type.compound_type?.members.some(hasPointers) ?? false);
}

/**
 * Values from bytes in HDF5's memory layout (little-endian).
 *
 * @throws TissuebookError 'unsupported-encoding' for types that h5ad files do not use, 'corrupt' for broken text
 */
export function decodeValues(type: ValueType, shape: readonly number[], raw: RawValues): Values {
  const of = [...shape];
  if (type.type === 3) return { kind: 'text', shape: of, values: type.vlen ? pointedText(raw) : fixedText(type, raw) };
  if (isNumeric(type)) return numeric(type, of, raw);
  if (type.type === 7) return { kind: 'references', shape: of, values: pieces(raw.bytes, type.size) };
  if (type.type === 6 && type.compound_type) {
    const fields = type.compound_type.members.map((member) => [member.name, field(type, member, of, raw)] as const);
    return { kind: 'records', shape: of, fields: new Map(fields) };
  }
  if (type.type === 10 && type.array_type?.shape) {
    return decodeValues(type.array_type, [...of, ...type.array_type.shape], raw);
  }
  throw new TissuebookError('unsupported-encoding', `${raw.where} holds values of HDF5 class ${type.type}.`, {
    found: type.type,
  });
}

function numeric(type: ValueType, shape: number[], { bytes, where }: RawValues): Values {
  const out = numbersFor(type, sizeOf(shape), where);
  new Uint8Array(out.buffer).set(bytes);
  return numericValues(type, shape, out, where);
}

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}

function fixedText(type: ValueType, { bytes }: RawValues): string[] {
  const decoder = new TextDecoder();
  return pieces(bytes, type.size).map((piece) => {
    const end = piece.indexOf(0);
    const text = decoder.decode(end < 0 ? piece : piece.subarray(0, end));
    return type.strpad === 2 ? text.trimEnd() : text;
  });
}

/** Text behind pointers into the library's memory; a null pointer is an empty text. */
function pointedText({ bytes, module, where }: RawValues): string[] {
  const pointers = new Uint32Array(bytes.slice().buffer);
  const heap = module.HEAPU8;
  const decoder = new TextDecoder();
  return Array.from(pointers, (start) => {
    if (start === 0) return '';
    const end = heap.indexOf(0, start);
    if (end < 0 || end - start > MAX_TEXT_BYTES)
      throw new TissuebookError('too-large', `${where} holds a text that is too long.`);
    return decoder.decode(heap.subarray(start, end));
  });
}

/** One field of records: its bytes are picked from every record. */
function field(type: ValueType, member: ValueType & { offset: number }, shape: number[], raw: RawValues): Values {
  const n = sizeOf(shape);
  if (member.offset < 0 || member.offset + member.size > type.size) {
    throw new TissuebookError('corrupt', `${raw.where}: a field lies outside of its record.`);
  }
  const bytes = new Uint8Array(n * member.size);
  for (let i = 0; i < n; i++) {
    const start = i * type.size + member.offset;
    bytes.set(raw.bytes.subarray(start, start + member.size), i * member.size);
  }
  return decodeValues(member, shape, { ...raw, bytes });
}
