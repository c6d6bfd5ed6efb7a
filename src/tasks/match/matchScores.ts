import { DenseMatrix } from '../../data';
import { foscttm, matchScore, partnerPlaces, recallAtK } from '../../metrics';
import { assignPartners } from './assignPartners';

/** What a method says of the pairs of some cells [cells of the first, cells of the second]. */
export interface MatchAnswer {
  /** Rows add up to 1. */
  readonly probabilities: DenseMatrix;
  /** The same in both directions, none below -1. */
  readonly similarity: DenseMatrix;
}

/** Who is whose partner, and in which batch each cell lies. */
export interface MatchTruth {
  /** The column of each row's partner. */
  readonly partner: Int32Array;
  /** Batch of each row and of each column. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** How well partners are found. Everything but `assigned` is the method alone. */
export interface MatchScores {
  /** Mean probability of the true partner: trace / n. */
  readonly score: number;
  /** Share of cells whose likeliest partner is the true one. */
  readonly top1: number;
  /** Share of cells whose partner is among the k likeliest. */
  readonly recall: number;
  /** Fraction of cells closer than the true match, both directions; 0.5 for chance. */
  readonly foscttm: number;
  /** score within blocks: pairs of different batches are ruled out; NaN where there is one batch. */
  readonly blocks: number;
  /** Share of right pairs after one-to-one assignment within batches. */
  readonly assigned: number;
  /** The same with similarities below the percentile dropped before. */
  readonly assignedAbove: number;
}

/** Scores of one method. @param options.k of recall @param options.percentile from 0 to 100 */
export function matchScores(
  { probabilities, similarity }: MatchAnswer,
  truth: MatchTruth,
  { k, percentile }: { k: number; percentile: number },
): MatchScores {
  const { partner, rows, columns } = truth;
  const places = partnerPlaces(probabilities, partner);
  const right = (match: Int32Array): number =>
    match.reduce((sum, column, row) => sum + Number(column === partner[row]), 0) / match.length;
  const batches = new Set([...rows, ...columns]).size;
  return {
    score: matchScore(probabilities, partner),
    top1: places.filter((place) => place === 1).length / places.length,
    recall: recallAtK(probabilities, partner, k),
    foscttm: foscttm(similarity.map((value) => -value), partner),
    blocks: batches < 2 ? NaN : matchScore(withinBlocks(probabilities, truth), partner),
    assigned: right(assignPartners(similarity, rows, columns, 0)),
    assignedAbove: right(assignPartners(similarity, rows, columns, percentile)),
  };
} // prettier-ignore

/** Probabilities of pairs of one batch, rows adding up to 1 again. */
function withinBlocks(probabilities: DenseMatrix, { rows, columns }: MatchTruth): DenseMatrix {
  const out = new DenseMatrix(probabilities.rows, probabilities.columns, Float64Array.from(probabilities.values));
  for (let i = 0; i < out.rows; i++) {
    const row = out.row(i);
    let total = 0;
    row.forEach((value, j) => (total += row[j] = rows[i] === columns[j] ? value : 0));
    row.forEach((value, j) => (row[j] = total > 0 ? value / total : 0));
  }
  return out;
}
