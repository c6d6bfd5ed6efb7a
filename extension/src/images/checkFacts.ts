import type { ChannelRange, ImageFacts } from '../../../src/protocol';

/** Most channels that are listed. */
const MOST_CHANNELS = 1000;
const MOST_SCALES = 64;
const TYPES: readonly unknown[] = ['uint8', 'uint16', 'float32'];

/** What a kernel says of an image, when it can be true: sizes that can be counted, scales that are powers of two in rising order. */
export function checkFacts(value: unknown): ImageFacts | undefined {
  const facts = Object(value) as Partial<ImageFacts>;
  const { width, height, channels, type, scales } = facts;
  const size = (number: unknown): boolean => Number.isSafeInteger(number) && (number as number) > 0;
  const named = Array.isArray(channels) && channels.length > 0 && channels.length <= MOST_CHANNELS && channels.every((name) => typeof name === 'string'); // prettier-ignore
  const rising = Array.isArray(scales) && scales.length <= MOST_SCALES && scales.every((scale, i) => size(scale) && Number.isInteger(Math.log2(scale)) && (i === 0 || scale > scales[i - 1]!)); // prettier-ignore
  return size(width) && size(height) && named && rising && TYPES.includes(type) ? (facts as ImageFacts) : undefined;
}

/** What a kernel says of the values of a channel, when they are numbers in order. */
export function checkRange(value: unknown): ChannelRange | undefined {
  const range = Object(value) as Partial<ChannelRange>;
  const { least, most, low, high } = range;
  const finite = [least, most, low, high].every((number) => Number.isFinite(number));
  return finite && least! < most! && low! < high! ? (range as ChannelRange) : undefined;
}
