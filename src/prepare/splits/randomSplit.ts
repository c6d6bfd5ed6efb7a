import { checkAnnData } from '../../data/checkAnnData';
import type { AnnData } from '../../data';
import { checkOptions } from '../../options';
import { partition, splitChecks, type SplitOptions } from './partition';

export type RandomSplitOptions = SplitOptions;

/**
 * Gives cells to training, validation and testing at random. For models that see no neighbors: for others, a cell of
 * the test part has trained ones around it, and tileSplit is the fair split.
 *
 * @returns a new AnnData with obs[key]
 * @throws TissuebookError 'invalid-argument' when nothing is left for training
 */
export function randomSplit(adata: AnnData, options: RandomSplitOptions = {}): AnnData {
  checkAnnData('randomSplit', 'adata', adata);
  checkOptions('randomSplit', options, splitChecks);
  const codes = Int32Array.from({ length: adata.nObs }, (_, i) => i);
  return partition('randomSplit', adata, { codes, count: adata.nObs }, options);
}
