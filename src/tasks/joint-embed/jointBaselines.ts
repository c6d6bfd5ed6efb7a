import { DenseMatrix, type Matrix } from '../../data';
import { sideBySide } from '../../data/denseMatrix';
import { discriminantAnalysis } from '../../linalg';
import { componentsOf } from '../shared/components';

/** Components of the first and of the second modality (ours). */
const FIRST = 50;
const SECOND = 30;

/** What the plain embeddings are made of. */
export interface JointBaselineData {
  readonly names: readonly [string, string];
  readonly first: Matrix;
  readonly second: Matrix;
  /** Cells that components are found of. */
  readonly train: Int32Array;
  /** Class of each cell of `train`, -1 for none; given where the model learned from classes too. */
  readonly codes?: Int32Array | undefined;
}

/** Components of each modality, of both side by side (each to unit spread), and linear discriminants where classes are used. */
export async function jointBaselines({
  names,
  first,
  second,
  train,
  codes,
}: JointBaselineData): Promise<{ method: string; values: DenseMatrix }[]> {
  const parts = [];
  for (const [matrix, count] of [[first, FIRST], [second, SECOND]] as const) {
    const found = await componentsOf('jointEmbed', matrix.takeRows([...train]), count);
    parts.push(await found.project(matrix));
  } // prettier-ignore
  const both = sideBySide(parts.map((part) => unitSpread(part, train)));
  return [
    { method: 'PCA of both', values: both },
    ...parts.map((values, m) => ({ method: `PCA of ${names[m]}`, values })),
    ...(codes ? [{ method: 'LDA of both, with the labels', values: discriminants(both, train, codes) }] : []),
  ];
}

/** Divided by the standard deviation of all entries of the training cells. */
function unitSpread(part: DenseMatrix, train: Int32Array): DenseMatrix {
  const { values } = part.takeRows(train);
  let squares = 0;
  for (const value of values) squares += value * value;
  const spread = Math.sqrt(squares / values.length) || 1;
  return part.map((value) => value / spread);
}

function discriminants(both: DenseMatrix, train: Int32Array, codes: Int32Array): DenseMatrix {
  const labeled = Int32Array.from(codes.keys()).filter((at) => codes[at] >= 0);
  const known = both.takeRows(labeled.map((at) => train[at]));
  const { rows, columns, values } = discriminantAnalysis(known, labeled.map((at) => codes[at])).transform(both); // prettier-ignore
  return new DenseMatrix(rows, columns, values);
}
