import { TissuebookError } from '../errors';
import { show } from '../options';
import { type EncodedArray, encodeArray } from '../protocol';

/** Plain or typed numbers. */
export type Numbers = ArrayLike<number>;

/** Smallest and largest of the values that are numbers, and how many are; NaN when none is. */
export function range(values: Numbers): { low: number; high: number; count: number } {
  let [low, high, count] = [Infinity, -Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    count++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return count ? { low, high, count } : { low: NaN, high: NaN, count };
}

/** The value below which `share` of the numbers lie. */
export function quantile(values: Numbers, share: number): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

/**
 * Numbers as float32, enough for a picture, or as float64 where they lie so close together for their size that float32
 * would move them visibly: positions of 1e7 with steps of 0.25, counts above 16,777,216.
 *
 * @throws TissuebookError 'invalid-argument' for what is not numbers, 'not-finite' for infinity
 */
export function encodeNumbers(values: Numbers, argument: string, shape?: number[]): EncodedArray {
  if (typeof values !== 'object' || values === null || typeof values.length !== 'number') {
    throw new TissuebookError('invalid-argument', `${argument} must be numbers, found ${show(values)}.`, { argument });
  }
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== 'number') {
      throw new TissuebookError('invalid-argument', `${argument}[${i}] must be a number, found ${show(value)}.`, {
        argument,
        found: value,
      });
    }
    if (Math.abs(value) === Infinity) {
      throw new TissuebookError('not-finite', `${argument}[${i}] is ${value}, which cannot be drawn.`, {
        argument,
        found: value,
        advice: 'NaN means "not measured" and is allowed.',
      });
    }
  }
  return encodeArray(single(values) ? Float32Array.from(values) : Float64Array.from(values), shape);
}

/** The share of their extent by which rounding may move numbers of a picture (ours): a pixel, magnified 250 times. */
const VISIBLE = 1e-6;

/** Whether float32 holds the numbers well enough. */
function single(values: Numbers): boolean {
  if (values instanceof Float32Array) return true;
  const { low, high, count } = range(values);
  if (count === 0) return true;
  const moved = Math.max(Math.abs(low), Math.abs(high)) * 2 ** -24;
  // A single value has no extent: it must then be told as it is.
  return high > low ? moved <= VISIBLE * (high - low) : Math.fround(low) === low || Math.abs(low) < 2 ** 24;
}

/** Codes in the smallest integer type that holds them. */
export function encodeCodes(codes: ArrayLike<number>, labels: number): EncodedArray {
  const Type = labels <= 127 ? Int8Array : labels <= 32767 ? Int16Array : Int32Array;
  return encodeArray(Type.from(codes));
}
