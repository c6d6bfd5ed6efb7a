import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../../src/data';
import { Graph } from '../../../src/graph';
import { gridGraph as gridEdges, normal, uniform, uniformAt } from '../engine/inputs';

/** Counts [cells, genes] in compressed rows: one entry in each block of `block` genes. */
export function counts(cells: number, genes: number, block: number): SparseMatrix {
  const perRow = genes / block;
  const indices = new Int32Array(cells * perRow);
  const values = new Float32Array(cells * perRow);
  for (let cell = 0, n = 0; cell < cells; cell++) {
    for (let slot = 0; slot < perRow; slot++, n++) {
      const gene = slot * block + Math.floor(block * uniformAt(4, n));
      const scale = gene % 10 === cell % 10 ? 4 : 1;
      indices[n] = gene;
      values[n] = 1 + Math.floor(-scale * Math.log1p(-uniformAt(5, n)));
    }
  }
  const indptr = Int32Array.from({ length: cells + 1 }, (_, i) => i * perRow);
  return new SparseMatrix(cells, genes, { indptr, indices, values });
}

/** A matrix with names for its cells and genes. */
export function annData(X: SparseMatrix | DenseMatrix): AnnData {
  const names = (n: number, stem: string): string[] => Array.from({ length: n }, (_, i) => `${stem}${i}`);
  return new AnnData({ X, obs: new Table(names(X.rows, 'c')), var: new Table(names(X.columns, 'g')) });
}

/** Ten clouds of points [rows, dims]. */
export function blobs(rows: number, dims: number): DenseMatrix {
  const centers = normal(6, 10 * dims);
  const noise = normal(7, rows * dims);
  return new DenseMatrix(
    rows,
    dims,
    noise.map((value, e) => value + 3 * centers[(Math.floor(e / dims) % 10) * dims + (e % dims)]!),
  );
}

/** Even points [count, 2], ten apart on average. */
export function points(count: number): DenseMatrix {
  const side = 10 * Math.sqrt(count);
  return new DenseMatrix(
    count,
    2,
    Float64Array.from(uniform(3, 2 * count), (value) => side * value),
  );
}

/** Cells on a grid with exactly `degree` neighbors each. */
export function gridGraph(cells: number, degree: number): Graph {
  const { src } = gridEdges(cells, degree);
  const indptr = Int32Array.from({ length: cells + 1 }, (_, i) => i * degree);
  return new Graph(cells, indptr, src, new Float32Array(src.length).fill(1 / degree));
}

export interface Patients {
  times: Float64Array;
  events: boolean[];
  group: number[];
}

/** Patients of two groups, and each group by itself. */
export function survival(count: number): Patients & { groups: Patients[] } {
  const all = Array.from({ length: count }, (_, i) => i);
  const of = (chosen: readonly number[]): Patients => ({
    times: Float64Array.from(chosen, (i) => -100 * Math.log1p(-uniformAt(25, i)) * (1 + 0.2 * (i % 2))),
    events: chosen.map((i) => uniformAt(26, i) < 0.7),
    group: chosen.map((i) => i % 2),
  });
  return { ...of(all), groups: [0, 1].map((g) => of(all.filter((i) => i % 2 === g))) };
}
