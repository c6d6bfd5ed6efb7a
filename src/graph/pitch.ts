import type { DenseMatrix } from '../data';
import { buildIndex } from '../neighbors';

/**
 * The usual distance of a point from the nearest other of its group, the median; 0 where no two points of a group lie apart. Of
 * spots on a grid it is the pitch.
 *
 * @param points [n, dimensions]; the first two count @param groups sections
 */
export function pitch(points: DenseMatrix, groups?: Int32Array): number {
  const plane = points.columns === 2 ? points : points.takeColumns([0, 1]);
  const all = Int32Array.from({ length: plane.rows }, (_, i) => i);
  const near = buildIndex(plane, { groups }).nearest(all, 2);
  const lengths: number[] = [];
  for (let i = 0; i < plane.rows; i++) {
    const other = [near[2 * i]!, near[2 * i + 1]!].find((cell) => cell >= 0 && cell !== i);
    if (other !== undefined) lengths.push(distance(plane, i, other));
  }
  lengths.sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

const distance = (points: DenseMatrix, a: number, b: number): number =>
  Math.hypot(points.get(a, 0) - points.get(b, 0), points.get(a, 1) - points.get(b, 1));
