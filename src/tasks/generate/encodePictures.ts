import { DenseMatrix } from '../../data';
import type { ModelImages, PictureEncoder } from '../../models';

/** Pictures that are brought to an encoder's size together. */
const TOGETHER = 32;

/** A vector of each picture [pictures, width]: stretched to the encoder's size, a single channel repeated where it takes several. */
export async function encodePictures(pictures: ModelImages, encoder: PictureEncoder): Promise<DenseMatrix> {
  const each = pictures.side ** 2 * pictures.channels;
  const count = pictures.values.length / each;
  const rows: number[][] = [];
  for (let from = 0; from < count; from += TOGETHER) {
    const n = Math.min(TOGETHER, count - from);
    const part = { ...pictures, values: pictures.values.subarray(from * each, (from + n) * each) };
    const { values, width } = await encoder.embed(stretched(part, n, encoder), n);
    for (let i = 0; i < n; i++) rows.push(Array.from(values.subarray(i * width, (i + 1) * width)));
  }
  return DenseMatrix.fromRows(rows);
}

/** Bilinear, with the middles of the corner pixels apart as scikit-image's resize has them. */
function stretched({ values, side, channels }: ModelImages, count: number, to: PictureEncoder): Float32Array {
  if (side === to.side && channels === to.channels) return values;
  const out = new Float32Array(count * to.side ** 2 * to.channels);
  const places = Array.from({ length: to.side }, (_, at) => {
    const place = Math.min(side - 1, Math.max(0, ((at + 0.5) * side) / to.side - 0.5));
    const low = Math.floor(place);
    return { low, high: Math.min(side - 1, low + 1), share: place - low };
  });
  let next = 0;
  for (let i = 0; i < count; i++) {
    const pixel = (y: number, x: number, c: number): number => values[((i * side + y) * side + x) * channels + c]!;
    for (const y of places) {
      for (const x of places) {
        for (let c = 0; c < to.channels; c++) {
          const from = Math.min(c, channels - 1);
          const top = pixel(y.low, x.low, from) * (1 - x.share) + pixel(y.low, x.high, from) * x.share;
          const bottom = pixel(y.high, x.low, from) * (1 - x.share) + pixel(y.high, x.high, from) * x.share;
          out[next++] = top * (1 - y.share) + bottom * y.share;
        }
      }
    }
  }
  return out;
}
