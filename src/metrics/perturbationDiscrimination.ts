import { TissuebookError } from '../errors';
import { anything, checkOptions } from '../options';
import { checkMatrix, checkNumbers, checkSameColumns } from './checks';
import type { MatrixLike } from './types';

/** How well predictions tell perturbations apart. */
export interface Discrimination {
  /** One for each prediction: 1 where its own perturbation is the nearest of all, 0 where it is the farthest, 0.5 for chance. */
  readonly scores: Float64Array;
  readonly mean: number;
  /** 1 - cosine of each prediction with each measured effect [predictions, effects]. */
  readonly distances: Float64Array;
}

export interface DiscriminationOptions {
  /** Which measured effect each prediction is of; as many effects as predictions, in their order, unless given. */
  own?: ArrayLike<number>;
  /** Genes left out of all rows, by number: the perturbed ones, which alone would tell perturbations apart. None unless given. */
  leaveOut?: ArrayLike<number>;
  /** Genes left out of the row of each prediction, by number; -1 for none. The older rule. */
  leaveOutOwn?: ArrayLike<number>;
}

/**
 * The perturbation discrimination score by cosine (Virtual Cell Challenge 2026): the rank of the own perturbation among all by distance
 * of the effects; equal distances share the mean of their ranks.
 *
 * @param guess predicted effects, changes against control [predictions, genes]
 * @param truth measured effects [effects, genes], two or more
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument'
 */
export function perturbationDiscrimination(
  guess: MatrixLike,
  truth: MatrixLike,
  options: DiscriminationOptions = {},
): Discrimination {
  const where = 'perturbationDiscrimination';
  checkMatrix(where, 'guess', guess);
  checkMatrix(where, 'truth', truth);
  checkOptions(where, options, { own: anything, leaveOut: anything, leaveOutOwn: anything });
  const { own, leaveOut = [], leaveOutOwn } = options;
  for (const [name, list] of Object.entries({ own, leaveOut, leaveOutOwn })) if (list) checkNumbers(where, name, list);
  checkSameColumns(where, guess, truth);
  if (truth.rows < 2) {
    throw new TissuebookError('invalid-argument', 'perturbationDiscrimination: two effects or more are needed.', {
      argument: 'truth',
      found: truth.rows,
    });
  }
  for (let p = 0; p < guess.rows; p++) {
    const effect = own?.[p] ?? p;
    if (Number.isInteger(effect) && effect >= 0 && effect < truth.rows) continue;
    throw new TissuebookError('invalid-argument', `${where}: there is no effect ${effect} for prediction ${p}.`, {
      argument: 'own',
      found: effect,
      advice: `Give each prediction the number of its effect, 0 to ${truth.rows - 1}.`,
    });
  }
  const out = new Set(Array.from(leaveOut));
  const distances = new Float64Array(guess.rows * truth.rows);
  const scores = new Float64Array(guess.rows);
  for (let p = 0; p < guess.rows; p++) {
    const skip = leaveOutOwn?.[p];
    const row = distances.subarray(p * truth.rows, (p + 1) * truth.rows);
    for (let q = 0; q < truth.rows; q++) row[q] = cosineDistance(guess, p, truth, q, (j) => j === skip || out.has(j));
    const mine = row[own?.[p] ?? p]!;
    const nearer = row.filter((distance) => distance < mine).length;
    const equal = row.filter((distance) => distance === mine).length - 1;
    scores[p] = 1 - (nearer + equal / 2) / (truth.rows - 1);
  }
  return { scores, mean: scores.reduce((a, b) => a + b, 0) / scores.length, distances };
}

/** 1 - cosine; 1 where either has no length. */
function cosineDistance(a: MatrixLike, p: number, b: MatrixLike, q: number, skip: (j: number) => boolean): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let j = 0; j < a.columns; j++) {
    if (skip(j)) continue;
    const [x, y] = [a.values[p * a.columns + j]!, b.values[q * b.columns + j]!];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? 1 - ab / Math.sqrt(aa * bb) : 1;
}
