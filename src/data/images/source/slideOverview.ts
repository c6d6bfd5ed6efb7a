import { TissuebookError } from '../../../errors';
import { channelNumbers, rangeOf } from './cropOptions';
import type { PlacedSlide } from './slide';
import { slideExtent } from './slideExtent';
import type { TissueImage } from '../tissueImage';

/** A whole slide in few pixels, and where it lies among the positions of its cells. */
export interface SlideOverview {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel [height, width, 3]. */
  readonly values: Uint8Array;
  /** Its left and right, and its upper and lower edge, in the unit of the positions. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** The image itself, into which a view zooms while it is open. */
  readonly image?: TissueImage;
  /** The channels on show, one gray or three as red, green and blue, by their numbers, with the values that are black and white. */
  readonly shown?: readonly { channel: number; low: number; high: number }[];
}

export interface SlideOverviewOptions {
  /** Pixels of the longer side. 900 (ours). */
  side?: number;
  /** One channel, shown gray, or three that become red, green and blue. The first three, or the only one. */
  channels?: readonly string[];
  /** The values that are black and white. Those of the image's type for colors; what is on the slide for other channels. */
  range?: readonly [number, number];
  signal?: AbortSignal;
}

/** @throws TissuebookError 'invalid-argument' for two channels, and as slideExtent and region() */
export async function slideOverview(
  slide: PlacedSlide,
  unit: 'pixels' | 'micrometers',
  options: SlideOverviewOptions,
): Promise<SlideOverview> {
  const { image } = slide;
  const { side = 900, signal } = options;
  const names = options.channels ?? image.channels.slice(0, image.channels.length === 2 ? 1 : 3);
  if (names.length !== 1 && names.length !== 3) {
    throw new TissuebookError('invalid-argument', `overview: ${names.length} channels make no picture.`, {
      argument: 'channels',
      found: names,
      advice: 'Name one channel, or three that become red, green and blue.',
    });
  }
  const { x, y } = slideExtent(slide, unit);
  const chosen = channelNumbers(image, names);
  const scale = Math.max(1, Math.max(image.width, image.height) / side);
  const whole = { x: 0, y: 0, width: image.width, height: image.height };
  const { width, height, channels, values } = await image.region(whole, { scale, ...(signal && { signal }) });
  const colors = names.every((name) => /^(red|green|blue)$/i.test(name));
  const ends = chosen.map((c) => (colors || options.range ? rangeOf(image, options.range) : seen(values, c, channels)));
  const out = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++) {
    for (let to = 0; to < 3; to++) {
      const at = chosen.length === 1 ? 0 : to;
      const [low, high] = ends[at]!;
      const share = (values[p * channels + chosen[at]!]! - low) / (high - low);
      out[3 * p + to] = Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  }
  const shown = chosen.map((channel, i) => ({ channel, low: ends[i]![0], high: ends[i]![1] }));
  return { width, height, values: out, x, y, image, shown };
}

/** From the lowest to the highest value of a channel. */
function seen(values: ArrayLike<number>, channel: number, channels: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = channel; at < values.length; at += channels) {
    low = Math.min(low, values[at]!);
    high = Math.max(high, values[at]!);
  }
  return high > low ? [low, high] : [low, low + 1];
}
