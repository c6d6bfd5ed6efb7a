import type { DenseMatrix } from '../../data';
import { jointComponents } from './jointComponents';
import { type NichePenalty, pairCost, scaleByMedian } from './pairCost';
import { sinkhorn, type TransportPlan } from './sinkhorn';

/** How two states are matched. */
export interface PlanOptions {
  /** Weight of the entropy, in the unit of the cost. 0.05 (SPATIA). */
  epsilon?: number;
  /** Rounds of Sinkhorn's algorithm. 200 (the authors' code). */
  iterations?: number;
  /** 'median': distances over their median (ours), with which 200 rounds are enough; 'none': as the paper, where they often are not. */
  scaleCost?: 'median' | 'none';
  /** Principal components of both states together. 50 (SPATIA), fewer where there are fewer features or cells. */
  components?: number;
  signal?: AbortSignal;
}

/** The marginal error above which a plan is said to be unfinished (ours). */
export const MARGINAL_ERROR = 0.01;

/**
 * The entropic plan between the cells of two states (SPATIA, equations 8 to 10): principal components of both together, Euclidean
 * distances, what niches apart cost, Sinkhorn's algorithm in the logarithmic domain.
 *
 * @param control, target [cells, features] @param penalty added after scaling, so that its weight keeps its meaning
 */
export async function transportPlan(
  control: DenseMatrix,
  target: DenseMatrix,
  { epsilon = 0.05, iterations = 200, scaleCost = 'median', components = 50, signal }: PlanOptions = {},
  penalty?: NichePenalty,
): Promise<TransportPlan & { columns: number }> {
  const count = Math.min(components, control.columns, control.rows + target.rows - 1);
  const joint = await jointComponents(control, target, count, signal ? { signal } : {});
  const distances = pairCost(joint.control, joint.target);
  const cost = scaleCost === 'median' ? scaleByMedian(distances).cost : distances;
  if (penalty) {
    const zero = { ...joint, control: joint.control.takeColumns([]), target: joint.target.takeColumns([]) };
    const apart = pairCost(zero.control, zero.target, penalty);
    apart.values.forEach((value, at) => (cost.values[at] += value));
  }
  return { ...sinkhorn(cost, epsilon, iterations), columns: target.rows };
}
