import { inflateSync } from 'node:zlib';

/** Whole numbers from 0 to bound - 1: the same ones for the same seed (mulberry32). */
export function seededDraws(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** A damaged copy: cut short, bits flipped, words overwritten, or a piece replaced by another piece of it. */
export function damaged(bytes: Uint8Array, draw: (bound: number) => number): Buffer {
  const out = Buffer.from(bytes);
  const kind = draw(5);
  if (kind === 0) return out.subarray(0, draw(out.length));
  if (kind === 1) return splice(out, draw);
  const changes = kind === 2 ? 1 : 1 + draw(12);
  for (let change = 0; change < changes; change++) {
    const at = draw(out.length);
    if (kind === 3) out.fill(draw(2) ? 0xff : 0, at, Math.min(out.length, at + 8));
    else out[at]! ^= 1 << draw(8);
  }
  return out;
}

function splice(out: Buffer, draw: (bound: number) => number): Buffer {
  const length = 1 + draw(Math.min(512, out.length >> 1));
  const [from, to] = [draw(out.length - length), draw(out.length - length)];
  out.copy(out, to, from, from + length);
  return out;
}

/** Where deflated pieces of at least `least` bytes lie in a file, as [start, end). */
export function deflatedPieces(bytes: Buffer, least: number): [number, number][] {
  const pieces: [number, number][] = [];
  for (let at = 0; at < bytes.length - least; at++) {
    if (bytes[at] !== 0x78 || bytes.readUInt16BE(at) % 31 !== 0) continue;
    const length = deflatedLength(bytes.subarray(at));
    if (length < least) continue;
    pieces.push([at, at + length]);
    at += length - 1;
  }
  return pieces;
}

function deflatedLength(bytes: Buffer): number {
  try {
    const { engine } = inflateSync(bytes, { info: true }) as unknown as { engine: { bytesWritten: number } };
    return engine.bytesWritten;
  } catch {
    return 0;
  }
}
