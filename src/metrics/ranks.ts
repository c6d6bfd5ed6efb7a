import { cube } from '../exactMath';
import { checkNumbers } from './checks';
/** The ranks of values from 1 on; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  checkNumbers('ranks', 'values', values);
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) out[order[at]!] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}

/** The sum of t^3 - t over groups of t equal values: what ties take off the variance of rank statistics. */
export function tieTerm(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  let sum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    sum += cube(end - start) - (end - start);
    start = end;
  }
  return sum;
}
