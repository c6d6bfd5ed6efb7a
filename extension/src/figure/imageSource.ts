import { decodeArray, type SectionImage } from '../../../src/protocol';

const made = new WeakMap<SectionImage, string>();

/** The pixels of a section's image as a picture that plotly can place. Made from numbers here, never an address. */
export function imageSource(image: SectionImage): string {
  const known = made.get(image);
  if (known !== undefined) return known;
  const [height, width] = [image.pixels.shape[0]!, image.pixels.shape[1]! / 3];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d')!;
  const target = context.createImageData(width, height);
  const bytes = decodeArray(image.pixels);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) target.data[4 * i + c] = bytes[3 * i + c]!;
    target.data[4 * i + 3] = 255;
  }
  context.putImageData(target, 0, 0);
  const source = canvas.toDataURL('image/png');
  made.set(image, source);
  return source;
}
