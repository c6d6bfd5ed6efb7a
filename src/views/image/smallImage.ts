import type { SlideExtent, SlideOverview, TissueImage } from '../../data';
import { channelRange } from '../../data/images/channelRange';
import { pixelArray } from '../../data/images/pixels';
import {
  blendChannels,
  channelColor,
  type ChannelLook,
  encodeArray,
  isColored,
  type SectionImage,
  type ZoomSource,
} from '../../protocol';
import { imageKey } from './zoomImages';

/** Pixels of the longer side in a notebook (ours): finer would make it heavy. */
const SIDE = 900;
/** Channels that are on show at first (ours): more cover each other. */
const FIRST_CHANNELS = 4;
const PRIMARY = ['#ff0000', '#00ff00', '#0000ff'];

/** A small version of an image for the payload of a view, and the image to which a page comes back for finer pixels. */
export interface SmallImage {
  section: SectionImage;
  key: string;
  image: TissueImage;
}

/**
 * The whole of an image in few pixels: red, green and blue as they are, the channels of others added up in their colors.
 *
 * @param factor what positions are multiplied by for the picture
 * @param names the channels on show; the first four unless given
 * @throws TissuebookError as `TissueImage.region`
 */
export async function smallImage(extent: SlideExtent, factor: number, names?: readonly string[]): Promise<SmallImage> {
  const { image } = extent;
  const colored = isColored(image.channels) && names === undefined;
  const looks = colored ? coloredLooks(image) : await channelLooks(image, names);
  const scale = Math.max(1, Math.max(image.width, image.height) / SIDE);
  const [width, height] = [Math.ceil(image.width / scale - 1e-9), Math.ceil(image.height / scale - 1e-9)];
  const chosen = looks.map(({ channel }) => channel);
  const values = pixelArray(image.type, width * height * chosen.length);
  await image.readInto(values, 0, { x: 0, y: 0, width, height, scale, chosen });
  const planes = chosen.map((_, c) => everyNth(values, c, chosen.length));
  const rgba = new Uint8ClampedArray(4 * width * height);
  blendChannels(rgba, planes, looks);
  const bytes = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++) bytes.set(rgba.subarray(4 * p, 4 * p + 3), 3 * p);
  return small(extent, factor, { looks, colored }, encodeArray(bytes, [height, 3 * width]));
}

/** An overview that was read before, as it is; undefined where its image is not known. */
export function overviewImage(overview: SlideOverview, factor: number): SmallImage | undefined {
  const { image, shown, x, y, values, width, height } = overview;
  if (!image || !shown) return undefined;
  const colors = shown.length === 1 ? ['#ffffff'] : PRIMARY;
  const looks = shown.map((look, i): ChannelLook => ({ ...look, color: colors[i]!, gamma: 1 }));
  const colored = shown.length === 3 && shown.every(({ channel }, i) => channel === i) && isColored(image.channels);
  return small({ image, x, y }, factor, { looks, colored }, encodeArray(values, [height, 3 * width]));
}

function small(
  { image, x, y }: SlideExtent,
  factor: number,
  facts: Omit<ZoomSource, 'key'>,
  pixels: SectionImage['pixels'],
): SmallImage {
  const key = imageKey(image);
  const edges = ([from, to]: readonly [number, number]): [number, number] => [from * factor, to * factor];
  return { image, key, section: { pixels, x: edges(x), y: edges(y), zoom: { key, ...facts } } };
}

/** Red, green and blue of a picture; what is white by its type, or its most where it has floats beyond 1. */
function coloredLooks({ type }: TissueImage): ChannelLook[] {
  const high = { uint8: 255, uint16: 65_535, float32: 1 }[type];
  return PRIMARY.map((color, channel) => ({ channel, color, low: 0, high, gamma: 1 }));
}

async function channelLooks(image: TissueImage, names: readonly string[] | undefined): Promise<ChannelLook[]> {
  const chosen = names?.map((name) => image.channels.indexOf(name)) ?? [...image.channels.keys()].slice(0, FIRST_CHANNELS); // prettier-ignore
  const looks: ChannelLook[] = [];
  for (const channel of chosen) {
    const { low, high } = await channelRange(image, channel);
    looks.push({ channel, color: channelColor(image.channels, channel), low, high, gamma: 1 });
  }
  return looks;
}

function everyNth(values: ArrayLike<number>, first: number, step: number): ArrayLike<number> {
  return step === 1 ? values : Float32Array.from({ length: values.length / step }, (_, i) => values[i * step + first]!);
}
