import { type AnnData, DenseMatrix } from '../../data';
import { optionalCoordinates } from '../../data/coordinates';
import { TissuebookError } from '../../errors';
import { knnGraph } from '../../graph';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { componentsOf } from './components';
import { logValues } from './logValues';

/** Nearest others whose mean with the cell stands for its surroundings: the ring of a spot on a hexagonal grid (ours). */
const RING = 6;

/** Vectors that need no model, with their names. */
export interface PlainVectors {
  readonly method: string;
  readonly values: DenseMatrix;
}

/**
 * What any model has to be better than: principal components of expression, and of its mean over each cell and its six nearest, since
 * smoothing alone brings vectors of a region together. The second needs positions.
 *
 * @param section code of each cell's section @param count components, at most
 */
export async function plainVectors(
  where: string,
  adata: AnnData,
  section: Int32Array,
  count: number,
): Promise<PlainVectors[]> {
  const logged = logValues(where, adata);
  const found = [
    { method: 'principal components', values: (await componentsOf(where, logged.matrix().toDense(), count)).scores },
  ];
  const near =
    optionalCoordinates(adata) && adata.nObs > RING ? knnGraph(adata, { k: RING, groups: section }) : undefined;
  if (!near) return found;
  const all = Int32Array.from({ length: adata.nObs }, (_, i) => i);
  const smooth = new DenseMatrix(adata.nObs, adata.nVars, neighborhoodMeans(logged.matrix(), near, all));
  return [
    ...found,
    { method: 'principal components of the mean around', values: (await componentsOf(where, smooth, count)).scores },
  ];
}

/** An entry of obsm. @throws TissuebookError 'missing-key' */
export function vectorsIn(where: string, adata: AnnData, use: string): DenseMatrix {
  const found = adata.obsm.get(use);
  if (found instanceof DenseMatrix) return found;
  throw new TissuebookError('missing-key', `${where}: there is no obsm["${use}"].`, {
    argument: 'use',
    found: use,
    advice: `Call embed first. obsm has: ${[...adata.obsm.keys()].join(', ') || 'nothing'}.`,
  });
}
