import { open } from 'node:fs/promises';
import { TissuebookError } from '../../errors';
import { type StoredArray, decode, itemSize, storedType } from './elementTypes';

/** One tensor of a safetensors file. float16 and bfloat16 are widened to float32 when read. */
export interface StoredTensor {
  shape: number[];
  data: StoredArray;
}

/** What a safetensors file holds. */
export interface StoredTensors {
  tensors: Map<string, StoredTensor>;
  metadata: Record<string, string>;
}

/** Largest header that is read: the header is JSON and is parsed whole. The format itself allows 100 MB. */
const HEADER_LIMIT = 32 * 2 ** 20;
/** More tensors than this are refused (ours): the largest published networks have some thousands. */
const TENSOR_LIMIT = 100_000;
const RANK_LIMIT = 32;

interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors#format): header length, JSON header, data. Every
 * size and offset is checked before anything is allocated; the data section must be covered without gap or overlap.
 *
 * @throws TissuebookError kind 'corrupt', 'too-large' or 'unsupported-encoding'
 */
export function readSafetensors(bytes: Uint8Array): StoredTensors {
  const { header, data } = split(bytes);
  const { entries, metadata } = parse(header);
  checkCover(entries, data.byteLength);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    tensors.set(name, { shape, data: decode(dtype, data.subarray(begin, end)) });
  }
  return { tensors, metadata };
}

/**
 * Checks a safetensors file by its header and its length, without reading tensors: the same checks as `readSafetensors`.
 *
 * @returns what the file says of itself
 * @throws TissuebookError kind 'corrupt', 'too-large' or 'unsupported-encoding'
 */
export async function checkSafetensorsFile(path: string): Promise<StoredTensors['metadata']> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer: start } = await file.read(new Uint8Array(8), 0, 8, 0);
    const length = headerLength(start, size);
    const { buffer: header, bytesRead } = await file.read(new Uint8Array(length), 0, length, 8);
    const { entries, metadata } = parse(header.subarray(0, bytesRead));
    checkCover(entries, size - 8 - length);
    return metadata;
  } finally {
    await file.close();
  }
}

/**
 * Makes a safetensors file, tensors in the order of their names. The header is padded with spaces so that the data
 * starts at a multiple of 8 bytes.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const names = [...tensors.keys()].sort();
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    const dtype = storedType(data);
    if (name === '__metadata__' || shape.reduce((a, b) => a * b, 1) !== data.length) {
      throw new TissuebookError(
        'invalid-argument',
        `The tensor "${name}" cannot be stored: its shape or name is wrong.`,
        {
          argument: name,
          found: `shape [${shape.join(', ')}] with ${data.length} values`,
        },
      );
    }
    header[name] = { dtype, shape, data_offsets: [offset, (offset += data.byteLength)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const name of names) {
    const { data } = tensors.get(name)!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function split(bytes: Uint8Array): { header: Uint8Array; data: Uint8Array } {
  const end = 8 + headerLength(bytes, bytes.byteLength);
  return { header: bytes.subarray(8, end), data: bytes.subarray(end) };
}

/**
 * Bytes of the header that follow the first eight, checked against the size of the file.
 *
 * @param start the first bytes of the file, eight at least where it has so many
 * @throws TissuebookError kind 'corrupt' or 'too-large'
 */
export function headerLength(start: Uint8Array, size: number): number {
  if (size < 10) throw corrupt(`the file has ${size} bytes, which is less than a header.`);
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(size - 8)) throw corrupt(`its header should be ${length} bytes long, past its end.`);
  if (length > BigInt(HEADER_LIMIT)) {
    throw new TissuebookError(
      'too-large',
      `The safetensors header has ${length} bytes; at most ${HEADER_LIMIT} are read.`,
    );
  }
  return Number(length);
}

/** The metadata of a header, without the tensors. @throws TissuebookError as readSafetensors() does */
export const readMetadata = (header: Uint8Array): Record<string, string> => parse(header).metadata;

function parse(header: Uint8Array): { entries: Entry[]; metadata: Record<string, string> } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch (cause) {
    throw corrupt('its header is not JSON.', cause);
  }
  if (!isRecord(json)) throw corrupt('its header is not a JSON object.');
  const items = Object.entries(json);
  if (items.length > TENSOR_LIMIT) {
    throw new TissuebookError(
      'too-large',
      `The safetensors file lists ${items.length} tensors; at most ${TENSOR_LIMIT} are read.`,
    );
  }
  const metadata: Record<string, string> = Object.create(null) as Record<string, string>;
  const entries: Entry[] = [];
  for (const [name, item] of items) {
    if (!isRecord(item)) throw corrupt(`its entry "${name.slice(0, 80)}" is not an object.`);
    if (name !== '__metadata__') entries.push(entryOf(name, item));
    else for (const [key, text] of Object.entries(item)) if (typeof text === 'string') metadata[key] = text;
  }
  return { entries, metadata };
}

function entryOf(name: string, item: Record<string, unknown>): Entry {
  const { dtype, shape, data_offsets: offsets } = item;
  const label = `"${name.slice(0, 80)}"`;
  if (typeof dtype !== 'string') throw corrupt(`the dtype of ${label} is not a string.`);
  if (!Array.isArray(shape) || shape.length > RANK_LIMIT || !shape.every(isSize)) {
    throw corrupt(`the shape of ${label} is not a list of at most ${RANK_LIMIT} sizes.`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw corrupt(`the offsets of ${label} are not two positions.`);
  }
  const [begin, end] = offsets as [number, number];
  const wanted = (shape as number[]).reduce((a, b) => a * b, itemSize(dtype));
  if (end - begin !== wanted) {
    throw corrupt(
      `${label} has ${end - begin} bytes where its shape [${shape.join(', ')}] of ${dtype} needs ${wanted}.`,
    );
  }
  return { name, dtype, shape: shape as number[], begin, end };
}

/** The format demands that tensors cover the data section without holes; with that, no two can share bytes. */
function checkCover(entries: readonly Entry[], size: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw corrupt(`"${name.slice(0, 80)}" starts at byte ${begin} of the data, not at ${at}.`);
    at = end;
  }
  if (at !== size) throw corrupt(`its tensors take ${at} bytes, but it holds ${size}.`);
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function corrupt(what: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `The safetensors file is damaged: ${what}`, { cause });
}
