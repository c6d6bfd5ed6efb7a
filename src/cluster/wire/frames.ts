import { readSync, writeSync } from 'node:fs';
import { TissuebookError } from '../../errors';

/** What stands before the buffers of a frame; JSON. */
export interface Header {
  readonly op: string;
  readonly id?: number;
  readonly [field: string]: unknown;
}

/** A message between two processes: a header, and buffers as they are. */
export interface Frame {
  readonly header: Header;
  readonly buffers: readonly Uint8Array[];
}

/** The longest header, the most buffers and the most bytes of a frame that are taken (ours). tissuebook/cluster/frames.py says the same. */
export const LIMITS = { header: 2 ** 24, buffers: 2 ** 16, bytes: 2 ** 32 } as const;

/**
 * The parts to write for a frame: 4 bytes with the length of the header, little-endian; the header, which lists the sizes of the buffers;
 * the buffers.
 *
 * @throws TissuebookError 'too-large'
 */
export function frameParts(header: Header, buffers: readonly Uint8Array[] = []): Uint8Array[] {
  const sizes = buffers.map(({ byteLength }) => byteLength);
  checkSizes(sizes);
  const text = Buffer.from(JSON.stringify({ ...header, sizes }));
  if (text.length > LIMITS.header) throw tooLarge(`a header of ${text.length} bytes`, text.length);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return [Buffer.concat([length, text]), ...buffers];
}

/** Writes a frame and comes back when the other side has taken it all. */
export function writeFrameSync(fd: number, header: Header, buffers: readonly Uint8Array[] = []): void {
  for (const part of frameParts(header, buffers)) {
    for (let at = 0; at < part.length;) at += writeSync(fd, part, at);
  }
}

/** Waits until a frame is there; undefined at the end of the stream. @throws TissuebookError 'corrupt', 'too-large' */
export function readFrameSync(fd: number): Frame | undefined {
  const length = readExactly(fd, 4);
  if (!length) return undefined;
  const text = readExactly(fd, headerLength(length));
  const { header, sizes } = parseHeader(text ?? new Uint8Array());
  const buffers = sizes.map((size) => readExactly(fd, size));
  return buffers.includes(undefined) ? undefined : { header, buffers: buffers as Uint8Array[] };
}

function readExactly(fd: number, size: number): Uint8Array | undefined {
  // Memory of its own: a part of Node's pool could not be handed to another thread.
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size;) {
    const count = readSync(fd, bytes, at, size - at, null);
    if (count === 0) return undefined;
    at += count;
  }
  return bytes;
}

/** Puts frames together out of the chunks of a stream. Buffers are filled in place. */
export class FrameReader {
  readonly #take: (frame: Frame) => void;
  #target = new Uint8Array(4);
  #filled = 0;
  #part: 'length' | 'header' | 'buffer' = 'length';
  #header: Header = { op: '' };
  #sizes: readonly number[] = [];
  #buffers: Uint8Array[] = [];

  constructor(take: (frame: Frame) => void) {
    this.#take = take;
  }

  /** @throws TissuebookError 'corrupt', 'too-large' for what is no frame */
  push(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length;) {
      const count = Math.min(chunk.length - from, this.#target.length - this.#filled);
      this.#target.set(chunk.subarray(from, from + count), this.#filled);
      this.#filled += count;
      from += count;
      while (this.#filled === this.#target.length) this.#next();
    }
  }

  #expect(part: 'length' | 'header' | 'buffer', size: number): void {
    this.#part = part;
    this.#target = new Uint8Array(size);
    this.#filled = 0;
  }

  #next(): void {
    const done = this.#target;
    if (this.#part === 'length') return this.#expect('header', headerLength(done));
    if (this.#part === 'header') {
      ({ header: this.#header, sizes: this.#sizes } = parseHeader(done));
      this.#buffers = [];
    } else this.#buffers.push(done);
    const size = this.#sizes[this.#buffers.length];
    if (size !== undefined) return this.#expect('buffer', size);
    this.#expect('length', 4);
    this.#take({ header: this.#header, buffers: this.#buffers });
  }
}

function headerLength(bytes: Uint8Array): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > LIMITS.header || length < 2) throw corrupt(`a header of ${length} bytes`);
  return length;
}

function parseHeader(bytes: Uint8Array): { header: Header; sizes: readonly number[] } {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch {
    throw corrupt('a header that is no JSON');
  }
  const { sizes = [], ...header } = found as Header & { sizes?: unknown };
  const sound = Array.isArray(sizes) && sizes.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
  if (typeof header.op !== 'string' || !sound) throw corrupt('a header without op or with wrong sizes');
  checkSizes(sizes as number[]);
  return { header: header as Header, sizes: sizes as number[] };
}

function checkSizes(sizes: readonly number[]): void {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length > LIMITS.buffers) throw tooLarge(`${sizes.length} arrays`, sizes.length);
  if (bytes > LIMITS.bytes) throw tooLarge(`${(bytes / 1e9).toFixed(1)} GB`, bytes);
}

const corrupt = (what: string): TissuebookError =>
  new TissuebookError('corrupt', `A process of the cluster sent ${what}.`, { found: what });

const tooLarge = (what: string, found: number): TissuebookError =>
  new TissuebookError('too-large', `A message of ${what} is too large for a cluster.`, {
    argument: 'argument',
    found,
    advice: 'Name a file that the workers can read, or open it with openCohort, so that they read it themselves.',
  });
