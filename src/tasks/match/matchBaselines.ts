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

/** Known pairs. */
export interface KnownPairs {
  /** [pairs, features] */
  readonly first: Matrix;
  readonly second: DenseMatrix;
}

/** A plain method that learned from known pairs. */
export interface MatchBaseline {
  readonly method: string;
  /** What it says of cells of either modality. */
  match(first: Matrix, second: DenseMatrix): Promise<MatchAnswer>;
}

/** Plain methods: the second modality predicted by ridge regression, and canonical correlation; both by the cosine. */
export async function matchBaselines({ first, second }: KnownPairs): Promise<MatchBaseline[]> {
  const left = await componentsOf('match', first, FIRST);
  const right = await componentsOf('match', second, SECOND);
  const map = ridge(left.scores, second, PENALTY);
  const means = Float64Array.from({ length: second.columns }, (_, j) => mean(second.column(j)));
  const shared = Math.min(SHARED, left.scores.columns, right.scores.columns);
  const canonical = canonicalCorrelation(left.scores, right.scores, shared);
  return [
    {
      method: 'ridge + cosine',
      match: async (a, b) => {
        const guess = new DenseMatrix(a.rows, second.columns, applyMap(map, await left.project(a)));
        return cosineAnswer(without(guess, means), without(b, means));
      },
    },
    {
      method: `CCA ${shared} + cosine`,
      match: async (a, b) =>
        cosineAnswer(canonical.first(await left.project(a)), canonical.second(await right.project(b))),
    },
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
