import { exactMath } from '../../exactMath';
import type { PairCost } from './pairCost';

/** A plan of transport. */
export interface TransportPlan {
  /** How much of each row goes to each column [rows, columns], row-major; all of it adds up to 1. */
  readonly plan: Float64Array;
  /** The larger of both sums of marginal errors: 0 for an exact plan, at most 2. */
  readonly marginalError: number;
}

/**
 * Entropic optimal transport between uniform marginals (Cuturi 2013), in the logarithmic domain: P = exp((u + v - C) / epsilon),
 * which minimizes <P, C> - epsilon H(P). Rows are exact after each iteration, columns converge.
 *
 * @param epsilon weight of the entropy, in the unit of the cost. 0.05 (SPATIA)
 * @param iterations 200 (the authors' code); the marginal error says whether they were enough
 */
export function sinkhorn(cost: PairCost, epsilon = 0.05, iterations = 200): TransportPlan {
  const { rows, columns } = cost;
  // All in units of epsilon.
  const scaled = cost.values.map((value) => value / epsilon);
  const [u, v] = [new Float64Array(rows), new Float64Array(columns)];
  for (let n = 0; n < iterations; n++) {
    updateColumns(scaled, u, v);
    updateRows(scaled, u, v);
  }
  const plan = scaled.map((value, at) => exactMath.exp(u[Math.floor(at / columns)] + v[at % columns] - value));
  return { plan, marginalError: marginalError(plan, rows, columns) };
}

/** Sets v so that every column adds up to its share; row by row, as the values lie in memory. */
function updateColumns(scaled: Float64Array, u: Float64Array, v: Float64Array): void {
  const columns = v.length;
  const largest = new Float64Array(columns).fill(-Infinity);
  for (let i = 0, at = 0; i < u.length; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = u[i] - scaled[at];
      if (value > largest[j]) largest[j] = value;
    }
  }
  const sums = new Float64Array(columns);
  for (let i = 0, at = 0; i < u.length; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = u[i] - scaled[at] - largest[j];
      // Smaller terms are lost in a sum that holds a 1.
      if (value > LOST) sums[j] += exactMath.exp(value);
    }
  }
  for (let j = 0; j < columns; j++) v[j] = -(exactMath.log(columns) + largest[j] + exactMath.log(sums[j]));
}

/** Sets u so that every row adds up to its share. */
function updateRows(scaled: Float64Array, u: Float64Array, v: Float64Array): void {
  const columns = v.length;
  for (let i = 0; i < u.length; i++) {
    const begin = i * columns;
    let largest = -Infinity;
    for (let j = 0; j < columns; j++) {
      const value = v[j] - scaled[begin + j];
      if (value > largest) largest = value;
    }
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const value = v[j] - scaled[begin + j] - largest;
      if (value > LOST) sum += exactMath.exp(value);
    }
    u[i] = -(exactMath.log(u.length) + largest + exactMath.log(sum));
  }
}

/** exp of it is below half of the last digit of 1, for any number of terms that fits in memory. */
const LOST = -60;

function marginalError(plan: Float64Array, rows: number, columns: number): number {
  const [byRow, byColumn] = [new Float64Array(rows), new Float64Array(columns)];
  plan.forEach((value, at) => {
    byRow[Math.floor(at / columns)] += value;
    byColumn[at % columns] += value;
  });
  const off = (sums: Float64Array): number => sums.reduce((total, sum) => total + Math.abs(sum - 1 / sums.length), 0);
  return Math.max(off(byRow), off(byColumn));
}
