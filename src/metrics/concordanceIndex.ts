import { checkList, checkNumbers, checkPaired } from './checks';
import { checkSurvival } from './survivalTimes';

/**
 * Harrell's concordance: among the pairs of patients of whom it is known whose event came first, the share in which that
 * one has the lower score; equal scores count half. A higher score predicts a later event.
 *
 * @param score of each patient; give the negative of a risk
 * @throws TissuebookError 'shape-mismatch', 'not-finite', 'invalid-argument'
 */
export function concordanceIndex(
  time: ArrayLike<number>,
  event: ArrayLike<number> | ArrayLike<boolean>,
  score: ArrayLike<number>,
): number {
  checkNumbers('concordanceIndex', 'time', time);
  checkList('concordanceIndex', 'event', event);
  checkNumbers('concordanceIndex', 'score', score);
  checkSurvival('concordanceIndex', time, event);
  checkPaired('concordanceIndex', time, score);
  let [pairs, sum] = [0, 0];
  for (let i = 0; i < time.length; i++) {
    if (!Number(event[i])) continue;
    for (let j = 0; j < time.length; j++) {
      const later = time[j]! > time[i]! || (time[j] === time[i] && !Number(event[j]));
      if (!later) continue;
      pairs++;
      sum += score[i]! < score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
    }
  }
  return pairs === 0 ? NaN : sum / pairs;
}
