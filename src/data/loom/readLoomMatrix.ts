import { TissuebookError } from '../../errors';
import type { FloatArray } from '../arrays';
import { toFloats, toPositions } from '../encoding/numbers';
import { numbersAt } from '../encoding/readMatrix';
import type { H5File } from '../h5ad/h5File';
import { type Matrix, SparseMatrix } from '../sparseMatrix';

/** Values read in one call (our choice). */
const BLOCK_VALUES = 2 ** 22;

/**
 * A matrix [features, cells] of a file as sparse rows of cells: read feature by feature, so that only what is not zero is
 * kept.
 */
export function readLoomMatrix(file: H5File, path: string, features: number, cells: number): SparseMatrix {
  const { shape } = file.kind(path) === 'dataset' ? file.describe(path) : { shape: null };
  if (shape?.length !== 2 || shape[0] !== features || shape[1] !== cells) {
    throw new TissuebookError('shape-mismatch', `${file.at(path)} is ${shape?.join(' x ') ?? 'no matrix'}, not ${features} x ${cells}.`, { argument: path }); // prettier-ignore
  }
  file.reserve(path, 4 * (features + 1));
  const indptr = new Int32Array(features + 1);
  const indices: Int32Array[] = [];
  const values: FloatArray[] = [];
  const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, cells)));
  for (let from = 0; from < features; from += step) {
    const to = Math.min(features, from + step);
    const read = numbersAt(file, path, [from, to]);
    const block = toFloats(read, file.at(path));
    // A block is let go once what is not zero is out of it.
    file.release(read.byteLength);
    const found = notZero(block, cells, to - from, indptr, from);
    indices.push(found.indices);
    values.push(found.values);
    file.reserve(path, found.indices.byteLength + found.values.byteLength);
  }
  const parts = { indptr, indices: joined(indices, Int32Array), values: joinedFloats(values) };
  return SparseMatrix.fromColumns(cells, features, parts);
}

function notZero(
  block: FloatArray,
  cells: number,
  rows: number,
  indptr: Int32Array,
  from: number,
): { indices: Int32Array; values: FloatArray } {
  let stored = 0;
  for (let e = 0; e < block.length; e++) if (block[e] !== 0) stored++;
  const indices = new Int32Array(stored);
  const values = block instanceof Float64Array ? new Float64Array(stored) : new Float32Array(stored);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let cell = 0; cell < cells; cell++) {
      const value = block[row * cells + cell]!;
      if (value === 0) continue;
      indices[at] = cell;
      values[at++] = value;
    }
    indptr[from + row + 1] = indptr[from]! + at;
  }
  return { indices, values };
}

function joined<T extends Int32Array | Float32Array | Float64Array>(
  parts: readonly T[],
  made: new (n: number) => T,
): T {
  const out = new made(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function joinedFloats(parts: readonly FloatArray[]): FloatArray {
  const wide = parts.some((part) => part instanceof Float64Array);
  if (!wide) return joined(parts as readonly Float32Array[], Float32Array);
  return joined(parts.map((part) => Float64Array.from(part)), Float64Array); // prettier-ignore
}

/** Graphs by name: each has the weights w of pairs a, b. */
export function readLoomGraphs(file: H5File, group: string, length: number): [string, Matrix][] {
  const names = file.kind(group) === 'group' ? file.keys(group) : [];
  return names.flatMap((name) => {
    const at = (part: string): string => `${group}/${name}/${part}`;
    if (!['a', 'b', 'w'].every((part) => file.kind(at(part)) === 'dataset')) return [];
    const [a, b] = ['a', 'b'].map((part) => toPositions(numbersAt(file, at(part)), file.at(at(part)))) as [Int32Array, Int32Array]; // prettier-ignore
    const w = toFloats(numbersAt(file, at('w')), file.at(at('w')));
    return [[name, fromPairs(length, a, b, w, file.at(`${group}/${name}`))] as const] as [string, Matrix][];
  });
}

function fromPairs(length: number, a: Int32Array, b: Int32Array, w: FloatArray, where: string): SparseMatrix {
  if (a.length !== b.length || a.length !== w.length) {
    throw new TissuebookError('shape-mismatch', `${where} has ${a.length}, ${b.length} and ${w.length} values.`);
  }
  const wrong = [a, b].flatMap((ends) => ends.find((end) => end < 0 || end >= length) ?? []);
  if (wrong.length > 0) throw new TissuebookError('corrupt', `${where} has a pair with ${wrong[0]} of ${length}.`);
  const order = Int32Array.from(a, (_, i) => i).sort((p, q) => a[p]! - a[q]!);
  const indptr = new Int32Array(length + 1);
  for (const row of a) indptr[row + 1]!++;
  for (let i = 0; i < length; i++) indptr[i + 1]! += indptr[i]!;
  const values = w instanceof Float64Array ? new Float64Array(w.length) : new Float32Array(w.length);
  order.forEach((e, i) => (values[i] = w[e]!));
  return new SparseMatrix(length, length, { indptr, indices: order.map((e) => b[e]!), values });
}
