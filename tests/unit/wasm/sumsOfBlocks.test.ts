import { expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { sumsOfBlocks } from '../../../src/wasm';

const hex = (values: ArrayBufferView): string => Buffer.from(sumsOfBlocks(values)).toString('hex');

it('any bit that changes changes the sums of its block, and no others', () => {
  const random = new Random(1);
  const bytes = Uint8Array.from({ length: 150_000 }, () => random.integer(0, 255));
  const before = sumsOfBlocks(bytes);
  expect(before).toHaveLength(32 * Math.ceil(150_000 / 4096));
  for (let trial = 0; trial < 200; trial++) {
    const at = random.integer(0, bytes.length - 1);
    bytes[at]! ^= 1 << random.integer(0, 7);
    const now = sumsOfBlocks(bytes);
    const changed = new Set([...now.keys()].filter((i) => now[i] !== before[i]).map((i) => i >> 5));
    expect([...changed]).toEqual([at >> 12]);
    before.set(now);
  }
});

it('numbers that change places, or give to each other, change the sums', () => {
  const values = Float32Array.from({ length: 2048 }, (_, i) => i);
  const all = new Set([hex(values)]);
  for (const [a, b] of [
    [0, 1],
    [0, 4],
    [3, 7],
    [8, 512],
    [0, 1024],
  ] as const) {
    // prettier-ignore
    const other = values.slice();
    [other[a], other[b]] = [other[b]!, other[a]!];
    all.add(hex(other));
  }
  expect(all.size).toBe(6);
});

it('all NaN count as one, in their own types alone', () => {
  const nan = (bits: number): Float32Array => new Float32Array(Uint32Array.of(0x3f800000, bits, 0).buffer);
  expect(hex(nan(0x7fc00000))).toBe(hex(nan(0xffc00001)));
  expect(hex(new Int32Array(nan(0x7fc00000).buffer))).not.toBe(hex(new Int32Array(nan(0xffc00001).buffer)));
  const wide = (bits: bigint): Float64Array => new Float64Array(BigUint64Array.of(0n, bits).buffer);
  expect(hex(wide(0x7ff8000000000000n))).toBe(hex(wide(0xfff8000000000001n)));
});

it('are the sums of their definition', () => {
  const values = Uint32Array.from({ length: 1024 }, (_, i) => Math.imul(i, 2654435761));
  const keys = splitMix(1024 + 12);
  const sums = new BigUint64Array(4);
  for (let pass = 0; pass < 4; pass++) {
    for (let at = 0; at < 1024; at += 8) {
      for (let lane = 0; lane < 4; lane++) {
        const [i, j] = [at + lane, at + lane + 4];
        const [x, y] = [(values[i]! + keys[i + 4 * pass]!) >>> 0, (values[j]! + keys[j + 4 * pass]!) >>> 0];
        sums[pass]! += BigInt(x) * BigInt(y);
      }
    }
  }
  expect(hex(values)).toBe(Buffer.from(sums.buffer).toString('hex'));
});

function splitMix(length: number): number[] {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return (x ^ (x >>> 16)) >>> 0;
  });
}
