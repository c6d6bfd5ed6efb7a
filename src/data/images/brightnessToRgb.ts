import type { PixelArray } from './pixels';

/** JPEG's brightness and colors (ITU-R BT.601, as in JFIF 1.02) become red, green and blue, in place. */
export function brightnessToRgb(values: PixelArray): void {
  const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
  for (let at = 0; at + 2 < values.length; at += 3) {
    const [y, blue, red] = [values[at]!, values[at + 1]! - 128, values[at + 2]! - 128];
    values[at] = byte(y + 1.402 * red);
    values[at + 1] = byte(y - 0.344136 * blue - 0.714136 * red);
    values[at + 2] = byte(y + 1.772 * blue);
  }
}
