import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeArray, encodeArray, type EncodedArray } from '../../../src/protocol';

describe('encoded arrays', () => {
  it('are the base64 that Node writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        expect(encodeArray(bytes).bdata).toBe(Buffer.from(bytes).toString('base64'));
      }),
      { numRuns: 50 },
    );
  });

  it('come back as they were, for every element type', () => {
    const arrays = [
      new Float32Array([1.5, NaN, -0, 3e38]),
      new Float64Array([Math.PI, Infinity]),
      new Int32Array([-2147483648, 7]),
      new Uint32Array([4294967295]),
      new Int16Array([-32768, 1, 2]),
      new Uint16Array([65535]),
      new Int8Array([-128, 127]),
      new Uint8Array([]),
    ];
    for (const array of arrays) expect(decodeArray(encodeArray(array))).toEqual(array);
  });

  it('write a view of a larger buffer without its surroundings', () => {
    const part = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    expect(Array.from(decodeArray(encodeArray(part)))).toEqual([2, 3]);
  });

  it('refuse a shape that does not fit when written', () => {
    expect(() => encodeArray(new Float32Array(5), [2, 3])).toThrow(/5 numbers.*\[2, 3\] has 6/);
  });

  const wrong: [string, Partial<EncodedArray> | object][] = [
    ['a dtype that is not known', { dtype: 'float16' }],
    ['a dtype from the prototype', { dtype: 'constructor' }],
    ['a shape that is too large for its bytes', { shape: [3] }],
    ['a shape that would take gigabytes', { shape: [4e9] }],
    ['a product that would take gigabytes', { shape: [9e6, 9e6] }],
    ['a negative shape', { shape: [-2] }],
    ['a shape with three axes', { shape: [1, 1, 2] }],
    ['a fraction', { shape: [1.5] }],
    ['letters that are not base64', { bdata: 'AAAA<AAAAAA=' }],
    ['letters beyond ASCII', { bdata: 'AAAAéAAAAAA=' }],
    ['missing padding', { bdata: 'AAAAAAAAAAAA' }],
    ['no text at all', { bdata: 5 }],
  ];
  it.each(wrong)('refuse %s', (_, change) => {
    const good = encodeArray(new Float32Array([1, 2]));
    expect(() => decodeArray({ ...good, ...change } as EncodedArray, 'x')).toThrow(/^This view cannot be shown: x\./);
  });
});
