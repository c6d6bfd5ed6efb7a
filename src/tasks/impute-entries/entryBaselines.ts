import { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import { buildIndex } from '../../neighbors';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { componentsOf } from '../shared/components';

/** Directions in which cells are near each other in expression, and the rank of the low-rank answer (ours). */
const DIRECTIONS = 15;
const RANK = 4;
const ROUNDS = 10;

/** What is known: values [cells, genes], and 1 where an entry is hidden. */
export interface KnownEntries {
  readonly x: DenseMatrix;
  readonly hidden: Uint8Array;
}

/** The mean of each gene over its known entries, for every cell; 0 for a gene of which nothing is known. */
export function geneMeans({ x, hidden }: KnownEntries): DenseMatrix {
  const [sums, counts] = [new Float64Array(x.columns), new Float64Array(x.columns)];
  x.values.forEach((value, at) => {
    if (hidden[at]) return;
    sums[at % x.columns]! += value;
    counts[at % x.columns]!++;
  });
  const means = sums.map((sum, j) => sum / Math.max(1, counts[j]!));
  return new DenseMatrix(
    x.rows,
    x.columns,
    Float32Array.from(x.values, (_, at) => means[at % x.columns]!),
  );
}

/**
 * The mean over the known entries of the `k` nearest other cells; the gene's mean where none of them is known.
 *
 * @param points [cells, dimensions]: places, or vectors of expression @param groups cells of other groups are not looked at
 */
export function meansOfNearest(known: KnownEntries, points: DenseMatrix, k: number, groups?: Int32Array): DenseMatrix {
  const { x, hidden } = known;
  const out = geneMeans(known);
  const all = Int32Array.from({ length: x.rows }, (_, i) => i);
  const near = buildIndex(points, { groups }).nearest(all, k + 1);
  for (let i = 0; i < x.rows; i++) {
    const others = near.subarray(i * (k + 1), (i + 1) * (k + 1)).filter((cell) => cell >= 0 && cell !== i);
    for (let j = 0; j < x.columns; j++) {
      let [sum, count] = [0, 0];
      for (const cell of others.subarray(0, k)) {
        if (hidden[cell * x.columns + j]) continue;
        sum += x.values[cell * x.columns + j]!;
        count++;
      }
      if (count > 0) out.values[i * x.columns + j] = sum / count;
    }
  }
  return out;
}

/** Where cells lie in expression: principal components of the data with gene means in place of hidden entries. */
export async function placesInExpression(known: KnownEntries): Promise<DenseMatrix> {
  const filled = withFilled(known, geneMeans(known));
  return (await componentsOf('imputeEntries', filled, DIRECTIONS)).scores;
}

/** The same entries, of which only those that are not 0 count as known: what averages these expects no zeros. */
export function nonZeros({ x, hidden }: KnownEntries): KnownEntries {
  return { x, hidden: Uint8Array.from(hidden, (one, at) => (one || x.values[at] === 0 ? 1 : 0)) };
}

/** A truncated SVD of the data, hidden entries filled with its own answer again and again, with gene means at first. */
export async function lowRank(known: KnownEntries): Promise<DenseMatrix> {
  let answer = geneMeans(known);
  const count = Math.max(1, Math.min(RANK, known.x.rows - 1, known.x.columns - 1));
  const rounds = known.hidden.includes(1) ? ROUNDS : 1;
  for (let round = 0; round < rounds; round++) {
    const filled = withFilled(known, answer);
    const means = columnMeans(filled);
    const { scores, components } = await truncatedSvd('imputeEntries', filled, { count, seed: 0, means }, {});
    const { rows, columns } = filled;
    answer = new DenseMatrix(rows, columns, new Float32Array(rows * columns));
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let value = means[j]!;
        for (let c = 0; c < count; c++) value += scores[i * count + c]! * components[c * columns + j]!;
        answer.values[i * columns + j] = value;
      }
    }
  }
  return answer;
}

/** The known values, and those of an answer where an entry is hidden. */
export function withFilled({ x, hidden }: KnownEntries, answer: DenseMatrix): DenseMatrix {
  const values = Float32Array.from(x.values, (value, at) => (hidden[at] ? answer.values[at]! : value));
  return new DenseMatrix(x.rows, x.columns, values);
}
