import { type AnnData, encodePng, type ImageCropsOptions, type ImageSource } from '../data';
import { TissuebookError } from '../errors';

/** How the pictures of cells are cut. */
export interface CellPictureOptions extends Pick<ImageCropsOptions, 'channels' | 'range' | 'signal'> {
  /** Pixels along each side. 32 (ours): a notebook carries hundreds. */
  side?: number;
  /** What a picture covers, in `unit`. `side` pixels of the finest level. */
  width?: number;
  /** What `width` counts: 'pixels' of the finest level, 'micrometers', or the unit of the 'positions'. 'pixels'. */
  unit?: 'pixels' | 'micrometers' | 'positions';
}

/** Most letters of base64 in one view (ours): notebooks stay small enough to open and to share. */
const MOST_LETTERS = 8_000_000;

/**
 * Small pictures of cells as PNG files in base64, in the order of `cells`; and what must be known of them.
 *
 * @throws TissuebookError 'too-large', and as `ImageSource.batch`
 */
export async function cellPictures(
  adata: AnnData,
  image: ImageSource,
  cells: Int32Array,
  options: CellPictureOptions,
): Promise<{ pictures: string[]; notices: string[] }> {
  const { side = 32, channels = image.channels.slice(0, image.channels.length === 2 ? 1 : 3), ...cut } = options;
  if (channels.length !== 1 && channels.length !== 3) {
    throw new TissuebookError('invalid-argument', `pairsView: ${channels.length} channels make no picture.`, {
      argument: 'channels',
      found: channels,
      advice: 'Name one channel, or three that become red, green and blue.',
    });
  }
  const crops = await image.batch(adata, { ...cut, side, channels, obs: cells, padding: 'white', type: 'float32' });
  const values = crops.values as Float32Array;
  // Stained sections are colors as they are; channels of a fluorescence image are dark unless they are stretched.
  const colors = channels.every((name) => /^(red|green|blue)$/i.test(name));
  const highest = colors || options.range ? channels.map(() => 1) : brightest(values, channels.length);
  const bytes = Uint8Array.from(values, (value, e) =>
    Math.round(255 * Math.min(1, Math.max(0, value / highest[e % channels.length]))),
  );
  const size = side * side * channels.length;
  const pictures: string[] = [];
  let letters = 0;
  for (let i = 0; i < cells.length; i++) {
    const pixels = {
      width: side,
      height: side,
      channels: channels.length,
      values: bytes.slice(i * size, (i + 1) * size),
    };
    const picture = Buffer.from(await encodePng(pixels)).toString('base64');
    letters += picture.length;
    if (letters > MOST_LETTERS) throw tooLarge(i, cells.length, side);
    pictures.push(picture);
  }
  return { pictures, notices: crops.notices };
}

/** The highest value of each channel, so that it becomes white. */
function brightest(values: Float32Array, channels: number): number[] {
  const highest = new Array<number>(channels).fill(0);
  values.forEach((value, e) => (highest[e % channels] = Math.max(highest[e % channels], value)));
  return highest.map((value) => (value > 0 ? value : 1));
}

function tooLarge(done: number, all: number, side: number): TissuebookError {
  return new TissuebookError('too-large', `pairsView: ${done} of ${all} pictures of ${side} pixels fill the view.`, {
    argument: 'cells',
    found: all,
    advice: `Show fewer cells or a smaller side: cells: ${Math.max(1, Math.floor(0.9 * done))}.`,
  });
}
