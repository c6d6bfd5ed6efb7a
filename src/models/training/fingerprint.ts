import { createHash } from 'node:crypto';
import { isSparse, type Matrix } from '../../data';

/**
 * A short name for data and the cells that take part: the same for the same values, names and cells. It tells whether a run
 * that was cut off may go on.
 *
 * @param cells by number: those that are trained on, those for validation
 */
export function fingerprint(
  features: readonly string[],
  matrix: Matrix,
  points: { readonly values: ArrayLike<number> },
  ...cells: readonly Int32Array[]
): string {
  const hash = createHash('sha256');
  hash.update(features.join('\n'));
  hash.update(Float64Array.from(points.values));
  const parts = isSparse(matrix) ? [matrix.indptr, matrix.indices, matrix.values] : [matrix.values];
  for (const { buffer, byteOffset, byteLength } of parts) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  for (const list of cells) hash.update(Int32Array.from(list));
  return hash.digest('hex').slice(0, 32);
}
