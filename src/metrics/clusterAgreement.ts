import { checkList } from './checks';
import { contingency, entropyOf, expectedMutualInformation, mutualInformation } from './contingency';
import type { Labels } from './types';

/**
 * The adjusted Rand index of two labelings: 1 for equal groups, about 0 for chance (Hubert and Arabie 1985).
 *
 * @throws TissuebookError 'shape-mismatch'
 */
export function adjustedRandIndex(a: Labels, b: Labels): number {
  checkList('adjustedRandIndex', 'a', a);
  checkList('adjustedRandIndex', 'b', b);
  const table = contingency('adjustedRandIndex', a, b);
  const pairs = (sizes: Float64Array): number => sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const [together, inA, inB] = [pairs(table.counts), pairs(table.a), pairs(table.b)];
  const all = (table.n * (table.n - 1)) / 2;
  const expected = all === 0 ? 0 : (inA * inB) / all;
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** Mutual information divided by the mean of the two entropies: 1 for equal groups, 0 for independent ones. */
export function normalizedMutualInformation(a: Labels, b: Labels): number {
  checkList('normalizedMutualInformation', 'a', a);
  checkList('normalizedMutualInformation', 'b', b);
  const table = contingency('normalizedMutualInformation', a, b);
  const mean = (entropyOf(table.a) + entropyOf(table.b)) / 2;
  if (mean === 0) return 1;
  return mutualInformation(table) / mean;
}

/** Normalized mutual information with chance taken off (Vinh et al. 2010), by the mean of the entropies. */
export function adjustedMutualInformation(a: Labels, b: Labels): number {
  checkList('adjustedMutualInformation', 'a', a);
  checkList('adjustedMutualInformation', 'b', b);
  const table = contingency('adjustedMutualInformation', a, b);
  const mean = (entropyOf(table.a) + entropyOf(table.b)) / 2;
  if (mean === 0) return 1;
  const expected = expectedMutualInformation(table);
  const room = mean - expected;
  return (mutualInformation(table) - expected) / (Math.abs(room) < Number.EPSILON ? Number.EPSILON : room);
}

/** How far each group of `guess` holds cells of one true label only: 1 when all do (Rosenberg and Hirschberg 2007). */
export function homogeneity(truth: Labels, guess: Labels): number {
  checkList('homogeneity', 'truth', truth);
  checkList('homogeneity', 'guess', guess);
  const table = contingency('homogeneity', truth, guess);
  const entropy = entropyOf(table.a);
  return entropy === 0 ? 1 : mutualInformation(table) / entropy;
}

/** How far the cells of each true label are in one group of `guess`: 1 when all are. */
export function completeness(truth: Labels, guess: Labels): number {
  checkList('completeness', 'truth', truth);
  checkList('completeness', 'guess', guess);
  return homogeneity(guess, truth);
}
