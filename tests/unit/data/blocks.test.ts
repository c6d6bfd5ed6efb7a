import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toFloats, toPositions } from '../../../src/data/encoding/numbers';
import { blocksOf } from '../../../src/data/h5ad/blocks';
import { H5File } from '../../../src/data/h5ad/h5File';
import { writeH5File } from '../../../src/data/h5ad/h5Writer';
import type { ValueType } from '../../../src/data/h5ad/library';
import type { WritableNumbers } from '../../../src/data/h5ad/writtenTypes';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-blocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS = { maxBytes: 2 ** 30, maxSeconds: 60 };
/** Numbers of 64 bits make three blocks, and not three whole ones. */
const [ROWS, COLUMNS] = [1_203, 1_001];

const arrays: WritableNumbers[] = [
  Int8Array.from({ length: ROWS * COLUMNS }, (_, i) => i % 113),
  Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => i),
  new BigInt64Array(ROWS * COLUMNS).map((_, i) => BigInt(i) << 33n),
];

const same = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

describe('numbers that are read in pieces', () => {
  it.each([true, false])('are those that were written (gzip %s)', async (gzip) => {
    const path = join(folder, `numbers-${gzip}.h5`);
    await writeH5File(path, gzip, (sink) => {
      arrays.forEach((values, i) => sink.numbers(`/list${i}`, values, [ROWS * COLUMNS]));
      arrays.forEach((values, i) => sink.numbers(`/table${i}`, values, [ROWS, COLUMNS]));
    });
    await H5File.use(path, LIMITS, (file) => {
      arrays.forEach((values, i) => {
        const list = file.read(`/list${i}`);
        expect(list).toMatchObject({ kind: 'numbers', shape: [ROWS * COLUMNS] });
        expect(same((list as { values: WritableNumbers }).values, values), `list ${i}`).toBe(true);
      });
    });
    for (const [i, values] of arrays.entries()) {
      await H5File.use(path, LIMITS, (file) => {
        const rows = file.read(`/table${i}`, [17, ROWS - 5]) as { values: WritableNumbers };
        expect(same(rows.values, values.subarray(17 * COLUMNS, (ROWS - 5) * COLUMNS)), `table ${i}`).toBe(true);
        const part = file.read(`/table${i}`, [17, ROWS - 5], [3, 400]);
        expect(part).toMatchObject({ shape: [ROWS - 22, 397] });
        const wanted = rows.values.filter((_: unknown, e: number) => e % COLUMNS >= 3 && e % COLUMNS < 400);
        expect(same((part as { values: WritableNumbers }).values, wanted), `part of table ${i}`).toBe(true);
      });
    }
  });

  it('are no pieces where rows hold nothing, however many rows a file claims', () => {
    expect(blocksOf({ size: 4, chunks: null } as ValueType, [0, 2 ** 50], [0], 0)).toEqual([]);
  });
});

describe('whole numbers of 64 bits', () => {
  it('become float32 where it holds them, else float64, else they are refused', () => {
    const exact = toFloats(BigInt64Array.of(-(2n ** 24n), 0n, 5n), 'X');
    expect(exact).toEqual(Float32Array.of(-(2 ** 24), 0, 5));
    expect(toFloats(BigUint64Array.of(2n ** 24n + 1n, 2n ** 53n - 1n), 'X')).toEqual(
      Float64Array.of(2 ** 24 + 1, 2 ** 53 - 1),
    );
    expect(() => toFloats(BigInt64Array.of(1n, 2n ** 53n + 1n), 'X')).toThrow(/beyond 2\^53/);
    expect(() => toFloats(BigInt64Array.of(-(2n ** 60n)), 'X')).toThrow(/beyond 2\^53/);
  });

  it('are positions up to 2^31 - 1', () => {
    expect(toPositions(BigInt64Array.of(0n, 2n ** 31n - 1n), 'X')).toEqual(Int32Array.of(0, 2 ** 31 - 1));
    for (const wrong of [2n ** 31n, 2n ** 32n, 2n ** 62n])
      expect(() => toPositions(BigUint64Array.of(wrong), 'X')).toThrow(/no position/);
    expect(() => toPositions(Float32Array.of(1.5), 'X')).toThrow(/no position/);
  });
});
