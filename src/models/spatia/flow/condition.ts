import { DenseMatrix } from '../../../data';
import type { SpatiaState } from '../state';

/**
 * Expression in the flow's principal components [cells, conditionWidth].
 *
 * @param x as Expression has it @param basis [components, genes]
 */
export function expressionCondition(x: DenseMatrix, basis: ArrayLike<number>): DenseMatrix {
  const width = basis.length / x.columns;
  const out = new Float32Array(x.rows * width);
  for (let i = 0; i < x.rows; i++) {
    const row = x.row(i);
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let j = 0; j < x.columns; j++) sum += row[j] * basis[k * x.columns + j];
      out[i * width + k] = sum;
    }
  }
  return new DenseMatrix(x.rows, width, out);
}

/** The flow's basis out of the engine. */
export async function basisOf({ parameters }: Pick<SpatiaState, 'parameters'>): Promise<Float32Array> {
  return (await parameters.get('flow.basis').data()) as Float32Array;
}
