import { type AnnData, type NumericArray, type SlideOverview, type Uns, unsAt, type UnsValue } from '../data';
import { encodeArray, type SectionImage } from '../protocol';

/** Pixels of the longer side in a view (ours): finer would make the notebook heavy. */
const SIDE = 900;

/** The resolutions that Space Ranger writes, the finest first. */
const RESOLUTIONS = ['hires', 'lowres'] as const;

/**
 * The image under a section, as squidpy and scanpy keep it: uns['spatial'][library]['images'] with its scale factor,
 * made smaller where it is larger than a picture shows. Undefined when there is none.
 *
 * @param library the name of the section; where it is left out, the only one there is
 * @param factor what positions are multiplied by for the picture
 */
export function sectionImage(adata: AnnData, library: string | undefined, factor: number): SectionImage | undefined {
  const all = unsAt(adata.uns, 'spatial');
  if (!(all instanceof Map)) return undefined;
  const name = library ?? (all.size === 1 ? (all as Uns).keys().next().value : undefined);
  if (name === undefined) return undefined;
  for (const resolution of RESOLUTIONS) {
    const pixels = unsAt(all, name, 'images', resolution);
    const scale = unsAt(all, name, 'scalefactors', `tissue_${resolution}_scalef`);
    if (!isImage(pixels) || typeof scale !== 'number' || !(scale > 0)) continue;
    const [height, width] = pixels.shape as [number, number];
    const small = shrink(pixels);
    return {
      pixels: encodeArray(small.bytes, [small.height, 3 * small.width]),
      x: [0, (width / scale) * factor],
      y: [0, (height / scale) * factor],
    };
  }
  return undefined;
}

/** What is known of a section's slide by its name; of the only slide there is where no section is named. */
export function slideFor<T>(slides: ReadonlyMap<string | undefined, T>, section: string | undefined): T | undefined {
  return section === undefined && slides.size === 1 ? [...slides.values()][0] : slides.get(section ?? '');
}

/** A slide that was read from its file. */
export function slideImage(slide: SlideOverview, factor: number): SectionImage {
  return {
    pixels: encodeArray(slide.values, [slide.height, 3 * slide.width]),
    x: [slide.x[0] * factor, slide.x[1] * factor],
    y: [slide.y[0] * factor, slide.y[1] * factor],
  };
}

/** [height, width, 3 or 4]: colors, with opacity last where there are four. */
function isImage(value: UnsValue | undefined): value is NumericArray {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'array') return false;
  const { shape } = value;
  return shape.length === 3 && shape[0]! > 0 && shape[1]! > 0 && (shape[2] === 3 || shape[2] === 4);
}

/** Means of blocks of pixels, as bytes. Images with values up to 1, as matplotlib reads them, are stretched to 255. */
function shrink({ shape, values }: NumericArray): { bytes: Uint8Array; width: number; height: number } {
  const [rows, columns, channels] = shape as [number, number, number];
  const block = Math.ceil(Math.max(rows, columns) / SIDE);
  const [height, width] = [Math.ceil(rows / block), Math.ceil(columns / block)];
  let highest = 0;
  for (const value of values) if (value > highest) highest = Number(value);
  const stretch = highest <= 1 ? 255 : 1;
  const bytes = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let [sum, count] = [0, 0];
        for (let v = y * block; v < Math.min(rows, (y + 1) * block); v++) {
          for (let u = x * block; u < Math.min(columns, (x + 1) * block); u++, count++) {
            sum += Number(values[(v * columns + u) * channels + c]);
          }
        }
        bytes[3 * (y * width + x) + c] = Math.min(255, Math.max(0, Math.round((stretch * sum) / count)));
      }
    }
  }
  return { bytes, width, height };
}
