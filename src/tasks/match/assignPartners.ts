import { linearAssignment, type Weights } from '../../linalg';

/**
 * The partner of each row (section 2.3.2.2): within a batch, scores below its percentile are dropped and the assignment of largest
 * weight is taken; a kept score weighs 1 more than itself, a dropped one 0.
 *
 * @param scores cosines [cells of the first modality, cells of the second]
 * @param batch1, batch2 the batch of each cell, by number
 * @param percentile from 0 to 100, of the scores between the cells of one batch, linear between two of them
 * @returns the column of each row; -1 where only dropped scores were left, or the other modality has no cell of that batch
 */
export function assignPartners(
  scores: Weights,
  batch1: ArrayLike<number>,
  batch2: ArrayLike<number>,
  percentile: number,
): Int32Array {
  const match = new Int32Array(scores.rows).fill(-1);
  const members = (batches: ArrayLike<number>, batch: number): number[] =>
    Array.from(batches, (_, i) => i).filter((i) => batches[i] === batch);
  for (const batch of new Set(Array.from(batch1))) {
    const [rows, columns] = [members(batch1, batch), members(batch2, batch)];
    if (columns.length === 0) continue;
    const block = new Float64Array(rows.length * columns.length);
    rows.forEach((i, r) =>
      columns.forEach((j, c) => (block[r * columns.length + c] = scores.values[i * scores.columns + j])),
    );
    const least = percentileOf(block, percentile);
    const values = block.map((score) => (score >= least ? score + 1 : 0));
    linearAssignment({ rows: rows.length, columns: columns.length, values }).forEach((column, row) => {
      if (column >= 0 && values[row * columns.length + column] > 0) match[rows[row]] = columns[column];
    });
  }
  return match;
}

function percentileOf(values: Float64Array, percentile: number): number {
  const sorted = values.slice().sort();
  const at = (percentile / 100) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}
