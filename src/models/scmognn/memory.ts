import { DenseMatrix, type Matrix, SparseMatrix } from '../../data';
import { csrProduct, type Parameters, type Random, sparseFromCsr, tf } from '../../engine';
import { projectRows } from '../../prepare/components/glueLsi';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { inverseFrequency, weighByFrequency } from '../../prepare/values/tfidf';
import { featureMoments } from '../training/featureMoments';
import type { InputSpec } from './state';

const FIXED = { init: 'zeros', trainable: false } as const;

/** Makes what turns values of a modality into the input of a network, which later cells are brought to as well. */
export function createInputMemory(p: Parameters, { kind, width }: InputSpec, features: number, random: Random): void {
  p.create('center', [width], random, FIXED);
  p.create('spread', [width], random, FIXED);
  if (kind === 'given') return;
  p.create('components', [width, features], random, FIXED);
  p.create(kind === 'pca' ? 'mean' : 'idf', [features], random, FIXED);
}

/** Finds it from the cells that are trained on. @param matrix [cells, features] */
export async function learnInputs(p: Parameters, { kind, width }: InputSpec, matrix: Matrix): Promise<void> {
  if (kind === 'given') {
    const all = Int32Array.from({ length: matrix.rows }, (_, cell) => cell);
    const { mean, deviation } = featureMoments(matrix, all);
    p.set('center', mean);
    p.set('spread', deviation);
    return;
  }
  if (kind === 'pca') {
    const means = new Float64Array(matrix.columns);
    for (let i = 0; i < matrix.rows; i++) matrix.row(i).forEach((value, j) => (means[j] += value / matrix.rows));
    const { components } = await truncatedSvd('scmognn.fit', matrix, { count: width, seed: 0, means }, {});
    p.set('mean', means);
    p.set('components', components);
  } else {
    const idf = inverseFrequency(matrix);
    const { components } = await truncatedSvd('scmognn.fit', weighByFrequency(matrix, idf), { count: width + 1, seed: 0 }, {}); // prettier-ignore
    p.set('idf', idf);
    // The first component follows the depth of a cell.
    p.set('components', components.subarray(matrix.columns));
  }
  const { values } = reduced(p, { kind, width }, matrix);
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value / values.length;
  for (const value of values) squares += (value - sum) ** 2 / values.length;
  p.set('center', new Float32Array(width).fill(sum));
  p.set('spread', new Float32Array(width).fill(Math.sqrt(squares) || 1));
}

/** Cells as the network takes them [cells, width]: reduced, then standardized by the training cells. */
export function inputsOf(p: Parameters, spec: InputSpec, matrix: Matrix): DenseMatrix {
  const { rows, columns, values } = reduced(p, spec, matrix);
  const [center, spread] = [p.get('center').dataSync(), p.get('spread').dataSync()];
  const scaled = Float32Array.from(values, (value, at) => (value - center[at % columns]) / (spread[at % columns] || 1));
  return new DenseMatrix(rows, columns, scaled);
}

function reduced(p: Parameters, { kind, width }: InputSpec, matrix: Matrix): DenseMatrix {
  if (kind === 'given') return matrix.toDense();
  const components = p.get('components').dataSync();
  if (kind === 'pca') return projectRows(matrix, components, width, p.get('mean').dataSync());
  return projectRows(weighByFrequency(matrix, Float64Array.from(p.get('idf').dataSync())), components, width);
}

/** Makes what nodes on the other side of the graph heard from the training cells. */
export function createPropagationMemory(
  p: Parameters,
  { nodes, width, layers }: { nodes: number; width: number; layers: number },
  random: Random,
): void {
  p.create('degrees', [nodes], random, FIXED);
  p.create('heard', [Math.max(1, layers - 1), nodes, width], random, FIXED);
}

/**
 * Lets the training cells speak: what each node hears at each level, C^T U^l, is kept (section 2.4.2).
 *
 * @param edges [cells, nodes], signed @param x inputs of the cells [cells, width]
 */
export function learnPropagation(p: Parameters, edges: SparseMatrix, x: DenseMatrix, layers: number): void {
  const degrees = new Float64Array(edges.columns);
  edges.values.forEach((value, e) => (degrees[edges.indices[e]] += Math.abs(value)));
  p.set('degrees', degrees);
  const { rows, columns, indptr, indices, values } = coefficientsOf(edges, degrees);
  const heard = tf.tidy(() => {
    const matrix = sparseFromCsr([rows, columns], indptr, indices, values);
    let at = tf.tensor2d(Float32Array.from(x.values), [x.rows, x.columns]);
    const levels = [];
    for (let l = 1; l < layers; l++) {
      const toNodes = csrProduct(matrix.transposed!, at);
      levels.push(toNodes);
      at = csrProduct(matrix, toNodes);
    }
    return levels.length > 0 ? tf.stack(levels).dataSync() : new Float32Array(edges.columns * x.columns);
  });
  p.set('heard', heard);
}

/** What cells hear [layers, cells, width]: their own input, then what the nodes that they express had heard. */
export function propagatedBy(p: Parameters, edges: SparseMatrix, x: DenseMatrix, layers: number): Float32Array {
  const out = new Float32Array(layers * x.values.length);
  out.set(x.values);
  if (layers === 1) return out;
  const { rows, columns, indptr, indices, values } = coefficientsOf(edges, p.get('degrees').dataSync());
  const heard = tf.tidy(() => {
    const matrix = sparseFromCsr([rows, columns], indptr, indices, values);
    const levels = tf.unstack(p.get('heard') as tf.Tensor3D) as tf.Tensor2D[];
    return tf.stack(levels.slice(0, layers - 1).map((level) => csrProduct(matrix, level))).dataSync();
  });
  out.set(heard, x.values.length);
  return out;
}

/** Equation 2.7 with given degrees of the nodes: e_ij / sqrt(sum |e_i.| degree_j). An edge to a node that nobody had is left out. */
function coefficientsOf(edges: SparseMatrix, degrees: ArrayLike<number>): SparseMatrix {
  const { rows, columns, indptr, indices, values } = edges;
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    let own = 0;
    for (let e = indptr[i]; e < indptr[i + 1]; e++) own += Math.abs(values[e]);
    for (let e = indptr[i]; e < indptr[i + 1]; e++) {
      const scale = Math.sqrt(own) * Math.sqrt(degrees[indices[e]]);
      out[e] = scale > 0 ? values[e] / scale : 0;
    }
  }
  return new SparseMatrix(rows, columns, { indptr, indices, values: out });
}
