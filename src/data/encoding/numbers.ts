import { TissuebookError } from '../../errors';
import type { FloatArray } from '../arrays';
import type { NumberArray } from './values';

/** The largest whole number up to which float32 holds every one. */
const EXACT_FLOAT32 = 2 ** 24;

/**
 * Numbers as matrix values: floats as they are; whole numbers as float32 where that is exact, else as float64.
 *
 * @throws TissuebookError 'unsupported-encoding' when a whole number is beyond 2^53 and would be rounded
 */
export function toFloats(values: NumberArray, where: string): FloatArray {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  const value = reader(values);
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(value(i)));
  if (largest > Number.MAX_SAFE_INTEGER) {
    throw new TissuebookError(
      'unsupported-encoding',
      `${where} holds whole numbers beyond 2^53, which would be rounded.`,
    );
  }
  const out = largest <= EXACT_FLOAT32 ? new Float32Array(values.length) : new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = value(i);
  return out;
}

/** Whole numbers as float64; undefined when one of them is beyond 2^53. */
export function wholeNumbers(values: NumberArray): Float64Array | undefined {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return Float64Array.from(values);
  const value = reader(values);
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = value(i);
    if (!Number.isSafeInteger(out[i])) return undefined;
  }
  return out;
}

/**
 * Numbers as int32 positions.
 *
 * @throws TissuebookError 'corrupt' when one is no whole number from -2^31 to 2^31 - 1
 */
export function toPositions(values: NumberArray, where: string): Int32Array {
  if (values instanceof Int32Array) return values;
  const read = reader(values);
  const out = new Int32Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const value = read(i);
    out[i] = value;
    if (out[i] !== value)
      throw new TissuebookError('corrupt', `${where} holds ${value}, which is no position.`, { found: value });
  }
  return out;
}

/** Gives the numbers of an array; those of 64 bits by their halves, many times faster than as BigInt. Beyond 2^53 they are rounded. */
function reader(values: NumberArray): (i: number) => number {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return (i) => values[i]!;
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const upper =
    values instanceof BigInt64Array ? new Int32Array(halves.buffer, halves.byteOffset, halves.length) : halves;
  return (i) => upper[2 * i + 1]! * 2 ** 32 + halves[2 * i]!;
}
