import { join } from 'node:path';
import { type AnnData, concat, SparseMatrix, writeH5ad } from '../../../src/data';
import { Random } from '../../../src/engine';
import { names } from '../../madeTissue';
import { squareTissue } from '../tasks/example';

/** Writes files of counts in 6 genes, each of two patients; the last file lacks a gene and has them in another order. @returns what is in them */
export async function writeCohort(folder: string, files: number, cells: number): Promise<AnnData[]> {
  const random = new Random(3);
  const made = Array.from({ length: files }, (_, at) => {
    const genes = at === files - 1 ? ['g5', 'g0', 'g1', 'g2', 'g3'] : names('g', 6);
    const count = (__: number, feature: number): number => Math.floor(random.uniform(0, 1) ** 3 * (3 + 2 * feature));
    const one = squareTissue(cells, genes, count, { patient: (cell) => `p${2 * at + (cell % 2)}` });
    return at % 2 ? one : one.with({ X: SparseMatrix.fromDense(one.matrix().toDense()) });
  });
  for (const [at, one] of made.entries())
    await writeH5ad(one, join(folder, `slide${String(at).padStart(2, '0')}.h5ad`));
  return made;
}

/** All cells in memory. */
export const together = (made: readonly AnnData[]): AnnData => concat(made, { indexUnique: '-' });
