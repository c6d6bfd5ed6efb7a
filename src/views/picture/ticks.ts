import { readable } from '../../protocol';

/** A place on an axis and what is written there. */
export interface Tick {
  value: number;
  text: string;
}

/** Round places in a range, `most` or fewer: steps of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, most: number): Tick[] {
  const rough = (high - low) / Math.max(1, most);
  if (!(rough > 0) || !Number.isFinite(rough)) return [{ value: low, text: readable(low) }];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((digit) => digit * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const ticks: Tick[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
    const value = Number((k * step).toPrecision(12));
    ticks.push({ value, text: readable(value === 0 ? 0 : value) });
  }
  return ticks;
}

/** Powers of ten between two exponents, and twice and five times them where there are few. Values are exponents. */
export function logTicks(low: number, high: number): Tick[] {
  const digits = high - low < 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((high - low) / 8));
  const ticks: Tick[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const digit of digits) {
      const value = power + Math.log10(digit);
      if (value < low - 1e-9 || value > high + 1e-9 || (digits.length === 1 && power % every !== 0)) continue;
      ticks.push({ value, text: readable(digit * 10 ** power) });
    }
  }
  return ticks;
}
