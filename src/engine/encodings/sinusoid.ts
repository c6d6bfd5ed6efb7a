/** Coordinates [n, 2], row-major, in any one unit. */
export type Coordinates = Float32Array | Float64Array;

/** Coordinates of one field of view brought to [0, 1], each axis by itself; an axis without extent becomes 0. */
export function minMaxCoordinates(coordinates: Coordinates): Float64Array {
  const result = Float64Array.from(coordinates);
  for (const axis of [0, 1]) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = axis; i < result.length; i += 2) {
      low = Math.min(low, result[i]);
      high = Math.max(high, result[i]);
    }
    const span = high - low;
    for (let i = axis; i < result.length; i += 2) result[i] = span > 0 ? (result[i] - low) / span : 0;
  }
  return result;
}

/**
 * The patch that each point lies in when a field of view is cut into size x size: whole numbers [n, 2] from 0 to
 * size - 1, along x and along y.
 *
 * @param size default 100 (Wen 2024, section 4.3.1)
 */
export function patchIndices(coordinates: Coordinates, size = 100): Int32Array {
  return Int32Array.from(minMaxCoordinates(coordinates), (share) => Math.min(Math.floor(share * size), size - 1));
}

/**
 * Sinusoidal encoding of positions in the plane (Wen 2024, equation C.1), [n, width] row-major: the first half of the
 * width is for x, the second for y; entries 2i and 2i + 1 of a half are the sine and cosine of
 * position / 10000^(4i / width).
 *
 * @param positions [n, 2], patch numbers or continuous values
 * @param width a multiple of 4
 */
export function sinusoidEncoding(positions: ArrayLike<number>, width: number): Float32Array {
  const rates = Array.from({ length: width / 4 }, (_, i) => 10000 ** ((-4 * i) / width));
  const result = new Float32Array((positions.length / 2) * width);
  for (let half = 0, at = 0; half < positions.length; half++) {
    for (const rate of rates) {
      result[at++] = Math.sin(positions[half] * rate);
      result[at++] = Math.cos(positions[half] * rate);
    }
  }
  return result;
}
