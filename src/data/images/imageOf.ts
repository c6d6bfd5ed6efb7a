import { TissuebookError } from '../../errors';
import { checkOptions, oneOf, text } from '../../options';
import type { AnnData } from '../annData';
import { listNames } from '../table';
import { type NumericArray, unsAt } from '../uns';
import { type PixelArray, type Pixels, usualChannels } from './pixels';
import { imageLimits } from './imageLimits';
import { TissueImage } from './tissueImage';
import { wholeImage } from './wholeImage';

export interface ImageOfOptions {
  /** The section; the only one unless it is said. */
  library?: string;
  /** Which of the images; 'hires' where there is one, else 'lowres'. */
  resolution?: 'hires' | 'lowres';
}

/** An image of a section with what positions are multiplied by to fall on it. */
export interface SectionImage {
  image: TissueImage;
  /** Pixels of the image for one unit of obsm['spatial']; 1 where the data do not say it. */
  scale: number;
}

/**
 * The image of a section that is kept with the data, uns['spatial'][library]['images'], as scanpy and squidpy have it.
 *
 * @throws TissuebookError 'missing-key' (no such section, no image), 'shape-mismatch' (an array that is no image)
 */
export function imageOf(adata: AnnData, options: ImageOfOptions = {}): SectionImage {
  checkOptions('imageOf', options, { library: text, resolution: oneOf('hires', 'lowres') });
  const all = unsAt(adata.uns, 'spatial');
  const names = all instanceof Map ? [...all.keys()] : [];
  const library = options.library ?? (names.length === 1 ? names[0]! : undefined);
  const resolutions = options.resolution ? [options.resolution] : (['hires', 'lowres'] as const);
  for (const resolution of library === undefined ? [] : resolutions) {
    const found = unsAt(adata.uns, 'spatial', library!, 'images', resolution);
    if (found === undefined) continue;
    const scale = unsAt(adata.uns, 'spatial', library!, 'scalefactors', `tissue_${resolution}_scalef`);
    return { image: fromArray(`${library} ${resolution}`, found), scale: typeof scale === 'number' ? scale : 1 };
  }
  throw new TissuebookError('missing-key', `imageOf: there is no image of ${library ?? 'a section'}.`, {
    argument: 'library',
    found: library,
    advice: `Sections: ${listNames(names)}. An image that lies in a file is opened with readImage.`,
  });
}

/** Bytes and words stay what they are in the file, so that black and white are known; whole numbers up to 255 are bytes. */
function pixelsOf({ values, stored }: NumericArray): PixelArray {
  if (stored === 'uint16') return Uint16Array.from(values, Number);
  if (stored === 'uint8' || isBytes(values)) return Uint8Array.from(values, Number);
  return Float32Array.from(values, Number);
}

function isBytes(values: NumericArray['values']): boolean {
  let most = 0;
  for (const value of values) {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 0 || number > 255) return false;
    most = Math.max(most, number);
  }
  return most > 1;
}

function fromArray(name: string, found: unknown): TissueImage {
  const array = found as NumericArray;
  const [height, width, channels = 1] = array?.kind === 'array' ? array.shape : [];
  if (!(height! > 0 && width! > 0 && channels > 0 && channels <= 64) || array.shape.length > 3) {
    throw new TissuebookError('shape-mismatch', `The image ${name} is no array of height x width x channels.`, {
      argument: 'library',
      found: array?.shape,
    });
  }
  const values = pixelsOf(array);
  const pixels: Pixels = { width: width!, height: height!, channels, values };
  const type = values instanceof Uint8Array ? 'uint8' : values instanceof Uint16Array ? 'uint16' : 'float32';
  const facts = { width: width!, height: height!, channels: usualChannels(channels), type } as const;
  return new TissueImage(name, wholeImage(facts, () => pixels), imageLimits({})); // prettier-ignore
}
