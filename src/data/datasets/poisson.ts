import { exactMath } from '../../exactMath';
import type { Random } from '../../random';

/** Above this mean counts are normal numbers, rounded: their skewness is then below 0.13 (ours). */
const LARGE = 60;

/** A Poisson number: by multiplying uniform ones (Knuth, The Art of Computer Programming 2, 3.4.1), rounded normal ones for large means. */
export function poisson(mean: number, random: Random): number {
  if (mean > LARGE) return Math.max(0, Math.round(random.normal(mean, Math.sqrt(mean))));
  const limit = exactMath.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}
