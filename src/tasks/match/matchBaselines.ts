import { DenseMatrix, type Matrix } from '../../data';
import { applyMap, canonicalCorrelation, ridge, type Rows, unitRows } from '../../linalg';
import { softmaxRows } from '../../metrics';
import { mean } from '../../statistics';
import { componentsOf } from '../shared/components';
import type { MatchAnswer } from './matchScores';

/** Components of each modality, and of both together (ours). */
const FIRST = 50;
const SECOND = 30;
const SHARED = 15;
const PENALTY = 10;
/** What cosines are divided by before the softmax (ours: exp(-2.7), as scMoGNN's temperature). */
const TEMPERATURE = 1 / 15;

/** Known pairs, and cells of either modality that are asked about. */
export interface MatchBaselineData {
  readonly first: Matrix;
  readonly second: DenseMatrix;
  readonly askedFirst: Matrix;
  readonly askedSecond: DenseMatrix;
}

/** Plain methods: the second modality predicted by ridge regression, and canonical correlation; both by the cosine. */
export async function matchBaselines({
  first,
  second,
  askedFirst,
  askedSecond,
}: MatchBaselineData): Promise<{ method: string; answer: MatchAnswer }[]> {
  const left = await componentsOf('match', first, FIRST);
  const right = await componentsOf('match', second, SECOND);
  const [a, b] = [left.project(askedFirst), right.project(askedSecond)];
  const predicted = applyMap(ridge(left.scores, second, PENALTY), a);
  const means = Float64Array.from({ length: second.columns }, (_, j) => mean(second.column(j)));
  const guess = new DenseMatrix(a.rows, second.columns, predicted);
  const shared = Math.min(SHARED, left.scores.columns, right.scores.columns);
  const canonical = canonicalCorrelation(left.scores, right.scores, shared);
  return [
    { method: 'ridge + cosine', answer: cosineAnswer(without(guess, means), without(askedSecond, means)) },
    { method: `CCA ${shared} + cosine`, answer: cosineAnswer(canonical.first(a), canonical.second(b)) },
  ];
}

/** Cosines of rows as similarities, and their softmax. */
export function cosineAnswer(a: Rows, b: Rows, temperature = TEMPERATURE): MatchAnswer {
  const [left, right] = [unitRows(a), unitRows(b)];
  const values = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let c = 0; c < a.columns; c++) sum += left[i * a.columns + c] * right[j * b.columns + c];
      values[i * b.rows + j] = Math.max(-1, Math.min(1, sum));
    }
  }
  const similarity = new DenseMatrix(a.rows, b.rows, values);
  const probabilities = softmaxRows(similarity, temperature).values;
  return { similarity, probabilities: new DenseMatrix(a.rows, b.rows, Float64Array.from(probabilities)) };
}

function without({ rows, columns, values }: DenseMatrix, means: Float64Array): DenseMatrix {
  return new DenseMatrix(
    rows,
    columns,
    Float64Array.from(values, (value, at) => value - means[at % columns]),
  );
}
