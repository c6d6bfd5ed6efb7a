import { encodeArray, type NumberArray } from '../view/arrays';
import type { CategoryColor, ValueColor } from '../view/types';
import type { WatchScale } from './watchedRun';

/** The code of an error at the upper end of the scale. */
export const TOP_CODE = 254;

/** The code of a cell that is not shown. */
export const missingCode = (codes: NumberArray): number => (codes instanceof Uint16Array ? 65535 : 255);

/** The codes of a frame as a color of all cells. @param codes [nCells] */
export function frameColor(scale: WatchScale, codes: NumberArray): CategoryColor | ValueColor {
  const missing = missingCode(codes);
  if (scale.by === 'category') {
    const own = Int32Array.from(codes, (code) => (code === missing ? -1 : code));
    return { ...scale, codes: encodeArray(own) };
  }
  const step = (scale.vmax - scale.vmin) / TOP_CODE;
  const values = Float32Array.from(codes, (code) => (code === missing ? NaN : scale.vmin + step * code));
  return { ...scale, scale: 'sequential', values: encodeArray(values) };
}
