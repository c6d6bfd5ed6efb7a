import type { AnnData } from '../../../../src/data';
import { pca } from '../../../../src/prepare';
import { ridge } from './ridge';

/**
 * Root mean square errors of normalized proteins told from 50 components of RNA by a ridge regression, and by the mean of
 * each protein; five folds.
 */
export async function proteinErrors(data: AnnData): Promise<{ ridge: number; constant: number }> {
  const adata = await pca(data, { components: 50 });
  const [z, y] = [adata.obsm.get('X_pca')!, adata.obsm.get('protein_norm')!];
  const squares = { ridge: 0, constant: 0 };
  for (let fold = 0; fold < 5; fold++) {
    const all = adata.obs.index.map((_, i) => i);
    const [trained, held] = [all.filter((i) => i % 5 !== fold), all.filter((i) => i % 5 === fold)];
    const found = ridge(z, y, { trained, held }, 1);
    const means = Array.from({ length: y.columns }, (_, p) => trained.reduce((sum, i) => sum + y.get(i, p), 0) / trained.length); // prettier-ignore
    held.forEach((i, row) => {
      y.row(i).forEach((value, p) => {
        squares.ridge += (found.get(row, p) - value) ** 2 / y.values.length;
        squares.constant += (means[p]! - value) ** 2 / y.values.length;
      });
    });
  }
  return { ridge: Math.sqrt(squares.ridge), constant: Math.sqrt(squares.constant) };
}
