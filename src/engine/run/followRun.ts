import type { FollowedRun } from './followedRun';
import { TrainingRun } from './trainingRun';
import type { TrainOptions } from './trainOptions';

/**
 * A run that follows a training somewhere else: the same reports, curves and notices, and stop() ends it. It cannot be paused.
 *
 * @param options as train() takes them, but for what the training itself decides
 */
export function followRun<Result>(
  follow: FollowedRun,
  options: Pick<TrainOptions<Result>, 'title' | 'finish' | 'signal' | 'progress'>,
): TrainingRun<Result> {
  const step = (): never => {
    throw new Error('A followed run takes no step of its own.');
  };
  return new TrainingRun({ ...options, epochs: 0, stepsPerEpoch: 0, step, follow });
}
