import { DenseMatrix } from '../../data';
import { buildIndex } from '../../neighbors';

export interface NicheOptions {
  /** Whether a spot is in its own niche. Default false, the paper's. */
  readonly self?: boolean;
  /** Sections, whose spots are in no niche together, by number [spots]. Default: all are of one. */
  readonly groups?: Int32Array;
}

/**
 * The niche of each spot, its `k` nearest spots [spots, k] row-major, nearest first; of equal distances the lower number comes first.
 * -1 where a section has fewer.
 *
 * @param coordinates [spots, 2], in any one unit
 * @param k default of the paper: 3
 */
export function nicheMembers(coordinates: Float32Array | Float64Array, k = 3, options: NicheOptions = {}): Int32Array {
  const { self = false, groups } = options;
  const spots = coordinates.length / 2;
  const index = buildIndex(new DenseMatrix(spots, 2, coordinates), groups ? { groups } : {});
  const everyone = Int32Array.from({ length: spots }, (_, i) => i);
  if (self) return index.nearest(everyone, k);
  const near = index.nearest(everyone, k + 1);
  const members = new Int32Array(spots * k);
  for (let i = 0; i < spots; i++) {
    const others = near.subarray(i * (k + 1), (i + 1) * (k + 1)).filter((spot) => spot !== i);
    members.set(others.subarray(0, k), i * k);
  }
  return members;
}

/** Mean expression of each niche [spots, genes], row-major (equation 2); missing members do not count. */
export function nicheMeans(expression: DenseMatrix, members: Int32Array, k: number): Float32Array {
  const genes = expression.columns;
  const means = new Float32Array((members.length / k) * genes);
  for (let spot = 0; spot < members.length / k; spot++) {
    const found = members.subarray(spot * k, (spot + 1) * k).filter((member) => member >= 0);
    for (const member of found) {
      expression.row(member).forEach((value, gene) => (means[spot * genes + gene] += value / found.length));
    }
  }
  return means;
}
