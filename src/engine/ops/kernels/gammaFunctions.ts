/** log |Gamma(x)| and its first two derivatives, in float64. */

/** Below this the recurrence moves the argument up before the asymptotic series is used. */
const SERIES_FROM = 10;

/** log |Gamma(x)|: Stirling's series (Abramowitz and Stegun 6.1.41), reflected below 0.5. Infinite at poles. */
export function logGammaOf(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGammaOf(1 - x);
  let product = 1;
  let at = x;
  for (; at < SERIES_FROM; at++) product *= at;
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** d/dx log Gamma(x) (Abramowitz and Stegun 6.3.18, 6.3.5, reflection 6.3.7). NaN at poles. */
export function digammaOf(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return NaN;
  if (x < 0) return digammaOf(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let sum = 0;
  let at = x;
  for (; at < SERIES_FROM; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return sum + Math.log(at) - 0.5 / at - series;
}

/** d^2/dx^2 log Gamma(x) (Abramowitz and Stegun 6.4.12, reflection 6.4.7). Infinite at poles. */
export function trigammaOf(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (x < 0) return (Math.PI / Math.sin(Math.PI * x)) ** 2 - trigammaOf(1 - x);
  let sum = 0;
  let at = x;
  for (; at < SERIES_FROM; at++) sum += 1 / (at * at);
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series =
    inverse * square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66)))));
  return sum + inverse + square / 2 + series;
}
