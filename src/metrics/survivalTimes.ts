import { TissuebookError } from '../errors';
import { checkPaired } from './checks';

/** What happened at one time. */
export interface TimePoint {
  time: number;
  /** Patients under observation just before. */
  atRisk: number;
  events: number;
  censored: number;
}

/** Refuses times that are not finite and not negative, events other than 0 and 1, and lists of different lengths. */
export function checkSurvival(
  where: string,
  time: ArrayLike<number>,
  event: ArrayLike<number> | ArrayLike<boolean>,
): void {
  checkPaired(where, time, event);
  for (let i = 0; i < time.length; i++) {
    if (!(Number.isFinite(time[i]) && time[i]! >= 0)) {
      throw new TissuebookError('not-finite', `${where}: time ${i} is ${time[i]}.`, {
        argument: 'time',
        found: time[i],
        advice: 'Times are from 0 on; leave patients without one out.',
      });
    }
    if (Number(event[i]) !== 0 && Number(event[i]) !== 1) {
      throw new TissuebookError('invalid-argument', `${where}: event ${i} is ${String(event[i])}, neither 0 nor 1.`, {
        argument: 'event',
        found: event[i],
      });
    }
  }
}

/** The distinct times in rising order with what happened there. */
export function timePoints(
  time: ArrayLike<number>,
  event: ArrayLike<number> | ArrayLike<boolean>,
  chosen: (i: number) => boolean = () => true,
): TimePoint[] {
  const order = Array.from({ length: time.length }, (_, i) => i).filter(chosen);
  order.sort((i, j) => time[i]! - time[j]!);
  const points: TimePoint[] = [];
  order.forEach((i, rank) => {
    let last = points.at(-1);
    if (last?.time !== time[i]) {
      last = { time: time[i]!, atRisk: order.length - rank, events: 0, censored: 0 };
      points.push(last);
    }
    if (Number(event[i])) last.events++;
    else last.censored++;
  });
  return points;
}
