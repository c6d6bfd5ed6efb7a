import { TissuebookError } from '../errors';
import { checkList, checkNoneMissing, checkPaired } from './checks';
import type { Labels } from './types';

/** Precision, recall and F1, averaged over classes in one of the customary ways. */
export interface Average {
  precision: number;
  recall: number;
  f1: number;
}

/** How well classes were predicted. */
export interface ClassificationReport {
  /** The classes in sorted order: the rows and columns of `confusion`. */
  classes: (string | number | boolean)[];
  /** confusion[i][j]: cells of class i that were predicted as class j. */
  confusion: number[][];
  accuracy: number;
  /** The mean of the recalls of the classes that occur. */
  balancedAccuracy: number;
  /** Every class counts alike. */
  macro: Average;
  /** Every class counts by how often it occurs. */
  weighted: Average;
  /** Every cell counts alike. */
  micro: Average;
}

/**
 * Scores of predicted classes, as sklearn.metrics. Where a ratio has no denominator (a class that is never predicted) it
 * counts as 0.
 *
 * @param truth the class of each cell
 * @param guess the predicted class of each cell
 * @throws TissuebookError 'shape-mismatch'
 */
export function classificationReport(truth: Labels, guess: Labels): ClassificationReport {
  checkList('classificationReport', 'truth', truth);
  checkList('classificationReport', 'guess', guess);
  checkPaired('classificationReport', truth, guess);
  checkNoneMissing('classificationReport', truth, 'truth');
  checkNoneMissing('classificationReport', guess, 'guess');
  const classes = sortedClasses(truth, guess);
  const place = new Map(classes.map((name, i) => [name, i]));
  const confusion = classes.map(() => classes.map(() => 0));
  for (let i = 0; i < truth.length; i++) confusion[place.get(truth[i]!)!]![place.get(guess[i]!)!]!++;
  const support = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const predicted = classes.map((_, j) => confusion.reduce((sum, row) => sum + row[j]!, 0));
  const hits = classes.map((_, i) => confusion[i]![i]!);
  const scores = classes.map((_, i) => score(hits[i]!, predicted[i]!, support[i]!));
  const right = hits.reduce((sum, count) => sum + count, 0);
  const occurring = scores.filter((_, i) => support[i]! > 0);
  return {
    classes,
    confusion,
    accuracy: right / truth.length,
    balancedAccuracy: occurring.reduce((sum, { recall }) => sum + recall, 0) / occurring.length,
    macro: average(
      scores,
      classes.map(() => 1),
    ),
    weighted: average(scores, support),
    micro: score(right, truth.length, truth.length),
  };
}

function sortedClasses(truth: Labels, guess: Labels): (string | number | boolean)[] {
  const all = new Set<string | number | boolean>();
  for (let i = 0; i < truth.length; i++) all.add(truth[i]!).add(guess[i]!);
  return [...all].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function score(hits: number, predicted: number, support: number): Average {
  const precision = predicted > 0 ? hits / predicted : 0;
  const recall = support > 0 ? hits / support : 0;
  return { precision, recall, f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}

function average(scores: readonly Average[], weights: readonly number[]): Average {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (key: keyof Average): number => scores.reduce((sum, s, i) => sum + (s[key] * weights[i]!) / total, 0);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** Refuses labels other than 0 and 1 (or false and true), and such that do not hold both. */
export function binaryLabels(where: string, truth: ArrayLike<number> | ArrayLike<boolean>): Uint8Array {
  const out = Uint8Array.from(truth as ArrayLike<number>, Number);
  let positives = 0;
  for (let i = 0; i < out.length; i++) {
    if (Number(truth[i]) !== 0 && Number(truth[i]) !== 1) {
      throw new TissuebookError('invalid-argument', `${where}: labels are 0 and 1, found ${String(truth[i])}.`, {
        argument: 'truth',
        found: truth[i],
      });
    }
    positives += out[i]!;
  }
  if (positives > 0 && positives < out.length) return out;
  throw new TissuebookError('invalid-argument', `${where}: the labels are all ${positives > 0 ? 1 : 0}.`, {
    argument: 'truth',
    found: positives,
    advice: 'It compares two classes: both must occur.',
  });
}
