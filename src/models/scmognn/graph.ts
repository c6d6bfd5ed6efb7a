import { SparseMatrix } from '../../data';
import { csrProduct, tf, type SparseTensor } from '../../engine';

/**
 * Coefficients of the edges of one type (equation 2.7): e_ij / sqrt(sum |e_i.| sum |e_.j|). Degrees count the edges of this type
 * only, and magnitudes, since signed weights (of LSI) would have no root. A stored zero is no edge and stays 0.
 *
 * @param edges [senders or rows, receivers or columns]; rows and columns may be nodes of different kinds
 */
export function edgeCoefficients(edges: SparseMatrix): SparseMatrix {
  const { rows, columns, indptr, indices, values: data } = edges;
  const [byRow, byColumn] = [new Float64Array(rows), new Float64Array(columns)];
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      byRow[i] += Math.abs(data[e]);
      byColumn[indices[e]] += Math.abs(data[e]);
    }
  }
  const values = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      values[e] = data[e] === 0 ? 0 : data[e] / (Math.sqrt(byRow[i]) * Math.sqrt(byColumn[indices[e]]));
    }
  }
  return new SparseMatrix(rows, columns, { indptr, indices, values });
}

/**
 * The prior graph of features (equation 2.11): those that share a set are joined, weighted by the cosine of their columns over
 * cells. No feature is joined to itself.
 *
 * @param x expression [cells, features]
 * @param sets features of each set by number
 */
export function pathwayPrior(x: SparseMatrix, sets: readonly ArrayLike<number>[]): SparseMatrix {
  const partners = Array.from({ length: x.columns }, () => new Set<number>());
  for (const set of sets) {
    for (const i of Array.from(set)) for (const j of Array.from(set)) if (i !== j) partners[i].add(j);
  }
  const columns = unitColumns(x);
  const indptr = new Int32Array(x.columns + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  partners.forEach((others, i) => {
    for (const j of [...others].sort((a, b) => a - b)) {
      const cosine = sparseDot(columns[i], columns[j]);
      if (cosine === 0) continue;
      indices.push(j);
      weights.push(cosine);
    }
    indptr[i + 1] = indices.length;
  });
  return new SparseMatrix(x.columns, x.columns, {
    indptr,
    indices: Int32Array.from(indices),
    values: Float32Array.from(weights),
  });
}

/**
 * What decoupled layers hear (section 2.4.2), [layers, cells, width]: U^1 = x, U^(l+1) = C C^T U^l, a step to the features and back.
 * C C^T is never formed.
 *
 * @param coefficients of edgeCoefficients(), on the device, with its transposed form
 */
export function propagate(coefficients: SparseTensor, x: tf.Tensor2D, layers: number): tf.Tensor3D {
  const back = coefficients.transposed as SparseTensor;
  const steps = [x];
  for (let l = 1; l < layers; l++) steps.push(csrProduct(coefficients, csrProduct(back, steps[l - 1])));
  return tf.stack(steps) as tf.Tensor3D;
}

type Column = ReadonlyMap<number, number>;

function unitColumns({ rows, columns, indptr, indices, values: data }: SparseMatrix): Column[] {
  const entries = Array.from({ length: columns }, () => new Map<number, number>());
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      if (data[e] === 0) continue;
      entries[indices[e]].set(i, data[e]);
      squares[indices[e]] += data[e] ** 2;
    }
  }
  return entries.map((column, j) => new Map([...column].map(([i, value]) => [i, value / Math.sqrt(squares[j])])));
}

function sparseDot(a: Column, b: Column): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [i, value] of few) sum += value * (many.get(i) ?? 0);
  return sum;
}
