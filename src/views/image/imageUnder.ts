import { type AnnData, ImageSource, type Slide, TissueImage } from '../../data';
import { type SmallImage, smallImage } from './smallImage';
import { openedImage } from './zoomImages';

/** An image to lie under cells: the path of a file, an image, one with how positions fall on it, or slides by the names of sections. */
export type ImageInput = string | TissueImage | Slide | ImageSource;

/** Small images by the names of sections; one under every panel where it has none. */
export type SmallImages = ReadonlyMap<string | undefined, SmallImage>;

/** Whether an option says an image that must be read first. */
export function isImageInput(value: unknown): value is ImageInput {
  if (typeof value === 'string' || value instanceof TissueImage || value instanceof ImageSource) return true;
  return typeof value === 'object' && value !== null && (value as Partial<Slide>).image instanceof TissueImage;
}

/**
 * Reads the small versions of images that lie under cells.
 *
 * @throws TissuebookError as readImage, ImageSource and smallImage
 */
export async function imagesUnder(adata: AnnData, input: ImageInput, factor: number): Promise<SmallImages> {
  const source = input instanceof ImageSource ? input : new ImageSource(typeof input === 'string' ? await openedImage(input) : input); // prettier-ignore
  const found = new Map<string | undefined, SmallImage>();
  for (const [name, extent] of source.extents(adata)) {
    found.set(input instanceof ImageSource ? name : undefined, await smallImage(extent, factor));
  }
  return found;
}
