import type { SparseMatrix } from '../../data';
import type { RowWeights } from './bivariateMoran';
import type { PairGenes } from './pairGenes';

/** What the scores of all pairs share. */
export interface SpatialPairs {
  genes: PairGenes;
  /** Values above 0 [genes, cells]. */
  byGene: SparseMatrix;
  rows: RowWeights;
  cells: number;
}

/** The values of a gene in every cell [cells], of a matrix [genes, cells]. */
export function valuesAt({ indptr, indices, values }: SparseMatrix, gene: number, cells: number): Float64Array {
  const out = new Float64Array(cells);
  for (let e = indptr[gene]; e < indptr[gene + 1]; e++) out[indices[e]] = values[e];
  return out;
}
