import { zoomSource } from '../image/zoomCheck';
import { array, numbers } from './cellSetCheck';
import { ViewError } from './viewError';
import { finite, list, record, type Check } from './shape';
import type { SectionImage, SpatialPanel } from './types';

/** Most pixels of one image: a browser bears several of them. */
const MAX_PIXELS = 4_000_000;

const edges = list(finite, 2, 2);

/** The shape of a SectionImage. */
export const sectionImage: Check = record({ pixels: array, x: edges, y: edges }, { zoom: zoomSource });

/** Whether the images are pictures of bearable size, and the panels name images that are there. */
export function checkImages(images: readonly SectionImage[], panels: readonly SpatialPanel[]): void {
  images.forEach(({ pixels, x, y }, i) => {
    const path = `images[${i}]`;
    const [height, bytes] = pixels.shape;
    if (pixels.dtype !== 'uint8') throw new ViewError(`${path}.pixels.dtype`, 'must be uint8');
    if (!height || !bytes || bytes % 3 !== 0 || (height * bytes) / 3 > MAX_PIXELS) {
      throw new ViewError(`${path}.pixels.shape`, `must be [height, 3 * width] with at most ${MAX_PIXELS} pixels`);
    }
    numbers(pixels, `${path}.pixels`);
    if (x[0] >= x[1] || y[0] >= y[1])
      throw new ViewError(path, 'must have edges that grow from left to right and down');
  });
  panels.forEach(({ image }, i) => {
    if (image !== undefined && !images[image])
      throw new ViewError(`panels[${i}].image`, `is ${image}, which is not there`);
  });
}
