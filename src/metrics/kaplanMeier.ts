import { exactMath } from '../exactMath';
import { checkList, checkNumbers } from './checks';
import { checkSurvival, type TimePoint, timePoints } from './survivalTimes';

/** One step of a survival curve. */
export interface SurvivalStep extends TimePoint {
  /** The estimated share of patients without the event after this time. */
  survival: number;
  /** 95 % interval on the log-log scale; where survival is 1 or 0 it is that point, as in lifelines. */
  lower: number;
  upper: number;
}

/** The 97.5 % point of the standard normal distribution. */
const NORMAL_975 = 1.959963984540054;

/**
 * The Kaplan-Meier estimate of survival (1958) with Greenwood's variance. The first step is time 0.
 *
 * @param time time until the event or the end of observation, from 0 on
 * @param event 1 or true where the event happened, 0 or false where observation ended before
 * @throws TissuebookError 'shape-mismatch', 'not-finite', 'invalid-argument'
 */
export function kaplanMeier(time: ArrayLike<number>, event: ArrayLike<number> | ArrayLike<boolean>): SurvivalStep[] {
  checkNumbers('kaplanMeier', 'time', time);
  checkList('kaplanMeier', 'event', event);
  checkSurvival('kaplanMeier', time, event);
  const points = timePoints(time, event);
  if (points[0]?.time !== 0) points.unshift({ time: 0, atRisk: time.length, events: 0, censored: 0 });
  let [survival, variance] = [1, 0];
  return points.map((point) => {
    const { atRisk, events } = point;
    survival *= 1 - events / atRisk;
    variance += events / (atRisk * (atRisk - events));
    return { ...point, survival, ...interval(survival, variance) };
  });
}

function interval(survival: number, variance: number): { lower: number; upper: number } {
  if (survival === 1 || survival === 0) return { lower: survival, upper: survival };
  const spread = exactMath.exp((NORMAL_975 * Math.sqrt(variance)) / exactMath.log(survival));
  return { lower: exactMath.pow(survival, 1 / spread), upper: exactMath.pow(survival, spread) };
}
