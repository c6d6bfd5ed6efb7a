import { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import { onComparedScale } from '../../prepare/morphology/morphologyFeatures';

/**
 * Brings shapes to the scale of the scores: logarithms of lengths, then deviations over the cells that are learned from.
 *
 * @param learned shapes of the cells learned from, as measured @param logarithmic of MorphologyFeatures
 */
export function comparedScale(
  learned: DenseMatrix,
  logarithmic: readonly boolean[],
): (shapes: DenseMatrix) => DenseMatrix {
  const known = onComparedScale(learned, logarithmic);
  const means = columnMeans(known);
  const squares = new Array<number>(means.length).fill(0);
  known.values.forEach((value, at) => (squares[at % means.length] += (value - means[at % means.length]) ** 2 / known.rows)); // prettier-ignore
  const deviation = squares.map((square) => Math.sqrt(square) || 1);
  return (shapes) => {
    const { rows, columns, values } = onComparedScale(shapes, logarithmic);
    const out = Float64Array.from(values, (value, at) => (value - means[at % columns]) / deviation[at % columns]);
    return new DenseMatrix(rows, columns, out);
  };
}
