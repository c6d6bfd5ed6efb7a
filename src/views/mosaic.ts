import { type CellPictures, numericArray, type Uns, type UnsValue } from '../data';

/** One picture and where it stands. */
export interface PlacedPicture {
  readonly pictures: CellPictures;
  readonly row: number;
  readonly down: number;
  readonly across: number;
}

type Corner = readonly [number, number];

/** Space between pictures, as a share of their side (ours). */
const GAP = 0.15;

/**
 * Pictures in rows and columns on white as one image, under the keys in which squidpy keeps the image of a section. One channel is gray, two are
 * red and green, of more the first three are red, green and blue.
 *
 * @param rows how many rows there are @returns also the corners of each picture in pixels of the image, from the upper left one clockwise
 */
export function mosaic(
  placed: readonly PlacedPicture[],
  rows: number,
): { uns: Uns; corners: (readonly [Corner, Corner, Corner, Corner])[] } {
  const side = placed[0].pictures.side;
  const pitch = side + Math.max(1, Math.round(GAP * side));
  const columns = 1 + Math.max(...placed.map(({ across }) => across));
  const [width, height] = [columns * pitch, rows * pitch];
  const pixels = new Float32Array(width * height * 3).fill(255);
  const corners = placed.map(({ pictures, row, down, across }) => {
    const [left, top] = [across * pitch, down * pitch];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) paint(pictures, ((row * side + y) * side + x) * pictures.channels, pixels, 3 * ((top + y) * width + left + x)); // prettier-ignore
    }
    return [[left, top], [left + side, top], [left + side, top + side], [left, top + side]] as const; // prettier-ignore
  });
  const images = new Map<string, UnsValue>([['hires', numericArray(pixels, [height, width, 3])]]);
  const factors = new Map<string, UnsValue>([['tissue_hires_scalef', 1]]);
  const library = new Map<string, UnsValue>([['images', images], ['scalefactors', factors]]); // prettier-ignore
  return { uns: new Map([['spatial', new Map([['pictures', library]])]]), corners };
}

function paint({ values, channels }: CellPictures, from: number, pixels: Float32Array, to: number): void {
  for (let c = 0; c < 3; c++) {
    const light = channels === 1 ? values[from] : c < channels ? values[from + c] : 0;
    pixels[to + c] = 255 * Math.min(1, Math.max(0, light));
  }
}
