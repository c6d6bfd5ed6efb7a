import type { PixelArray } from '../pixels';

/** What stands where the image ends: 0, 1, the mean of the crop's own pixels, or the nearest pixel of the image. */
export type Padding = 'black' | 'white' | 'mean' | 'edge';
/** What stands where a crop is blanked. */
export type Background = 'black' | 'white' | 'mean';

/** How crops are written. */
export interface CropWriter {
  side: number;
  /** Channels of the image. */
  from: number;
  /** The channels that are written, by number. */
  channels: readonly number[];
  padding: Padding;
  background: Background;
  /** The values that become black (0) and white (1, or 255 in bytes). */
  range: readonly [number, number];
  channelsFirst: boolean;
}

/** A crop as it was read: [side, side, channels] from `at` on, and where the image lies on it. */
export interface RawCrop {
  values: PixelArray;
  at: number;
  /** The first and the end column, the first and the end row. */
  covered: ArrayLike<number>;
  /** 1 for pixels that are kept; all where it is undefined. */
  kept: Uint8Array | undefined;
}

/** Writes the chosen channels of a crop to `to` and behind: scaled, padded and blanked. */
export function writeCrop(out: Float32Array | Uint8Array, to: number, crop: RawCrop, writer: CropWriter): void {
  const { side, channels, channelsFirst } = writer;
  const [left, right, top, bottom] = Array.from(crop.covered) as [number, number, number, number];
  const scale = scaling(writer.range, out instanceof Uint8Array);
  channels.forEach((channel, c) => {
    const at = (i: number, j: number): number => crop.values[crop.at + (i * side + j) * writer.from + channel]!;
    const [first, step] = channelsFirst ? [to + c * side * side, 1] : [to + c, channels.length];
    if (!crop.kept && left === 0 && top === 0 && right === side && bottom === side) {
      for (let p = 0, from = crop.at + channel; p < side * side; p++, from += writer.from) {
        out[first + p * step] = scale(crop.values[from]!);
      }
      return;
    }
    const fill = fills(crop, writer, at, scale);
    for (let i = 0, p = 0; i < side; i++) {
      for (let j = 0; j < side; j++, p++) {
        const inside = i >= top && i < bottom && j >= left && j < right;
        let value = inside ? scale(at(i, j)) : fill[writer.padding];
        if (!inside && writer.padding === 'edge' && right > left) {
          value = scale(at(clamp(i, top, bottom - 1), clamp(j, left, right - 1)));
        }
        if (crop.kept?.[p] === 0) value = fill[writer.background];
        out[first + p * step] = value;
      }
    }
  });
}

/** From values of the image to those that are written; bytes are rounded and end at 0 and 255. */
function scaling([low, high]: readonly [number, number], bytes: boolean): (value: number) => number {
  if (!bytes) return (value) => (value - low) / (high - low);
  return (value) => Math.round(clamp((255 * (value - low)) / (high - low), 0, 255));
}

/** Values that stand for others; of an image that does not lie on the crop, mean and edge are black. */
function fills(
  { covered, kept }: RawCrop,
  { side, range, padding, background }: CropWriter,
  at: (i: number, j: number) => number,
  scale: (value: number) => number,
): Record<Padding, number> {
  const [black, white] = [scale(range[0]), scale(range[1])];
  if (padding !== 'mean' && background !== 'mean') return { black, white, mean: black, edge: black };
  const [left, right, top, bottom] = Array.from(covered) as [number, number, number, number];
  let [sum, count] = [0, 0];
  for (let i = top; i < bottom; i++) {
    for (let j = left; j < right; j++) {
      if (kept?.[i * side + j] === 0) continue;
      sum += at(i, j);
      count++;
    }
  }
  return { black, white, mean: count > 0 ? scale(sum / count) : black, edge: black };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
