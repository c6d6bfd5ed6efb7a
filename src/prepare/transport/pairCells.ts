import type { DenseMatrix } from '../../data';
import type { Random } from '../../random';
import { pairCost, scaleByMedian } from './pairCost';
import { sinkhorn } from './sinkhorn';

/** The best partner of each control cell, by the plan. */
export interface CellPairs {
  /** The target cell of each control cell, -1 for a cell without one. */
  readonly partner: Int32Array;
  /** The plan's value there, at most 1 / controls; 0 without a partner. */
  readonly confidence: Float64Array;
}

/** The largest entry of each row; the lower column first among equals. @param plan [rows, columns] */
export function bestPartners(plan: Float64Array, columns: number): CellPairs {
  const rows = plan.length / columns;
  const partner = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 1; j < columns; j++) {
      if (plan[i * columns + j] > plan[i * columns + partner[i]]) partner[i] = j;
    }
  }
  return { partner, confidence: Float64Array.from(partner, (j, i) => plan[i * columns + j]) };
}

/**
 * A partner of each row, drawn from what the plan sends there: over many rows the partners are distributed as the targets, which
 * the largest entries are not (ours). @param plan [rows, columns] @param rows which rows draw; all, once each
 */
export function drawPartners(
  plan: Float64Array,
  columns: number,
  random: Random,
  rows: ArrayLike<number> = Int32Array.from({ length: plan.length / columns }, (_, i) => i),
): CellPairs {
  const partner = Int32Array.from(rows, (row) => {
    const begin = row * columns;
    let whole = 0;
    for (let j = 0; j < columns; j++) whole += plan[begin + j];
    let left = random.uniform() * whole;
    let j = 0;
    while (j < columns - 1 && (left -= plan[begin + j]) >= 0) j++;
    return j;
  });
  return { partner, confidence: Float64Array.from(partner, (j, i) => plan[rows[i] * columns + j]) };
}

/** Groups whose cells are paired among themselves only: niches that both states share. */
export interface PairGroups {
  readonly control: ArrayLike<number>;
  readonly target: ArrayLike<number>;
}

/**
 * Weak pairs of two states inside shared niches, as in the authors' code: per niche distances over their median, an entropic plan, and
 * the largest entry of each row. Pairs are matches of distributions: several controls may share a target.
 *
 * @param control, target features, such as principal components of both together [cells, components]
 */
export function pairWithinGroups(
  control: DenseMatrix,
  target: DenseMatrix,
  groups: PairGroups,
  { epsilon = 0.05, iterations = 200 }: { epsilon?: number; iterations?: number } = {},
): CellPairs {
  const partner = new Int32Array(control.rows).fill(-1);
  const confidence = new Float64Array(control.rows);
  for (const group of new Set(Array.from(groups.control))) {
    const [rows, columns] = [groups.control, groups.target].map((of) =>
      Array.from(of, (_, i) => i).filter((i) => of[i] === group),
    );
    if (columns.length === 0) continue;
    const { cost } = scaleByMedian(pairCost(control.takeRows(rows), target.takeRows(columns)));
    const found = bestPartners(sinkhorn(cost, epsilon, iterations).plan, columns.length);
    rows.forEach((row, i) => {
      partner[row] = columns[found.partner[i]];
      confidence[row] = found.confidence[i];
    });
  }
  return { partner, confidence };
}

/** A transition's signature: the mean over pairs of target less control [columns] (equation 11). */
export function signatureOf(control: DenseMatrix, target: DenseMatrix, partner: ArrayLike<number>): Float64Array {
  const signature = new Float64Array(control.columns);
  const paired = Array.from(partner, (_, i) => i).filter((i) => partner[i] >= 0);
  for (const i of paired) {
    const [from, to] = [control.row(i), target.row(partner[i])];
    for (let k = 0; k < signature.length; k++) signature[k] += (to[k] - from[k]) / paired.length;
  }
  return signature;
}
