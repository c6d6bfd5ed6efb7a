import { DenseMatrix } from '../../data';
import { truncatedSvd } from '../components/truncatedSvd';

/**
 * Principal components of the cells of both states together, centered by their joint mean: [controls, count] and [targets, count].
 *
 * @throws TissuebookError 'aborted', 'not-finite', 'out-of-memory'
 */
export async function jointComponents(
  control: DenseMatrix,
  target: DenseMatrix,
  count: number,
  options: { signal?: AbortSignal } = {},
): Promise<{ control: DenseMatrix; target: DenseMatrix }> {
  const rows = control.rows + target.rows;
  const both = new Float64Array(rows * control.columns);
  both.set(control.values);
  both.set(target.values, control.values.length);
  const means = new Float64Array(control.columns);
  both.forEach((value, at) => (means[at % control.columns] += value / rows));
  const joint = new DenseMatrix(rows, control.columns, both);
  const { scores } = await truncatedSvd('pairStates', joint, { count, seed: 0, means }, options);
  return {
    control: new DenseMatrix(control.rows, count, scores.slice(0, control.rows * count)),
    target: new DenseMatrix(target.rows, count, scores.slice(control.rows * count)),
  };
}
