import type { Readable, Writable } from 'node:stream';

/** A message: JSON, and bytes beside it. */
export interface Frame {
  message: unknown;
  buffers: Uint8Array[];
}

/** Bytes of a header at most; what is larger is no message of ours. */
const MOST_HEADER = 2 ** 30;

/** Writes a message: the length of the JSON (uint32, little-endian), the JSON with the lengths of the buffers, the buffers. */
export function writeFrame(output: Writable, message: unknown, buffers: readonly Uint8Array[] = []): void {
  const header = Buffer.from(JSON.stringify({ message, buffers: buffers.map(({ byteLength }) => byteLength) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  for (const part of [length, header, ...buffers]) output.write(part);
}

/** Calls `heard` for each message that comes in, in order. @throws when what comes is not a message */
export function readFrames(input: Readable, heard: (frame: Frame) => void): void {
  let pieces: Buffer[] = [];
  let size = 0;
  const take = (count: number): Buffer | undefined => {
    if (size < count) return undefined;
    const all = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    size -= count;
    pieces = size ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  };
  const frames = parts(heard);
  let wanted = frames.next().value ?? 0;
  input.on('data', (piece: Buffer) => {
    pieces.push(piece);
    size += piece.length;
    for (let part = take(wanted); part; part = take(wanted)) wanted = frames.next(part).value ?? 0;
  });
}

/** Says how many bytes come next, and is given them. */
function* parts(heard: (frame: Frame) => void): Generator<number, undefined, Buffer> {
  for (;;) {
    const length = (yield 4).readUInt32LE();
    if (length > MOST_HEADER) throw new Error(`A message of ${length} bytes is none of ours.`);
    const header = JSON.parse((yield length).toString()) as { message: unknown; buffers: number[] };
    const buffers: Uint8Array[] = [];
    // A copy: what is handed on must not keep a whole piece alive, and typed arrays need whole places in memory.
    for (const count of header.buffers) buffers.push(count ? Uint8Array.from(yield count) : new Uint8Array());
    heard({ message: header.message, buffers });
  }
}
