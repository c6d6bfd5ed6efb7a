import { cube } from '../exactMath';
import { TissuebookError } from '../errors';
import { anything, checkArgument, checkOptions, integer, number, oneOf, seed as seedCheck } from '../options';
import { Random } from '../random';
import { deviation, quantile } from '../statistics';
import { checkNoneMissing } from './checks';
import { codesOfLabels } from './labelCodes';
import { normalTails } from './special';
import type { Labels } from './types';

export interface BootstrapOptions {
  /** How many samples are drawn. 2,000 (ours; scipy takes 9,999). */
  rounds?: number;
  /** The share of samples that the interval holds. 0.95. */
  level?: number;
  /**
   * 'percentile': quantiles of the samples' values. 'bca': the same, corrected for bias and for how the spread changes
   * (Efron 1987), which calls the metric once more for each unit. 'bca', as scipy.
   */
  method?: 'percentile' | 'bca';
  /** Units that are drawn whole: the patient or section of each observation. Every observation by itself. */
  units?: Labels;
  /** uint32. 0. */
  seed?: number;
}

/** A metric with the interval in which it lies. */
export interface BootstrapInterval {
  value: number;
  low: number;
  high: number;
  /** The standard deviation of the samples' values. */
  error: number;
  /** The value of each sample that has one; fewer than the rounds where a sample had none (NaN). */
  samples: Float64Array;
}

/**
 * The interval of any metric by drawing observations with replacement (Efron 1979). Where observations come in groups, as
 * cells of patients, give the groups as units: cells alone make intervals far too narrow.
 *
 * @param n how many observations there are
 * @param metric the metric of the observations at the given positions
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (fewer than two units; a metric that has no value)
 */
export function bootstrap(
  n: number,
  metric: (positions: Int32Array) => number,
  options: BootstrapOptions = {},
): BootstrapInterval {
  checkArgument('bootstrap', 'n', n, integer(0));
  checkArgument('bootstrap', 'metric', metric, (value) => (typeof value === 'function' ? undefined : 'a function'));
  checkOptions('bootstrap', options, {
    rounds: integer(10, 1_000_000),
    level: number(0.01, 0.9999),
    method: oneOf('percentile', 'bca'),
    units: anything,
    seed: seedCheck,
  });
  const { rounds = 2000, level = 0.95, method = 'bca', seed = 0 } = options;
  const units = unitsOf(n, options.units);
  const value = metric(Int32Array.from({ length: n }, (_, i) => i));
  if (Number.isNaN(value)) {
    throw new TissuebookError('invalid-argument', 'bootstrap: the metric of all observations is no number.', {
      argument: 'metric',
    });
  }
  const draws = new Random(seed);
  const samples = Float64Array.from({ length: rounds }, () =>
    metric(joined(units.map(() => units[draws.integer(0, units.length)]!))),
  )
    .filter((sample) => !Number.isNaN(sample))
    .sort();
  const tail = (1 - level) / 2;
  const shares = method === 'bca' ? correctedShares(samples, value, leftOut(units, metric), tail) : [tail, 1 - tail];
  const [low, high] = shares.map((share) => quantile(samples, share));
  return { value, low: low!, high: high!, error: deviation(samples), samples };
}

/** The positions of the observations of each unit. */
function unitsOf(n: number, labels: Labels | undefined): Int32Array[] {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  if (labels && labels.length !== n) {
    throw new TissuebookError('shape-mismatch', `bootstrap: ${labels.length} units for ${n} observations.`, {
      argument: 'units',
      found: labels.length,
    });
  }
  const units = labels ? groupsOf(labels) : Array.from(all, (i) => Int32Array.of(i));
  if (units.length >= 2) return units;
  throw new TissuebookError('invalid-argument', `bootstrap: ${units.length} unit cannot be drawn from.`, {
    argument: labels ? 'units' : 'n',
    found: units.length,
  });
}

function groupsOf(labels: Labels): Int32Array[] {
  checkNoneMissing('bootstrap', labels, 'units');
  const { codes, names } = codesOfLabels(labels);
  const lists: number[][] = names.map(() => []);
  codes.forEach((code, i) => lists[code]!.push(i));
  return lists.map((list) => Int32Array.from(list));
}

function joined(units: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(units.reduce((sum, unit) => sum + unit.length, 0));
  let at = 0;
  for (const unit of units) {
    out.set(unit, at);
    at += unit.length;
  }
  return out;
}

/** The metric without each unit in turn. */
function leftOut(units: readonly Int32Array[], metric: (positions: Int32Array) => number): Float64Array {
  return Float64Array.from(units, (_, u) => metric(joined(units.filter((__, other) => other !== u))));
}

/** The shares of the samples at which the corrected interval ends (Efron 1987, equations 2.3 and 6.6). */
function correctedShares(samples: Float64Array, value: number, without: Float64Array, tail: number): number[] {
  const below = samples.filter((sample) => sample < value).length;
  const equal = samples.filter((sample) => sample === value).length;
  const bias = normalQuantile((below + equal / 2) / samples.length);
  const known = without.filter((each) => Number.isFinite(each));
  const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
  let [squares, cubes] = [0, 0];
  for (const each of known) {
    squares += (mean - each) ** 2;
    cubes += cube(mean - each);
  }
  const acceleration = squares > 0 ? cubes / (6 * (squares * Math.sqrt(squares))) : 0;
  return [tail, 1 - tail].map((share) => {
    if (!Number.isFinite(bias)) return share;
    const z = bias + normalQuantile(share);
    return normalShare(bias + z / (1 - acceleration * z));
  });
}

/** The share of a standard normal distribution below z. */
function normalShare(z: number): number {
  return z < 0 ? normalTails(z) / 2 : 1 - normalTails(z) / 2;
}

/** Where a standard normal distribution has a share below; by bisection. */
function normalQuantile(share: number): number {
  if (share <= 0) return -Infinity;
  if (share >= 1) return Infinity;
  let [low, high] = [-40, 40];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
