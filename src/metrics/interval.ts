import { studentTails } from './special';

/** The mean of some values with its 95% interval by Student's t; the ends are NaN for fewer than two values. */
export function studentInterval(values: readonly number[]): { mean: number; low: number; high: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, low: NaN, high: NaN };
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (studentQuantile(n - 1) * deviation) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half };
}

const quantiles = new Map<number, number>();

/** Where 5% of Student's t lie beyond, to both sides; by bisection, once for each number of degrees of freedom. */
function studentQuantile(freedom: number): number {
  const known = quantiles.get(freedom);
  if (known !== undefined) return known;
  let [low, high] = [0, 1000];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (studentTails(middle, freedom) > 0.05) low = middle;
    else high = middle;
  }
  quantiles.set(freedom, low);
  return low;
}
