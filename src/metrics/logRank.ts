import { Matrix, solve } from 'ml-matrix';
import { TissuebookError } from '../errors';
import { checkList, checkNumbers, checkPaired } from './checks';
import { encodeLabels } from './contingency';
import { chiSquaredTail } from './special';
import { checkSurvival, timePoints } from './survivalTimes';
import type { Labels } from './types';

/**
 * The log-rank test of two or more groups: whether their survival differs (Mantel 1966).
 *
 * @param group the group of each patient
 * @throws TissuebookError 'shape-mismatch', 'not-finite', 'invalid-argument' for one group only
 */
export function logRank(
  time: ArrayLike<number>,
  event: ArrayLike<number> | ArrayLike<boolean>,
  group: Labels,
): { statistic: number; freedom: number; p: number } {
  checkNumbers('logRank', 'time', time);
  checkList('logRank', 'event', event);
  checkList('logRank', 'group', group);
  checkSurvival('logRank', time, event);
  checkPaired('logRank', time, group);
  const { codes, size } = encodeLabels(group);
  if (size < 2)
    throw new TissuebookError('invalid-argument', 'logRank: there is one group only.', { argument: 'group' });
  const members = Array.from({ length: size }, (_, g) => timePoints(time, event, (i) => codes[i] === g));
  const excess = new Float64Array(size);
  const variance = Matrix.zeros(size, size);
  const at = new Int32Array(size);
  for (const all of timePoints(time, event)) {
    const risk = members.map((points, g) => points[at[g]!]?.atRisk ?? 0);
    members.forEach((points, g) => {
      const here = points[at[g]!];
      if (here?.time !== all.time) return;
      excess[g]! += here.events;
      at[g]!++;
    });
    if (all.events > 0) addExpected(excess, variance, risk, all.atRisk, all.events);
  }
  const freedom = size - 1;
  const kept = Matrix.columnVector(Array.from(excess.subarray(0, freedom)));
  const statistic = kept
    .transpose()
    .mmul(solve(variance.subMatrix(0, freedom - 1, 0, freedom - 1), kept, true))
    .get(0, 0);
  return { statistic, freedom, p: chiSquaredTail(statistic, freedom) };
}

/** Takes the expected events of one time off, and adds their hypergeometric variance. */
function addExpected(excess: Float64Array, variance: Matrix, risk: readonly number[], n: number, events: number): void {
  const share = n > 1 ? (events * (n - events)) / (n - 1) / (n * n) : 0;
  risk.forEach((own, g) => {
    excess[g]! -= (events * own) / n;
    risk.forEach((other, h) => variance.set(g, h, variance.get(g, h) + share * own * ((g === h ? n : 0) - other)));
  });
}
