import { exactMath } from '../exactMath';

/** Lanczos's coefficients for g = 7 (Numerical methods' customary choice): 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Sums end where a term no longer changes the sum. */
const SMALLEST = 1e-16;
const MOST_TERMS = 10_000;

/** The logarithm of the gamma function, for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return exactMath.log(Math.PI / exactMath.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + 7.5;
  return 0.5 * exactMath.log(2 * Math.PI) + (z + 0.5) * exactMath.log(t) - t + exactMath.log(sum);
}

/** The regularized upper incomplete gamma function Q(a, x): by its series below a + 1, by its continued fraction above. */
export function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return 1;
  if (x === Infinity) return 0;
  const front = exactMath.exp(-x + a * exactMath.log(x) - logGamma(a));
  if (x >= a + 1)
    return (
      front /
      continuedFraction(
        x + 1 - a,
        (n) => -n * (n - a),
        (n) => x + 1 - a + 2 * n,
      )
    );
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && Math.abs(term) > Math.abs(sum) * SMALLEST; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return 1 - sum * front;
}

/** The regularized incomplete beta function I_x(a, b). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exactMath.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * exactMath.log(x) + b * exactMath.log1p(-x),
  );
  const term = (n: number): number => {
    const m = n >> 1;
    const top = n % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return (top * x) / ((a + n - 1) * (a + n));
  };
  return front / a / continuedFraction(1, term, () => 1);
}

/** b0 + a1 / (b1 + a2 / (b2 + ...)), by Lentz's method. */
function continuedFraction(b0: number, a: (n: number) => number, b: (n: number) => number): number {
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let value = away(b0);
  let [c, d] = [value, 0];
  for (let n = 1; n < MOST_TERMS; n++) {
    d = 1 / away(b(n) + a(n) * d);
    c = away(b(n) + a(n) / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < SMALLEST) break;
  }
  return value;
}

/** Two-sided probability of a standard normal value at least as far from 0. */
export function normalTails(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** The probability that a chi-squared value of `freedom` degrees of freedom is larger. */
export function chiSquaredTail(value: number, freedom: number): number {
  return upperGamma(freedom / 2, value / 2);
}

/** Two-sided probability of Student's t of `freedom` degrees of freedom at least as far from 0. */
export function studentTails(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}
