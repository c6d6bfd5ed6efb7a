import { TissuebookError } from '../../../errors';
import { anything, checkOptions, integer, listOf, oneOf, text } from '../../../options';
import type { Selection } from '../../arrays';
import { channelIndices } from '../channelIndices';
import type { TissueImage } from '../tissueImage';
import type { Background, Padding } from './writeCrop';

export interface ImageCropsOptions {
  /** Width and height of a crop in pixels of the result. */
  side: number;
  /**
   * What a crop covers, in `unit`; with 'largest' as much as the largest cell of the slide needs, so that sizes stay
   * comparable, and crops lie around the middles of cells' boxes. `side` pixels of the image's finest level.
   */
  width?: number | 'largest';
  /** What `width` counts: 'pixels' of the finest level, 'micrometers', or the unit of the 'positions'. 'pixels'. */
  unit?: 'pixels' | 'micrometers' | 'positions';
  /** Only these cells. All. */
  obs?: Selection;
  /** Names of the channels that are kept, in this order. All. */
  channels?: readonly string[];
  /** What stands where the image ends: 'black', 'white', the 'mean' of the crop's own pixels, or its 'edge'. 'black'. */
  padding?: Padding;
  /** What is blanked: 'nothing', what belongs to 'neighbors', or all that is 'outside' of the cell. 'nothing'. */
  blank?: 'nothing' | 'neighbors' | 'outside';
  /** What stands where a crop is blanked: 'black', 'white' or the 'mean' of what is kept. 'black'. */
  background?: Background;
  /** 'float32': from 0 (black) to 1 (white). 'uint8': from 0 to 255, rounded. 'float32'. */
  type?: 'float32' | 'uint8';
  /** The values that are black and white. Those of the image's type: 0 and 255, or 65535; for float32 0 and 1. */
  range?: readonly [number, number];
  /** 'channels-last' [n, side, side, channels] as TensorFlow, or 'channels-first' as PyTorch. 'channels-last'. */
  layout?: 'channels-last' | 'channels-first';
  /** Crops that are in memory at once. As many as take 64 MiB, at most 256 (our choice). */
  batch?: number;
  /** Stops between two crops. */
  signal?: AbortSignal;
}

const CHECKS = {
  side: integer(1, 4096),
  width: (value: unknown): string | undefined =>
    value === 'largest' || (typeof value === 'number' && value > 0 && value < Infinity)
      ? undefined
      : "a length above 0 or 'largest'",
  unit: oneOf('pixels', 'micrometers', 'positions'),
  obs: anything,
  channels: listOf(text),
  padding: oneOf('black', 'white', 'mean', 'edge'),
  blank: oneOf('nothing', 'neighbors', 'outside'),
  background: oneOf('black', 'white', 'mean'),
  type: oneOf('float32', 'uint8'),
  range: (value: unknown): string | undefined =>
    Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1]
      ? undefined
      : 'two numbers, the lower one first',
  layout: oneOf('channels-last', 'channels-first'),
  batch: integer(1),
  signal: anything,
};

/** @throws TissuebookError 'unknown-option', 'invalid-argument', also without a side */
export function checkCropOptions(where: string, options: ImageCropsOptions): void {
  checkOptions(where, options, CHECKS);
  if (options?.side !== undefined) return;
  throw new TissuebookError('invalid-argument', `${where}: side is needed, in pixels.`, { argument: 'side' });
}

/** The numbers of channels by name; all where none is named. @throws TissuebookError 'missing-key', with near names */
export function channelNumbers(image: TissueImage, names: readonly string[] | undefined): number[] {
  return names ? channelIndices(image, names) : image.channels.map((_, c) => c);
}

/** Black and white of an image unless they are given. */
export function rangeOf({ type }: TissueImage, range: ImageCropsOptions['range']): readonly [number, number] {
  return range ?? [0, { uint8: 255, uint16: 65535, float32: 1 }[type]];
}
