import { type OptionCheck, anything, checkOptions, flag, integer, listOf, number, oneOf, text } from '../../options';
import { TissuebookError } from '../../errors';

/**
 * How parameters are trained, as plain data: it can stand in a model's plan, in a file, in a table of settings.
 *
 * @example
 * const spec: OptimizerSpec = {
 *   kind: 'adamw',
 *   learningRate: 1e-3,
 *   weightDecay: 0.05,
 *   groups: [
 *     { match: '*', maxRank: 1, weightDecay: 0 },
 *     { match: 'embed.*', learningRate: 1e-4 },
 *     { match: 'image.*', frozen: true },
 *   ],
 *   clip: 1,
 *   schedule: { kind: 'cosine', warmUp: 500, to: 1e-6 },
 * };
 */
export interface OptimizerSpec {
  /** 'adam' adds the weight decay to the gradients, 'adamw' takes it off the weights (Loshchilov and Hutter 2019); as PyTorch. */
  kind: 'adam' | 'adamw';
  /** The rate of a parameter that no group names, at the schedule's height. */
  learningRate: number;
  /** Default [0.9, 0.999] (Kingma and Ba 2015). */
  betas?: readonly [number, number];
  /** Default 1e-8. */
  epsilon?: number;
  /** A number, or how it changes from update to update. Default 0 for 'adam', 0.01 for 'adamw' (PyTorch's). */
  weightDecay?: number | DecaySchedule;
  /** Rates and decays of their own. Each group sets what it states; where several fit, the later one wins. */
  groups?: readonly ParameterGroup[];
  /** Upper bound of the gradients' joint Euclidean length (Pascanu et al. 2013). Default: none. */
  clip?: number;
  /** Parameters move once for this many batches, by the mean of their gradients: as one large batch would. Default 1. */
  accumulate?: number;
  /** Averages of the weights to evaluate with. Default: none. */
  ema?: AverageSpec;
  /** Default: constant. */
  schedule?: ScheduleSpec;
}

/** Parameters that are trained in their own way. */
export interface ParameterGroup {
  /** Names, a star for any run of characters: 'embed.weight', 'encoder.*', '*.bias'. One that fits no parameter is an error. */
  match: string | readonly string[];
  /** Only tensors of at most this many axes: 1 for biases and gains. Default: any. */
  maxRank?: number;
  /** In place of the spec's; the schedule changes both in proportion. */
  learningRate?: number;
  /** In place of the spec's, where that is highest; a schedule of the decay changes both in proportion. */
  weightDecay?: number;
  /** True: neither gradient nor change, while this optimizer is in use. */
  frozen?: boolean;
}

/** From one value to another; counted in updates of the parameters, or in epochs. */
export interface DecaySchedule {
  kind: 'linear' | 'cosine';
  from: number;
  to: number;
  /** Default: all there are. */
  length?: number;
  /** Default 'update'. */
  per?: 'update' | 'epoch';
}

/** An exponential average of the weights (Polyak and Juditsky 1992): average <- decay average + (1 - decay) weights. */
export interface AverageSpec {
  /** 0.999, say. */
  decay: number;
  /** Update n = 0, 1, ... takes min(decay, (1 + n) / (10 + n)), so that the start is soon forgotten. Default false. */
  warm?: boolean;
}

/** What all schedules share. */
interface Paced {
  /** What is counted: updates of the parameters (batches, where nothing is accumulated) or epochs. Default 'update'. */
  per?: 'update' | 'epoch';
  /** At count n below this the rate is learningRate (n + 1) / warmUp; the schedule begins after it. Default 0. */
  warmUp?: number;
}

/** The learning rate over time. */
export type ScheduleSpec = Paced &
  (
    | { kind: 'constant' }
    /** To the rate `to` (default 0) over `length` counts (default: all there are after the warm-up), which it keeps then. */
    | { kind: 'linear' | 'cosine'; to?: number; length?: number }
    /** Times `factor` after every `every` counts (default 1), the first `after` (default 0) left out. */
    | { kind: 'exponential'; factor: number; every?: number; after?: number }
    | PlateauSpec
  );

/** PyTorch's ReduceLROnPlateau: times `factor` when a number has not become better for more than `patience` looks. */
export interface PlateauSpec {
  kind: 'plateau';
  /** Which number: a validation term (per: 'epoch') or a loss term (per: 'update'). Default 'loss'. */
  watch?: string;
  /** Default 0.1 (PyTorch's). */
  factor?: number;
  /** Default 10 (PyTorch's). */
  patience?: number;
  /** Whether less or more is better. Default 'min'. */
  mode?: 'min' | 'max';
  /** Better is better by more than this part of the best, or by more than this where `relative` is false. Default 1e-4. */
  threshold?: number;
  /** Default true. */
  relative?: boolean;
  /** Looks after a reduction that do not count. Default 0. */
  cooldown?: number;
  /** The rate does not fall below this. Default 0. */
  minRate?: number;
}

const PER = oneOf('update', 'epoch');
const COUNT = integer(1);
const aboveZero: OptionCheck = (value) => (number(0)(value) || value === 0 ? 'a number above 0' : undefined);

/**
 * Refuses a spec that could not be used, before anything is made.
 *
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export function checkOptimizerSpec(spec: OptimizerSpec): void {
  checkOptions('optimizer', spec, {
    kind: oneOf('adam', 'adamw'),
    learningRate: aboveZero,
    betas: listOf(number(0, 1)),
    epsilon: number(0),
    weightDecay: anything,
    groups: listOf(anything),
    clip: aboveZero,
    accumulate: COUNT,
    ema: anything,
    schedule: anything,
  });
  need('optimizer', spec, ['kind', 'learningRate']);
  if (spec.betas && spec.betas.length !== 2) throw wrong('optimizer', 'betas', spec.betas.length, 'two numbers');
  checkDecay(spec.weightDecay);
  spec.groups?.forEach(checkGroup);
  if (spec.ema) {
    checkOptions('optimizer.ema', spec.ema, { decay: number(0, 1), warm: flag });
    need('optimizer.ema', spec.ema, ['decay']);
  }
  if (spec.schedule) checkSchedule(spec.schedule);
}

function checkDecay(decay: OptimizerSpec['weightDecay']): void {
  if (decay === undefined) return;
  if (typeof decay === 'number') return checkOptions('optimizer', { weightDecay: decay }, { weightDecay: number(0) });
  checkOptions('optimizer.weightDecay', decay, {
    kind: oneOf('linear', 'cosine'),
    from: number(0),
    to: number(0),
    length: COUNT,
    per: PER,
  });
  need('optimizer.weightDecay', decay, ['kind', 'from', 'to']);
}

function checkGroup(group: ParameterGroup): void {
  checkOptions('optimizer.groups', group, {
    match: (value) => (text(value) && listOf(text)(value) ? 'a name or several' : undefined),
    maxRank: integer(0),
    learningRate: number(0),
    weightDecay: number(0),
    frozen: flag,
  });
  need('optimizer.groups', group, ['match']);
}

function checkSchedule(schedule: ScheduleSpec): void {
  const where = 'optimizer.schedule';
  checkOptions(
    where,
    { kind: schedule.kind },
    { kind: oneOf('constant', 'linear', 'cosine', 'exponential', 'plateau') },
  );
  need(where, schedule, schedule.kind === 'exponential' ? ['kind', 'factor'] : ['kind']);
  const common = { kind: anything, per: PER, warmUp: integer(0) };
  const falling = { to: number(0), length: COUNT };
  const own = {
    constant: {},
    linear: falling,
    cosine: falling,
    exponential: { factor: number(0), every: COUNT, after: integer(0) },
    plateau: {
      watch: text,
      factor: number(0, 1),
      patience: integer(0),
      mode: oneOf('min', 'max'),
      threshold: number(0),
      relative: flag,
      cooldown: integer(0),
      minRate: number(0),
    },
  };
  checkOptions(where, schedule, { ...common, ...own[schedule.kind] });
}

function need(where: string, options: object, names: readonly string[]): void {
  for (const name of names) {
    if ((options as Record<string, unknown>)[name] === undefined) throw wrong(where, name, undefined, 'given');
  }
}

function wrong(where: string, name: string, found: unknown, what: string): TissuebookError {
  return new TissuebookError('invalid-argument', `${where}: ${name} must be ${what}, found ${String(found)}.`, {
    argument: name,
    found,
  });
}
