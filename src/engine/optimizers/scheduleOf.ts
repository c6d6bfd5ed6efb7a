import { TissuebookError } from '../../errors';
import type { DecaySchedule, OptimizerSpec, ScheduleSpec } from './optimizerSpec';
import { type Schedule, constant, cosine, linearRamp, warmUp } from './schedules';

/** How long a run is: what schedules without a length of their own are spread over. */
export interface Extent {
  /** Updates of the parameters: batches, divided by how many are accumulated. */
  updates?: number;
  epochs?: number;
}

/** Where a run stands: updates and epochs that are done. */
export interface Moment {
  update: number;
  epoch: number;
}

/** The learning rate at any moment. A plateau's reductions come on top. @throws TissuebookError when a length is missing */
export function rateOf({ learningRate, schedule = { kind: 'constant' } }: OptimizerSpec, extent: Extent) {
  const { per = 'update', warmUp: rising = 0 } = schedule;
  const after = afterWarmUp(schedule, learningRate, extentIn(per, extent), rising);
  const all = rising === 0 ? after : warmUp(rising, learningRate, after);
  return (moment: Moment): number => all(moment[per]);
}

function afterWarmUp(schedule: ScheduleSpec, peak: number, total: number | undefined, rising: number): Schedule {
  switch (schedule.kind) {
    case 'linear':
    case 'cosine': {
      const rest = total === undefined ? undefined : Math.max(1, total - rising);
      return curve(schedule.kind, peak, schedule.to ?? 0, schedule.length ?? rest, 'schedule.length');
    }
    case 'exponential': {
      const { factor, every = 1, after = 0 } = schedule;
      return (step) => peak * factor ** Math.floor(Math.max(0, step - after) / every);
    }
    case 'constant':
    case 'plateau':
      return constant(peak);
  }
}

/** The weight decay at any moment. @throws TissuebookError when a length is missing */
export function decayOf(decay: number | DecaySchedule, extent: Extent) {
  if (typeof decay === 'number') return (): number => decay;
  const { kind, from, to, per = 'update', length } = decay;
  const all = curve(kind, from, to, length ?? extentIn(per, extent), 'weightDecay.length');
  return (moment: Moment): number => all(moment[per]);
}

const extentIn = (per: 'update' | 'epoch', { updates, epochs }: Extent): number | undefined =>
  per === 'update' ? updates : epochs;

function curve(
  kind: 'linear' | 'cosine',
  from: number,
  to: number,
  length: number | undefined,
  where: string,
): Schedule {
  if (length === undefined) {
    throw new TissuebookError(
      'invalid-argument',
      `optimizer: ${where} must be given where the run's length is not known.`,
      {
        argument: where,
        found: undefined,
      },
    );
  }
  return kind === 'linear' ? linearRamp(from, to, length) : cosine(from, to, length);
}
