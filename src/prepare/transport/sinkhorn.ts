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
  const { rows, columns, values } = cost;
  const [u, v] = [new Float64Array(rows), new Float64Array(columns)];
  for (let n = 0; n < iterations; n++) {
    for (let j = 0; j < columns; j++) {
      v[j] = -epsilon * (Math.log(columns) + logSumExp(rows, (i) => (u[i] - values[i * columns + j]) / epsilon));
    }
    for (let i = 0; i < rows; i++) {
      u[i] = -epsilon * (Math.log(rows) + logSumExp(columns, (j) => (v[j] - values[i * columns + j]) / epsilon));
    }
  }
  const plan = values.map((value, at) => Math.exp((u[Math.floor(at / columns)] + v[at % columns] - value) / epsilon));
  return { plan, marginalError: marginalError(plan, rows, columns) };
}

function logSumExp(count: number, value: (at: number) => number): number {
  let largest = -Infinity;
  for (let at = 0; at < count; at++) largest = Math.max(largest, value(at));
  let sum = 0;
  for (let at = 0; at < count; at++) sum += Math.exp(value(at) - largest);
  return largest + Math.log(sum);
}

function marginalError(plan: Float64Array, rows: number, columns: number): number {
  const [byRow, byColumn] = [new Float64Array(rows), new Float64Array(columns)];
  plan.forEach((value, at) => {
    byRow[Math.floor(at / columns)] += value;
    byColumn[at % columns] += value;
  });
  const off = (sums: Float64Array): number => sums.reduce((total, sum) => total + Math.abs(sum - 1 / sums.length), 0);
  return Math.max(off(byRow), off(byColumn));
}
