import { DenseMatrix, type Matrix, SparseMatrix } from '../../data';
import { csrProduct, type Parameters, type Random, tf } from '../../engine';
import { glueLsi, glueScores } from '../../prepare/components/glueLsi';
import { rowScores } from '../../prepare/components/rowScores';
import { someCells } from '../../prepare/components/someCells';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { forEachStored } from '../../prepare/values/mapValues';
import { evenParts } from '../training/evenParts';
import { featureMoments } from '../training/featureMoments';
import { CELLS_AT_ONCE, onDevice, onDeviceOneWay } from './sparseInputs';
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

/**
 * Finds it from the cells that are trained on.
 *
 * @param matrix [cells, features]
 * @returns these cells as the network takes them [cells, width]
 */
export async function learnInputs(p: Parameters, { kind, width }: InputSpec, matrix: Matrix): Promise<DenseMatrix> {
  if (kind === 'given') {
    const all = Int32Array.from({ length: matrix.rows }, (_, cell) => cell);
    const { mean, deviation } = featureMoments(matrix, all);
    p.set('center', mean);
    p.set('spread', deviation);
    return standardized(p, matrix.toDense());
  }
  const { cells, tolerance } = someCells(matrix, 0);
  if (kind === 'pca') {
    const means = new Float64Array(matrix.columns);
    forEachStored(matrix, (_, j, value) => (means[j] += value / matrix.rows));
    const { components } = await truncatedSvd('scmognn.fit', cells, { count: width, seed: 0, tolerance, means }, {});
    p.set('mean', means);
    p.set('components', components);
  } else {
    const { idf, components } = await glueLsi('scmognn.fit', matrix, { components: width, cells, tolerance });
    p.set('idf', idf);
    p.set('components', components);
  }
  const found = await reduced(p, { kind, width }, matrix);
  const { values } = found;
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value / values.length;
  for (const value of values) squares += (value - sum) ** 2 / values.length;
  p.set('center', new Float32Array(width).fill(sum));
  p.set('spread', new Float32Array(width).fill(Math.sqrt(squares) || 1));
  return standardized(p, found);
}

/** Cells as the network takes them [cells, width]: reduced, then standardized by the training cells. */
export async function inputsOf(p: Parameters, spec: InputSpec, matrix: Matrix): Promise<DenseMatrix> {
  return standardized(p, await reduced(p, spec, matrix));
}

function standardized(p: Parameters, { rows, columns, values }: DenseMatrix): DenseMatrix {
  const [center, spread] = [p.get('center').dataSync(), p.get('spread').dataSync()];
  const scaled = Float32Array.from(values, (value, at) => (value - center[at % columns]) / (spread[at % columns] || 1));
  return new DenseMatrix(rows, columns, scaled);
}

function reduced(p: Parameters, { kind, width }: InputSpec, matrix: Matrix): Promise<DenseMatrix> {
  if (kind === 'given') return Promise.resolve(matrix.toDense());
  const components = p.get('components').dataSync();
  if (kind === 'pca') return rowScores('scmognn', matrix, components, width, { means: p.get('mean').dataSync() });
  return glueScores('scmognn', matrix, { components, idf: p.get('idf').dataSync() });
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
  const heard = new Float32Array(Math.max(1, layers - 1) * edges.columns * x.columns);
  let at: Float32Array = Float32Array.from(x.values);
  for (let l = 1; l < layers; l++) {
    const toNodes = heardBy(edges, degrees, at, x.columns);
    heard.set(toNodes, (l - 1) * toNodes.length);
    if (l + 1 < layers) at = hearing(edges, degrees, toNodes, x.columns);
  }
  p.set('heard', heard);
}

/** What cells hear [layers, cells, width]: their own input, then what the nodes that they express had heard. */
export function propagatedBy(p: Parameters, edges: SparseMatrix, x: DenseMatrix, layers: number): Float32Array {
  const out = new Float32Array(layers * x.values.length);
  out.set(x.values);
  if (layers === 1) return out;
  const degrees = p.get('degrees').dataSync();
  const heard = p.get('heard').dataSync() as Float32Array;
  const size = edges.columns * x.columns;
  for (let l = 1; l < layers; l++) {
    out.set(hearing(edges, degrees, heard.subarray((l - 1) * size, l * size), x.columns), l * x.values.length);
  }
  return out;
}

/** C^T times what the cells say [cells, width]: [nodes, width]. */
function heardBy(edges: SparseMatrix, degrees: ArrayLike<number>, said: Float32Array, width: number): Float32Array {
  return tf.tidy(() => {
    const sums = evenParts(edges.rows, CELLS_AT_ONCE).map((rows) =>
      tf.tidy(() => {
        const part = said.subarray(rows[0] * width, (rows[0] + rows.length) * width);
        const { transposed } = onDevice(coefficientsOf(edges, degrees, rows));
        return csrProduct(transposed!, tf.tensor2d(part, [rows.length, width]));
      }),
    );
    return tf.addN(sums).dataSync() as Float32Array;
  });
}

/** C times what the nodes say [nodes, width]: [cells, width]. */
function hearing(edges: SparseMatrix, degrees: ArrayLike<number>, said: Float32Array, width: number): Float32Array {
  const out = new Float32Array(edges.rows * width);
  tf.tidy(() => {
    const nodes = tf.tensor2d(said, [edges.columns, width]);
    for (const rows of evenParts(edges.rows, CELLS_AT_ONCE)) {
      const found = tf.tidy(() => csrProduct(onDeviceOneWay(coefficientsOf(edges, degrees, rows)), nodes).dataSync());
      out.set(found, rows[0] * width);
    }
  });
  return out;
}

/**
 * Equation 2.7 with given degrees of the nodes, of some rows that follow each other: e_ij / sqrt(sum |e_i.| degree_j). An edge to a node
 * that nobody had is left out.
 */
function coefficientsOf(edges: SparseMatrix, degrees: ArrayLike<number>, rows: Int32Array): SparseMatrix {
  const { indptr, indices, values } = edges;
  const [begin, end] = [indptr[rows[0]], indptr[rows[0] + rows.length]];
  const pointers = indptr.slice(rows[0], rows[0] + rows.length + 1).map((at) => at - begin);
  const out = new Float32Array(end - begin);
  for (let i = 0; i < rows.length; i++) {
    let own = 0;
    for (let e = pointers[i]; e < pointers[i + 1]; e++) own += Math.abs(values[begin + e]);
    for (let e = pointers[i]; e < pointers[i + 1]; e++) {
      const scale = Math.sqrt(own) * Math.sqrt(degrees[indices[begin + e]]);
      out[e] = scale > 0 ? values[begin + e] / scale : 0;
    }
  }
  return new SparseMatrix(rows.length, edges.columns, {
    indptr: pointers,
    indices: indices.slice(begin, end),
    values: out,
  });
}
