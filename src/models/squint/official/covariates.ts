import type { DenseMatrix } from '../../../data';

/** Sharpness of the basis functions, in the inverse square of the unit of the positions (the authors' code). */
const GAMMA = 10;

/**
 * What a cell knows of its place in the authors' code: radial basis features exp(-10 (d - c_r)^2) of its distance d to the
 * center of its section, with centers c_r evenly from the least to the largest d of the section, then its section as one-hot.
 *
 * @param points [cells, 2 or 3]
 * @param section section number of each cell; one from `sections` on is unknown and counts as a part of each known one
 * @returns [cells, count + sections] row-major
 */
export function officialCovariates(
  points: DenseMatrix,
  section: Int32Array,
  count: number,
  sections: number,
): Float32Array {
  const width = count + sections;
  const out = new Float32Array(points.rows * width);
  const distances = centerDistances(points, section);
  const range = new Map<number, [number, number]>();
  section.forEach((number, i) => {
    const [low, high] = range.get(number) ?? [Infinity, -Infinity];
    range.set(number, [Math.min(low, distances[i]!), Math.max(high, distances[i]!)]);
  });
  section.forEach((number, i) => {
    const [low, high] = range.get(number)!;
    for (let r = 0; r < count; r++) {
      const center = low + ((high - low) * r) / (count - 1);
      out[i * width + r] = Math.exp(-GAMMA * (distances[i]! - center) ** 2);
    }
    if (number < sections) out[i * width + count + number] = 1;
    else out.fill(1 / sections, i * width + count, (i + 1) * width);
  });
  return out;
}

function centerDistances(points: DenseMatrix, section: Int32Array): Float64Array {
  const axes = points.columns;
  const sums = new Map<number, Float64Array>();
  section.forEach((number, i) => {
    const sum = sums.get(number) ?? new Float64Array(axes + 1);
    for (let a = 0; a < axes; a++) sum[a]! += points.get(i, a);
    sum[axes]!++;
    sums.set(number, sum);
  });
  return Float64Array.from(section, (number, i) => {
    const sum = sums.get(number)!;
    return Math.hypot(...Array.from({ length: axes }, (_, a) => points.get(i, a) - sum[a]! / sum[axes]!));
  });
}
