import type { ChannelLook } from './channelLook';

/** Steps from black to full color: enough that bytes come back as they were. */
const STEPS = 1024;

/**
 * Adds channels up in their colors, as light does: red, green and blue of each pixel, with an opacity of 255, into `out` [n, 4].
 *
 * @param planes the values of a channel [n] for each look
 */
export function blendChannels(
  out: Uint8ClampedArray,
  planes: readonly ArrayLike<number>[],
  looks: readonly ChannelLook[],
): void {
  const count = out.length / 4;
  const sums = new Float32Array(3 * count);
  looks.forEach((look, i) => {
    const plane = planes[i]!;
    const { low } = look;
    const steps = (STEPS - 1) / Math.max(look.high - low, Number.MIN_VALUE);
    const table = shares(look.gamma);
    const [red, green, blue] = bytesOf(look.color);
    for (let p = 0, e = 0; p < count; p++, e += 3) {
      const step = (plane[p]! - low) * steps;
      // What is not a number is black, as what lies below.
      const share = step > 0 ? table[step < STEPS - 1 ? (step + 0.5) | 0 : STEPS - 1]! : 0;
      sums[e]! += red * share;
      sums[e + 1]! += green * share;
      sums[e + 2]! += blue * share;
    }
  });
  for (let p = 0, e = 0; p < out.length; p += 4, e += 3) {
    out[p] = sums[e]!;
    out[p + 1] = sums[e + 1]!;
    out[p + 2] = sums[e + 2]!;
    out[p + 3] = 255;
  }
}

const known = new Map<number, Float32Array>();

/** Shares of full color for each step. */
function shares(gamma: number): Float32Array {
  const found = known.get(gamma);
  if (found) return found;
  const made = Float32Array.from({ length: STEPS }, (_, step) => (step / (STEPS - 1)) ** gamma);
  // A slider goes through many of them.
  if (known.size >= 64) known.clear();
  known.set(gamma, made);
  return made;
}

function bytesOf(color: string): [number, number, number] {
  const value = parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
