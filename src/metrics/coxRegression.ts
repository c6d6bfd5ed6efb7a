import { exactMath } from '../exactMath';
import { inverse, Matrix, solve } from 'ml-matrix';
import { TissuebookError } from '../errors';
import { checkList, checkMatrix, checkNumbers, checkPaired } from './checks';
import { chiSquaredTail, normalTails } from './special';
import { checkSurvival } from './survivalTimes';
import type { MatrixLike } from './types';

/** A proportional hazards model. */
export interface CoxModel {
  /** Log hazard ratio for one unit of each covariate. */
  coefficients: Float64Array;
  standardErrors: Float64Array;
  /** Two-sided, by Wald's test. */
  p: Float64Array;
  logLikelihood: number;
  /** Of the model against one without covariates. */
  likelihoodRatio: { statistic: number; freedom: number; p: number };
}

const MOST_STEPS = 100;
/** Newton's method ends where a step no longer changes any coefficient by more than this, in deviations of its covariate. */
const SMALL_STEP = 1e-9;

/**
 * Cox's proportional hazards regression, ties by Efron's method (1977).
 *
 * @param x covariates [patients, covariates]
 * @throws TissuebookError 'shape-mismatch', 'not-finite', 'invalid-argument' where a covariate does not vary, where
 *   covariates determine each other, or where one separates the events completely
 */
export function coxRegression(
  x: MatrixLike,
  time: ArrayLike<number>,
  event: ArrayLike<number> | ArrayLike<boolean>,
): CoxModel {
  checkMatrix('coxRegression', 'x', x);
  checkNumbers('coxRegression', 'time', time);
  checkList('coxRegression', 'event', event);
  checkSurvival('coxRegression', time, event);
  checkPaired('coxRegression', { length: x.rows }, time);
  const { data, deviations } = standardized(x);
  const order = Array.from({ length: x.rows }, (_, i) => i).sort((i, j) => time[j]! - time[i]!);
  const tied = groupByTime(order, time);
  const at = (beta: Float64Array): Derivatives => derivatives(data, tied, event, beta);
  const start = at(new Float64Array(x.columns));
  const beta = newton(at, start);
  const end = at(beta);
  const errors = inverse(end.information, true)
    .diagonal()
    .map((variance, j) => Math.sqrt(variance) / deviations[j]!);
  const coefficients = beta.map((value, j) => value / deviations[j]!);
  const statistic = 2 * (end.logLikelihood - start.logLikelihood);
  return {
    coefficients,
    standardErrors: Float64Array.from(errors),
    p: coefficients.map((value, j) => normalTails(value / errors[j]!)),
    logLikelihood: end.logLikelihood,
    likelihoodRatio: { statistic, freedom: x.columns, p: chiSquaredTail(statistic, x.columns) },
  };
}

interface Derivatives {
  logLikelihood: number;
  gradient: Float64Array;
  /** The negative of the second derivatives. */
  information: Matrix;
}

function standardized(x: MatrixLike): { data: Matrix; deviations: number[] } {
  const data = new Matrix(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) for (let j = 0; j < x.columns; j++) data.set(i, j, x.values[i * x.columns + j]!);
  const deviations = data.standardDeviation('column');
  const flat = deviations.findIndex((deviation) => !(deviation > 0));
  if (flat >= 0) {
    throw new TissuebookError('invalid-argument', `coxRegression: covariate ${flat} does not vary, or is not finite.`, {
      argument: 'x',
      found: deviations[flat],
    });
  }
  return { data: data.subRowVector(data.mean('column')).divRowVector(deviations), deviations };
}

function groupByTime(order: readonly number[], time: ArrayLike<number>): number[][] {
  const groups: number[][] = [];
  for (const i of order) {
    const last = groups.at(-1);
    if (last && time[last[0]!] === time[i]) last.push(i);
    else groups.push([i]);
  }
  return groups;
}

function newton(at: (beta: Float64Array) => Derivatives, start: Derivatives): Float64Array {
  let beta: Float64Array = new Float64Array(start.gradient.length);
  let here = start;
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = solve(here.information, Matrix.columnVector(Array.from(here.gradient)), true).to1DArray();
    if (change.every((value) => Math.abs(value) < SMALL_STEP)) return beta;
    const along = (length: number): Float64Array => beta.map((value, j) => value + length * change[j]!);
    let length = 1;
    while (length > 1e-4 && !(at(along(length)).logLikelihood >= here.logLikelihood - 1e-9)) length /= 2;
    beta = along(length);
    here = at(beta);
  }
  throw new TissuebookError('invalid-argument', 'coxRegression: no coefficients fit best.', {
    argument: 'x',
    advice: 'A covariate may tell the events apart completely, or covariates may determine each other: use fewer.',
  });
}

/** Patients come in groups of equal time, the latest first, so that the sums over those at risk only grow. */
function derivatives(
  data: Matrix,
  tied: readonly (readonly number[])[],
  event: ArrayLike<number> | ArrayLike<boolean>,
  beta: Float64Array,
): Derivatives {
  const k = beta.length;
  const risk = new Sums(k);
  const out: Derivatives = { logLikelihood: 0, gradient: new Float64Array(k), information: Matrix.zeros(k, k) };
  for (const group of tied) {
    const dying = new Sums(k);
    for (const i of group) {
      const row = data.getRow(i);
      const score = row.reduce((sum, value, j) => sum + value * beta[j]!, 0);
      risk.add(row, exactMath.exp(score));
      if (!Number(event[i])) continue;
      dying.add(row, exactMath.exp(score));
      out.logLikelihood += score;
      row.forEach((value, j) => (out.gradient[j]! += value));
    }
    for (let d = 0; d < dying.n; d++) risk.subtractFrom(out, dying, d / dying.n);
  }
  return out;
}

/** Sums over patients of the weight, the weighted covariates and their weighted products. */
class Sums {
  n = 0;
  #weight = 0;
  readonly #first: Float64Array;
  readonly #second: Matrix;

  constructor(k: number) {
    this.#first = new Float64Array(k);
    this.#second = Matrix.zeros(k, k);
  }

  add(row: readonly number[], weight: number): void {
    this.n++;
    this.#weight += weight;
    row.forEach((a, i) => {
      this.#first[i]! += weight * a;
      row.forEach((b, j) => this.#second.set(i, j, this.#second.get(i, j) + weight * a * b));
    });
  }

  /** One event of a tie: those at risk without a share of those that die at the same time. */
  subtractFrom(out: Derivatives, dying: Sums, share: number): void {
    const weight = this.#weight - share * dying.#weight;
    const mean = this.#first.map((value, j) => (value - share * dying.#first[j]!) / weight);
    out.logLikelihood -= exactMath.log(weight);
    mean.forEach((a, i) => {
      out.gradient[i]! -= a;
      mean.forEach((b, j) => {
        const product = (this.#second.get(i, j) - share * dying.#second.get(i, j)) / weight;
        out.information.set(i, j, out.information.get(i, j) + product - a * b);
      });
    });
  }
}
