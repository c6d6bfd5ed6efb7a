import { describe, expect, it } from 'vitest';
import { DenseMatrix, SparseMatrix } from '../../../src/data';
import { rowScores } from '../../../src/prepare/components/rowScores';
import { Random } from '../../../src/random';

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

function drawn(rows: number, columns: number, share: number): SparseMatrix {
  const random = new Random(3);
  const values = Float32Array.from({ length: rows * columns }, () => (random.uniform() < share ? random.normal() : 0));
  return SparseMatrix.fromDense(new DenseMatrix(rows, columns, values));
}

const components = (width: number, columns: number): Float64Array => {
  const random = new Random(4);
  return Float64Array.from({ length: width * columns }, () => random.normal());
};

describe('rows on components', () => {
  it('are the same numbers from a sparse and from a dense matrix', async () => {
    const x = drawn(700, 90, 0.2);
    const given = components(20, 90);
    const means = Float64Array.from({ length: 90 }, (_, j) => mean(x.column(j)));
    const [sparse, dense] = [await rowScores('test', x, given, 20, { means }), await rowScores('test', x.toDense(), given, 20, { means })]; // prettier-ignore
    expect(sparse.values).toEqual(dense.values);
    let wanted = 0;
    for (let j = 0; j < 90; j++) wanted += (x.get(5, j) - means[j]) * given[3 * 90 + j];
    expect(sparse.get(5, 3)).toBeCloseTo(wanted, 10);
  });

  it('are those of each part where the matrix is worked off in parts, and are weighed before', async () => {
    const rows = 90_000;
    const full = { indptr: Int32Array.from({ length: rows + 1 }, (_, i) => 100 * i), indices: new Int32Array(100 * rows), values: new Float32Array(100 * rows) }; // prettier-ignore
    for (let e = 0; e < 100 * rows; e++) {
      full.indices[e] = e % 100;
      full.values[e] = (e * 7919) % 13;
    }
    const x = new SparseMatrix(rows, 100, full);
    const given = components(2, 100);
    const parts: number[] = [];
    const doubled = (part: typeof x | DenseMatrix) => {
      parts.push(part.rows);
      return (part as SparseMatrix).withValues(part.values.map((value) => 2 * value));
    };
    const found = await rowScores('test', x, given, 2, { weigh: doubled });
    expect(parts).toEqual([80_000, 10_000]);
    for (const row of [0, 79_999, 80_000, 89_999]) {
      let wanted = 0;
      for (let j = 0; j < 100; j++) wanted += 2 * x.get(row, j) * given[100 + j];
      expect(found.get(row, 1)).toBeCloseTo(wanted, 8);
    }
  });

  it('are none of no rows', async () => {
    const found = await rowScores('test', drawn(0, 4, 1), components(2, 4), 2);
    expect([found.rows, found.columns]).toEqual([0, 2]);
  });
});
