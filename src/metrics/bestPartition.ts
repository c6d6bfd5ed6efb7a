import { TissuebookError } from '../errors';
import { checkList } from './checks';
import { adjustedRandIndex, normalizedMutualInformation } from './clusterAgreement';
import type { Labels } from './types';

/** The best of several partitions by each score. */
export interface BestPartition {
  /** Scores of all partitions. */
  readonly nmi: readonly number[];
  readonly ari: readonly number[];
  /** Places of the best ones; among equals the first. */
  readonly bestNmi: number;
  readonly bestAri: number;
}

/** Scores that differ by less are equal. */
const EQUAL = 1e-9;

/**
 * Which of several partitions, as Leiden gives them at rising resolutions, agrees most with labels, by each score on its own. The
 * labels choose: say so beside the figure.
 *
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' for no partition
 */
export function bestPartition(labels: Labels, partitions: readonly Labels[]): BestPartition {
  checkList('bestPartition', 'labels', labels);
  checkList('bestPartition', 'partitions', partitions);
  if (partitions.length === 0) {
    throw new TissuebookError('invalid-argument', 'bestPartition: there is no partition.', { argument: 'partitions' });
  }
  const nmi = partitions.map((partition) => normalizedMutualInformation(labels, partition));
  const ari = partitions.map((partition) => adjustedRandIndex(labels, partition));
  const first = (scores: readonly number[]): number =>
    scores.reduce((best, score, at) => (score > scores[best] + EQUAL ? at : best), 0);
  return { nmi, ari, bestNmi: first(nmi), bestAri: first(ari) };
}
