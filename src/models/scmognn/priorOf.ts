import { type AnnData, SparseMatrix } from '../../data';
import { priorFrom } from '../../graph/prior';
import type { ScmognnConfig } from './config';

/** The prior graph of the features; undefined where none is named. @throws TissuebookError 'missing-key' */
export function priorOf(table: AnnData, { prior: key, task }: ScmognnConfig): SparseMatrix | undefined {
  if (key === '' || task !== 'prediction') return undefined;
  const { nNodes, indptr, indices, weights } = priorFrom(table, key).graph;
  const values = Float32Array.from(indices, (_, e) => weights?.[e] ?? 1);
  return new SparseMatrix(nNodes, nNodes, {
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    values,
  });
}
