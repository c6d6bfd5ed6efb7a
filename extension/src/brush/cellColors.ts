import { COLOR_STOPS, decodeArray, MISSING_COLOR, type SpatialPanel } from '../../../src/protocol';
import { mixColors } from '../points/mixColors';

/** Colors of a scale from low to high. */
const STEPS = 256;

/** A pixel from a color like #rrggbb: 0xAABBGGRR, as ImageData has them in a little-endian machine. */
function packed(hex: string, alpha: number): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** The pixel of a cell that nothing is said of. */
export const grayPixel = (alpha: number): number => packed(MISSING_COLOR, alpha);

/** A color for each cell of a panel, as pixels [n]. */
export function cellColors({ color }: SpatialPanel, alpha: number): Uint32Array {
  const missing = grayPixel(alpha);
  if (color.by === 'category') {
    const colors = color.palette.map((hex) => packed(hex, alpha));
    return Uint32Array.from(decodeArray(color.codes), (code) => (code < 0 ? missing : (colors[code] ?? missing)));
  }
  const scale = mixColors(COLOR_STOPS[color.scale], STEPS).map((hex) => packed(hex, alpha));
  const step = (STEPS - 1) / (color.vmax - color.vmin || 1);
  return Uint32Array.from(decodeArray(color.values), (value) =>
    Number.isNaN(value) ? missing : scale[Math.min(STEPS - 1, Math.max(0, Math.round((value - color.vmin) * step)))]!,
  );
}

/** The colors of a map from -limit, or from 0, to limit. */
export function mapColors(signed: boolean): string[] {
  return mixColors(COLOR_STOPS[signed ? 'diverging' : 'sequential'], STEPS);
}

/** Which of them a value has. */
export function mapColor(colors: readonly string[], value: number, limit: number, signed: boolean): string {
  const share = limit > 0 ? (signed ? (value + limit) / (2 * limit) : value / limit) : signed ? 0.5 : 0;
  return colors[Math.min(STEPS - 1, Math.max(0, Math.round(share * (STEPS - 1))))]!;
}
