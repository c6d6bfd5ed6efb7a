import type { FloatArray } from '../../data';

/** Steps of the tables for each doubling, and doublings (ours): 32 KB a table, which stay in the processor's cache. */
const STEPS = 128;
const DOUBLINGS = 32;
const ENTRIES = STEPS * DOUBLINGS;

/** 1 as float32 bits, without those behind the first 7 of the fraction. */
const ONE = 0x3f80;

/** For each entry a number near those that belong to it, less 1; its inverse; its logarithm. */
const near = new Float64Array(ENTRIES);
const inverse = new Float64Array(ENTRIES);
const logarithm = new Float64Array(ENTRIES);
/** 2 ** (entry / STEPS) */
const power = new Float64Array(ENTRIES);
const STEP = Math.LN2 / STEPS;

for (let entry = 0; entry < ENTRIES; entry++) {
  const whole = 2 ** Math.floor(entry / STEPS);
  // The first entry stands for 1 itself, so that logarithms of values near 1 keep their digits.
  const at = entry === 0 ? 1 : whole * (1 + ((entry % STEPS) + 0.5) / STEPS);
  near[entry] = at - 1;
  inverse[entry] = 1 / at;
  logarithm[entry] = Math.log(at);
  power[entry] = Math.exp(entry * STEP);
}

/**
 * log(1 + x) of every value, NaN below -1. Of float32 from a table and a polynomial, many times as quick as Math.log1p: the
 * result is off by 1e-9 of itself, less than its rounding. Of float64, and below zero, by Math.log1p.
 */
export function log1pOf(values: FloatArray): FloatArray {
  const out = values.slice();
  const tabulated = values instanceof Float32Array;
  const single = new Float32Array(1);
  const bits = new Uint32Array(single.buffer);
  for (let e = 0; e < out.length; e++) {
    const x = values[e]!;
    single[0] = 1 + x;
    const entry = (bits[0]! >>> 16) - ONE;
    if (tabulated && x >= 0 && entry < ENTRIES) {
      const d = (x - near[entry]!) * inverse[entry]!;
      out[e] = logarithm[entry]! + d * (1 - d * (1 / 2 - d * (1 / 3 - d / 4)));
    } else {
      out[e] = Math.log1p(x);
    }
  }
  return out;
}

/**
 * exp(factor * x) - 1 of every value, to 12 digits: from a table and a polynomial where factor * x is not below zero, many
 * times as quick as Math.expm1, else by that.
 */
export function expm1Of(values: FloatArray, factor = 1): Float64Array {
  const out = new Float64Array(values.length);
  for (let e = 0; e < out.length; e++) {
    const x = values[e]! * factor;
    if (x >= 0 && x < (ENTRIES - 1) * STEP) {
      const entry = (x / STEP + 0.5) | 0;
      const d = x - entry * STEP;
      const more = d * (1 + d * (1 / 2 + d * (1 / 6 + d / 24)));
      out[e] = power[entry]! - 1 + power[entry]! * more;
    } else {
      out[e] = Math.expm1(x);
    }
  }
  return out;
}
