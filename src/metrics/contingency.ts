import { exactMath } from '../exactMath';
import { checkNoneMissing, checkPaired } from './checks';
import { logGamma } from './special';
import type { Labels } from './types';

/** How often each label of one labeling meets each label of another. */
export interface Contingency {
  n: number;
  /** [labels of a, labels of b], row-major. */
  counts: Float64Array;
  /** How often each label of a occurs, and of b. */
  a: Float64Array;
  b: Float64Array;
}

/** Labels as codes from 0 on, in the order of their first occurrence. */
export function encodeLabels(labels: Labels): { codes: Int32Array; size: number } {
  const known = new Map<unknown, number>();
  const codes = Int32Array.from(labels as ArrayLike<unknown>, (label) => {
    const code = known.get(label) ?? known.size;
    if (code === known.size) known.set(label, code);
    return code;
  });
  return { codes, size: known.size };
}

/** @throws TissuebookError 'shape-mismatch' */
export function contingency(where: string, first: Labels, second: Labels): Contingency {
  checkPaired(where, first, second);
  checkNoneMissing(where, first, 'first labels');
  checkNoneMissing(where, second, 'second labels');
  const [one, two] = [encodeLabels(first), encodeLabels(second)];
  const counts = new Float64Array(one.size * two.size);
  const [a, b] = [new Float64Array(one.size), new Float64Array(two.size)];
  for (let i = 0; i < first.length; i++) {
    counts[one.codes[i]! * two.size + two.codes[i]!]!++;
    a[one.codes[i]!]!++;
    b[two.codes[i]!]!++;
  }
  return { n: first.length, counts, a, b };
}

/** The entropy of a labeling in nats, from the sizes of its groups. */
export function entropyOf(sizes: ArrayLike<number>): number {
  let [total, sum] = [0, 0];
  for (let i = 0; i < sizes.length; i++) total += sizes[i]!;
  for (let i = 0; i < sizes.length; i++)
    if (sizes[i]! > 0) sum -= (sizes[i]! / total) * exactMath.log(sizes[i]! / total);
  return sum;
}

/** The mutual information of two labelings in nats. */
export function mutualInformation({ n, counts, a, b }: Contingency): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const both = counts[i * b.length + j]!;
      if (both > 0) sum += (both / n) * exactMath.log((both * n) / (a[i]! * b[j]!));
    }
  }
  return Math.max(0, sum);
}

/** The mutual information to be expected of random labelings with the same group sizes (Vinh et al. 2010, equation 24a). */
export function expectedMutualInformation({ n, a, b }: Contingency): number {
  let sum = 0;
  const logFactorial = (k: number): number => logGamma(k + 1);
  for (const ai of a) {
    for (const bj of b) {
      const fixed = logFactorial(ai) + logFactorial(bj) + logFactorial(n - ai) + logFactorial(n - bj) - logFactorial(n);
      for (let k = Math.max(1, ai + bj - n); k <= Math.min(ai, bj); k++) {
        const chance = logFactorial(k) + logFactorial(ai - k) + logFactorial(bj - k) + logFactorial(n - ai - bj + k);
        sum += (k / n) * exactMath.log((n * k) / (ai * bj)) * exactMath.exp(fixed - chance);
      }
    }
  }
  return sum;
}
