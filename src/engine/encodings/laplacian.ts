import { type Eigenpairs, type SymmetricProduct, addScaled, dot, largestEigenpairs } from '../../linalg';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { type WeightedGraph, weightedDegrees } from './weightedGraph';

/** Further eigenvalues that are looked for to see that none was passed over. */
const CHECKED = 2;
/** Two eigenvalues that differ by less are the same (ours). */
const SAME = 1e-9;
/** What takes a known vector's eigenvalue below all others, which lie in [-1, 1]. */
const AWAY = 3;
/** Entries whose magnitudes differ by less than this part are equally large (ours). */
const EQUALLY_LARGE = 1e-6;

/** Eigenvectors and their eigenvalues, in rising order of these. */
export interface LaplacianEncoding {
  /** [nodes, values.length], row-major; columns of length 1, signed so that the entry of largest magnitude is positive. */
  vectors: Float32Array;
  values: Float32Array;
}

/**
 * Laplacian encoding (Dwivedi et al. 2020; Wen 2024, equation 3.8): the eigenvectors of I - D^-1/2 A D^-1/2 with the
 * smallest eigenvalues above zero. One zero for each connected part is left out: their vectors tell only the parts apart. A node
 * without neighbors keeps the 1 on the diagonal.
 *
 * They are the largest of D^-1/2 A D^-1/2, found by Lanczos's method: time grows with the edges and with the root of what separates
 * the eigenvalues. Of an eigenvalue that is there several times (a lattice has such) all are found; any rotation of their vectors
 * would do as well. Signs: of each vector the entry of largest magnitude is positive, of several as large the first.
 *
 * @param count how many; there may be fewer
 * @throws TissuebookError kind 'aborted', 'out-of-memory' (more than 4 GB of directions)
 */
export async function laplacianEncoding(
  graph: WeightedGraph,
  count: number,
  options: WorkOptions = {},
): Promise<LaplacianEncoding> {
  const nodes = graph.indptr.length - 1;
  const degrees = weightedDegrees(graph);
  const { product, parts } = normalizedAdjacency(graph, degrees);
  const yielder = new EventLoopYielder('laplacianEncoding', options);
  const { values, vectors } = await largest(product, nodes, Math.min(count, nodes - parts), yielder);
  const columns = vectors.length;
  const encoding = new Float32Array(nodes * columns);
  vectors.forEach((vector, k) => {
    const sign = signOf(vector);
    vector.forEach((value, i) => (encoding[i * columns + k] = sign * value));
  });
  return { vectors: encoding, values: Float32Array.from(values, (value) => 1 - value) };
}

/**
 * The largest eigenpairs. From one direction Lanczos's method finds one vector for each eigenvalue, others by rounding only: so it
 * starts again without what was found, until it finds nothing that belongs among them.
 */
async function largest(
  product: SymmetricProduct,
  size: number,
  count: number,
  yielder: EventLoopYielder,
): Promise<Eigenpairs> {
  let found: { value: number; vector: Float64Array }[] = [];
  let wanted = count;
  for (let seed = 0; count > 0 && found.length < size; seed++) {
    const known = found.map(({ vector }) => vector);
    const sought = { size, count: Math.min(wanted, size - known.length), seed };
    const { values, vectors } = await largestEigenpairs(without(product, known), sought, yielder);
    const least = found.length < count ? -Infinity : found[count - 1]!.value + SAME;
    const more = vectors.map((vector, i) => ({ value: values[i]!, vector })).filter(({ value }) => value > least);
    if (more.length === 0) break;
    found = [...found, ...more].sort((a, b) => b.value - a.value);
    wanted = CHECKED;
  }
  const best = found.slice(0, count);
  return { values: Float64Array.from(best, ({ value }) => value), vectors: best.map(({ vector }) => vector) };
}

/** The same matrix with the eigenvalues of known vectors moved away. */
function without(product: SymmetricProduct, known: readonly Float64Array[]): SymmetricProduct {
  return (vector, out) => {
    product(vector, out);
    for (const each of known) addScaled(out, each, -AWAY * dot(each, vector));
  };
}

/**
 * D^-1/2 A D^-1/2, with the eigenvalue 1 of each connected part moved away: its vector is known, the roots of the degrees.
 *
 * @returns the product, and the number of those parts; nodes without neighbors are none
 */
function normalizedAdjacency(
  graph: WeightedGraph,
  degrees: Float64Array,
): { product: SymmetricProduct; parts: number } {
  const { indptr, indices, weights } = graph;
  const { part, parts } = connectedParts(graph, degrees);
  const roots = degrees.map((degree) => Math.sqrt(degree));
  const scale = roots.map((root) => (root > 0 ? 1 / root : 0));
  const total = new Float64Array(parts);
  part.forEach((p, i) => p >= 0 && (total[p]! += degrees[i]!));
  const along = new Float64Array(parts);
  const product: SymmetricProduct = (vector, out) => {
    along.fill(0);
    for (let i = 0; i < out.length; i++) if (part[i]! >= 0) along[part[i]!]! += roots[i]! * vector[i]!;
    for (let i = 0; i < out.length; i++) {
      let sum = 0;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
        const j = indices[e]!;
        sum += (weights?.[e] ?? 1) * scale[j]! * vector[j]!;
      }
      const p = part[i]!;
      out[i] = scale[i]! * sum - (p < 0 ? 0 : (AWAY * along[p]! * roots[i]!) / total[p]!);
    }
  };
  return { product, parts };
}

/** The connected part of each node, -1 for one without neighbors. */
function connectedParts({ indptr, indices, weights }: WeightedGraph, degrees: Float64Array) {
  const part = new Int32Array(degrees.length).fill(-1);
  let parts = 0;
  for (let start = 0; start < part.length; start++) {
    if (part[start] !== -1 || degrees[start] === 0) continue;
    const reached = [start];
    part[start] = parts;
    while (reached.length > 0) {
      const i = reached.pop()!;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
        const j = indices[e]!;
        if (part[j] !== -1 || weights?.[e] === 0) continue;
        part[j] = parts;
        reached.push(j);
      }
    }
    parts++;
  }
  return { part, parts };
}

function signOf(vector: Float64Array): number {
  const most = vector.reduce((best, value) => Math.max(best, Math.abs(value)), 0);
  const first = vector.find((value) => Math.abs(value) >= most * (1 - EQUALLY_LARGE));
  return (first ?? 0) < 0 ? -1 : 1;
}
