import { DenseMatrix } from '../../data';
import { canonicalCorrelation, unitRows } from '../../linalg';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { RidgeProbe } from '../probe/ridgeProbe';

/** Principal components of expression that pictures are compared with (ours). */
const COMPONENTS = 30;
/** Pairs of directions whose scores are compared (ours). */
const CANONICAL = 10;

/** Pictures and expression of the cells that are learned from and of those asked about, both per section. */
export interface PairedFeatures {
  /** Color and texture [cells, features]. */
  readonly picture: DenseMatrix;
  /** Principal components of expression [cells, components]. */
  readonly genes: DenseMatrix;
}

/**
 * Expression of all cells along the principal components of those that are learned from; each section centered by itself, as pictures
 * are.
 *
 * @param x log values in deviations from the mean of the section [cells, genes]
 */
export async function expressionComponents(where: string, x: DenseMatrix, train: Int32Array): Promise<DenseMatrix> {
  const known = x.takeRows(train);
  const count = Math.min(COMPONENTS, train.length - 1, x.columns);
  const { components } = await truncatedSvd(where, known, { count, seed: 0 }, {});
  const out = DenseMatrix.zeros(x.rows, count);
  for (let i = 0; i < x.rows; i++) {
    const row = x.row(i);
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let j = 0; j < x.columns; j++) sum += row[j]! * components[k * x.columns + j]!;
      out.row(i)[k] = sum;
    }
  }
  return out;
}

/** Ridge regression of the components from the picture; a picture and a profile are as similar as the cosine of what it predicts. */
export function ridgeSimilarity({ picture, genes }: PairedFeatures, train: Int32Array, test: Int32Array): Float64Array {
  const probe = RidgeProbe.fit(picture.takeRows(train), genes.takeRows(train));
  return cosines(probe.predict(picture.takeRows(test)), genes.takeRows(test));
}

/** Cosines of the scores along the directions of picture and expression that correlate most. */
export function canonicalSimilarity(
  { picture, genes }: PairedFeatures,
  train: Int32Array,
  test: Int32Array,
): Float64Array {
  const count = Math.min(CANONICAL, picture.columns, genes.columns);
  const found = canonicalCorrelation(picture.takeRows(train), genes.takeRows(train), count);
  const scores = ({ rows, columns, values }: ReturnType<typeof found.first>): DenseMatrix =>
    new DenseMatrix(rows, columns, values);
  return cosines(scores(found.first(picture.takeRows(test))), scores(found.second(genes.takeRows(test))));
}

/** Cosine similarities of each row of one matrix with each of another [rows of a, rows of b]. */
export function cosines(a: DenseMatrix, b: DenseMatrix): Float64Array {
  const [left, right] = [unitRows(a), unitRows(b)];
  const out = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    const row = left.subarray(i * a.columns, (i + 1) * a.columns);
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += row[k]! * right[j * b.columns + k]!;
      out[i * b.rows + j] = sum;
    }
  }
  return out;
}
