import { quantile } from '../../statistics';
import { pixelArray } from './pixels';
import type { TissueImage } from './tissueImage';

/** The values of a channel: its least and its most, and what to show black and white. */
export interface ChannelValues {
  least: number;
  most: number;
  low: number;
  high: number;
}

/** Quantiles that become black and white: noise below, and a few bright specks above, do not take the contrast (ours). */
const QUANTILES = [0.01, 0.998] as const;
/** Pixels of a level that is coarse enough, yet not so coarse that cells are gone (ours); and those that are read of a larger one. */
const ENOUGH = 65_536;
const MOST = 2 ** 21;
/** Parts along each side that stand for a level which is too large. */
const PARTS = 4;
/** Values that are sorted. */
const SAMPLE = 2 ** 18;

/**
 * The range of a channel by its values on the coarsest level that still shows tissue. Of an image without coarse levels, parts all over it
 * stand for the whole.
 *
 * @throws TissuebookError as `TissueImage.region`
 */
export async function channelRange(image: TissueImage, channel: number): Promise<ChannelValues> {
  const level = image.levels.filter(({ width, height }) => width * height >= ENOUGH).at(-1) ?? image.levels[0]!;
  const scale = image.width / level.width;
  const parts = level.width * level.height <= MOST ? 1 : PARTS;
  const side = (length: number): number => (parts === 1 ? length : Math.min(Math.floor(length / parts), 256));
  const [width, height] = [side(level.width), side(level.height)];
  const values = pixelArray(image.type, parts * parts * width * height);
  for (let part = 0; part < parts * parts; part++) {
    const place = (index: number, length: number, size: number): number =>
      Math.floor(((index + 0.5) * length) / parts - size / 2) * scale;
    const x = parts === 1 ? 0 : place(part % parts, level.width, width);
    const y = parts === 1 ? 0 : place(Math.floor(part / parts), level.height, height);
    await image.readInto(values, part * width * height, { x, y, width, height, scale, chosen: [channel] });
  }
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const sorted = Float64Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]!)
    .filter((value) => Number.isFinite(value))
    .sort();
  if (sorted.length === 0) return { least: 0, most: 1, low: 0, high: 1 };
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const [low, high] = QUANTILES.map((q) => quantile(sorted, q)) as [number, number];
  if (high > low) return { least, most, low, high };
  return most > least
    ? { least, most, low: least, high: most }
    : { least, most: least + 1, low: least, high: least + 1 };
}
