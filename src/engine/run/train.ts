import { anything, checkOptions, flag, integer, text } from '../../options';
import { TrainingRun } from './trainingRun';
import type { TrainOptions } from './trainOptions';

/**
 * Starts a training run. It goes on by itself, a step at a time, and lets the event loop turn between steps. A loss
 * that is NaN or infinite ends it with a TissuebookError of kind 'not-finite' that names the step and the term.
 *
 * @throws TissuebookError for options that it does not know or cannot use
 */
export function train<Result>(options: TrainOptions<Result>): TrainingRun<Result> {
  checkOptions('train', options, {
    title: text,
    epochs: integer(0),
    stepsPerEpoch: anything,
    step: anything,
    between: anything,
    finish: anything,
    validate: anything,
    epochEnd: anything,
    signal: anything,
    earlyStopping: anything,
    startEpoch: integer(0),
    items: anything,
    nextEpoch: anything,
    progress: flag,
    profile: flag,
  });
  return new TrainingRun(options);
}
