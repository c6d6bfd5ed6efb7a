import type { DenseMatrix } from '../data';

/** For each row the rows whose pictures are most similar. */
export interface NearestPictures {
  /** [rows, k]: others, the most similar first. */
  readonly nearest: Int32Array;
  /** [rows, k]: cosine similarities. */
  readonly similarity: Float32Array;
  /** [rows]: the place of a row's own picture among all, from 1; of equally similar ones the better. */
  readonly ranks: Int32Array;
}

/** @param pictures, asking vectors of the same width [rows, width]: of pictures, and of what is searched with */
export function nearestPictures(pictures: DenseMatrix, asking: DenseMatrix, k: number): NearestPictures {
  const { rows, columns } = pictures;
  const [items, queries] = [unit(pictures), unit(asking)];
  const nearest = new Int32Array(rows * k);
  const similarity = new Float32Array(rows * k);
  const ranks = new Int32Array(rows);
  const all = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += queries[i * columns + c] * items[j * columns + c];
      all[j] = sum;
    }
    ranks[i] = 1 + all.reduce((above, value) => above + (value > all[i] ? 1 : 0), 0);
    const order = Array.from(all.keys()).sort((a, b) => all[b] - all[a] || a - b);
    const others = order.filter((j) => j !== i).slice(0, k);
    others.forEach((j, at) => {
      nearest[i * k + at] = j;
      similarity[i * k + at] = all[j];
    });
  }
  return { nearest, similarity, ranks };
}

/** Rows of length 1; a row of zeros stays as it is. */
function unit({ rows, columns, values }: DenseMatrix): Float64Array {
  const out = Float64Array.from(values);
  for (let i = 0; i < rows; i++) {
    const row = out.subarray(i * columns, (i + 1) * columns);
    const length = Math.hypot(...row) || 1;
    row.forEach((value, c) => (row[c] = value / length));
  }
  return out;
}
