import type { DenseMatrix } from '../../data';
import { mlpRegression } from '../../models';
import { RidgeProbe } from '../probe/ridgeProbe';

/** Predicts genes from vectors. @param known vectors [cells, width] and genes [cells, genes] of the cells that are learned from */
export async function readGenes(
  probe: 'ridge' | 'mlp',
  known: { readonly x: DenseMatrix; readonly y: DenseMatrix },
  asked: DenseMatrix,
  seed: number,
): Promise<DenseMatrix> {
  if (probe === 'mlp') return mlpRegression(known.x, known.y, asked, { seed });
  return RidgeProbe.fit(known.x, known.y).predict(asked);
}
