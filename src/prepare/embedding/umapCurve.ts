import { exactMath } from '../../exactMath';

/** 1 / (1 + a d^2b): how much points at distance d in the picture belong together. */
export interface UmapCurve {
  a: number;
  b: number;
}

/**
 * The curve that comes nearest to 1 up to `minDistance` and exp(-(d - minDistance) / spread) beyond, at 300 distances up to
 * 3 spreads: least squares by Gauss and Newton's method, damped (Levenberg 1944).
 */
export function fitCurve(spread: number, minDistance: number): UmapCurve {
  const distances = Float64Array.from({ length: 300 }, (_, i) => (3 * spread * i) / 299);
  const wanted = distances.map((d) => (d < minDistance ? 1 : exactMath.exp(-(d - minDistance) / spread)));
  const errorOf = (a: number, b: number): number =>
    distances.reduce((sum, d, i) => sum + (1 / (1 + a * exactMath.pow(d, 2 * b)) - wanted[i]!) ** 2, 0);
  let [a, b, damping] = [1, 1, 1e-3];
  for (let round = 0; round < 200; round++) {
    const step = newtonStep(distances, wanted, a, b, damping);
    const better = a + step.a > 0 && b + step.b > 0 && errorOf(a + step.a, b + step.b) < errorOf(a, b);
    damping = better ? damping / 3 : damping * 5;
    if (better) [a, b] = [a + step.a, b + step.b];
    if (Math.hypot(step.a, step.b) < 1e-10) break;
  }
  return { a, b };
}

function newtonStep(distances: Float64Array, wanted: Float64Array, a: number, b: number, damping: number): UmapCurve {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  distances.forEach((d, i) => {
    if (d === 0) return;
    const power = exactMath.pow(d, 2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = 2 * a * exactMath.log(d) * byA;
    const rest = wanted[i]! - value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ra += byA * rest;
    rb += byB * rest;
  });
  const [p, q] = [aa * (1 + damping), bb * (1 + damping)];
  const determinant = p * q - ab * ab;
  return { a: (ra * q - rb * ab) / determinant, b: (rb * p - ra * ab) / determinant };
}
