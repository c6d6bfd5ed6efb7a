import { Matrix, solve } from 'ml-matrix';
import { centered } from './matrices';
import type { LinearMap, Rows } from './ridge';

/** Rounds of the power iteration for one component, at most, and when it has settled (ours, as scikit-learn's tol). */
const ROUNDS = 500;
const SETTLED = 1e-12;

/**
 * Partial least squares of several targets (PLS2, NIPALS; Wold 1975), as scikit-learn's PLSRegression with scale false: directions of x
 * that covary most with y, one after the other, x and y deflated after each.
 *
 * @param x [rows, columns] @param y [rows, targets]
 * @param components at most; fewer where nothing is left to explain
 */
export function partialLeastSquares(x: Rows, y: Rows, components: number): LinearMap {
  const [inputs, targets] = [centered(x), centered(y)];
  const [left, right] = [inputs.matrix, targets.matrix];
  const [weights, loadings, answers]: [number[][], number[][], number[][]] = [[], [], []];
  for (let c = 0; c < components; c++) {
    const weight = leadingDirection(left.transpose().mmul(right));
    if (!weight) break;
    const scores = left.mmul(weight);
    const length = scores.dot(scores);
    if (!(length > 0)) break;
    const loading = left.transpose().mmul(scores).div(length);
    const answer = right.transpose().mmul(scores).div(length);
    left.sub(scores.mmul(loading.transpose()));
    right.sub(scores.mmul(answer.transpose()));
    weights.push(weight.to1DArray());
    loadings.push(loading.to1DArray());
    answers.push(answer.to1DArray());
  }
  const intercepts = Float64Array.from(targets.mean);
  if (weights.length === 0) return { coefficients: new Float64Array(x.columns * y.columns), intercepts };
  const w = new Matrix(weights).transpose();
  const map = w.mmul(solve(new Matrix(loadings).mmul(w), new Matrix(answers)));
  const moved = Matrix.rowVector(inputs.mean).mmul(map).to1DArray();
  return {
    coefficients: Float64Array.from(map.to1DArray()),
    intercepts: intercepts.map((value, k) => value - moved[k]),
  };
}

/** The left singular vector of the largest singular value, a column; undefined for a matrix of zeros. */
function leadingDirection(product: Matrix): Matrix | undefined {
  const transposed = product.transpose();
  let direction = product.mmul(Matrix.ones(product.columns, 1));
  // The targets' sum may have nothing in common with x where a single one has.
  for (let j = 0; j < product.columns && !(direction.norm() > 0); j++) direction = product.getColumnVector(j);
  if (!(direction.norm() > 0)) return undefined;
  direction.div(direction.norm());
  for (let round = 0; round < ROUNDS; round++) {
    const next = product.mmul(transposed.mmul(direction));
    next.div(next.norm());
    const moved = Matrix.sub(next, direction).norm();
    direction = next;
    if (moved < SETTLED) break;
  }
  return direction;
}
