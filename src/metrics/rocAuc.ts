import { checkList, checkMatrix, checkNumbers, checkPaired } from './checks';
import { binaryLabels } from './classification';
import { ranks } from './ranks';
import type { MatrixLike } from './types';

/**
 * The area under the receiver operating characteristic: the probability that a cell of class 1 has a higher score than one
 * of class 0, equal scores counting half.
 *
 * @param truth 0 and 1, or false and true
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' when a class is missing
 */
export function rocAuc(truth: ArrayLike<number> | ArrayLike<boolean>, scores: ArrayLike<number>): number {
  checkList('rocAuc', 'truth', truth);
  checkNumbers('rocAuc', 'scores', scores);
  checkPaired('rocAuc', truth, scores);
  const labels = binaryLabels('rocAuc', truth);
  const place = ranks(scores);
  let [positives, sum] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (!labels[i]) continue;
    positives++;
    sum += place[i]!;
  }
  return (sum - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}

/**
 * The mean over the classes of the area of one class against all others.
 *
 * @param truth the class of each cell, from 0 to columns - 1; every class occurs
 * @param probability [cells, classes]
 */
export function rocAucOneVersusRest(truth: ArrayLike<number>, probability: MatrixLike): number {
  checkNumbers('rocAucOneVersusRest', 'truth', truth);
  checkMatrix('rocAucOneVersusRest', 'probability', probability);
  checkPaired('rocAucOneVersusRest', truth, { length: probability.rows });
  let sum = 0;
  for (let c = 0; c < probability.columns; c++) {
    const own = Uint8Array.from(truth, (label) => (label === c ? 1 : 0));
    const scores = Float64Array.from(
      { length: probability.rows },
      (_, i) => probability.values[i * probability.columns + c]!,
    );
    sum += rocAuc(own, scores);
  }
  return sum / probability.columns;
}

/**
 * Average precision: the sum over the thresholds of the gain in recall times the precision there; equal scores are one
 * threshold. As sklearn.metrics.average_precision_score.
 */
export function averagePrecision(truth: ArrayLike<number> | ArrayLike<boolean>, scores: ArrayLike<number>): number {
  checkList('averagePrecision', 'truth', truth);
  checkNumbers('averagePrecision', 'scores', scores);
  checkPaired('averagePrecision', truth, scores);
  const labels = binaryLabels('averagePrecision', truth);
  const order = Uint32Array.from(labels, (_, i) => i).sort((i, j) => scores[j]! - scores[i]!);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let [hits, area] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    const before = hits;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) hits += labels[order[end++]!]!;
    area += ((hits - before) / positives) * (hits / end);
    start = end;
  }
  return area;
}
