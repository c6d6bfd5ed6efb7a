import { exactMath } from '../../exactMath';
import type { FloatArray } from '../../data';

/** Steps of the table for each doubling, and doublings (ours): 32 KB, which stay in the processor's cache. */
const STEPS = 128;
const DOUBLINGS = 32;
const ENTRIES = STEPS * DOUBLINGS;

/** e ** (entry * STEP) */
const power = new Float64Array(ENTRIES);
const STEP = Math.LN2 / STEPS;

for (let entry = 0; entry < ENTRIES; entry++) power[entry] = exactMath.exp(entry * STEP);

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
      out[e] = exactMath.expm1(x);
    }
  }
  return out;
}
