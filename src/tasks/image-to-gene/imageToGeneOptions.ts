import type { ImageFoldOptions } from './imageFolds';
import type { FeatureName } from '../../names';

export interface ImageToGeneOptions extends ImageFoldOptions {
  /** Which genes. The 50 of the largest variance among the cells that are learned from (ours). */
  genes?: readonly FeatureName[];
  /** What reads genes off the vectors: 'ridge' regression, or an 'mlp' with one hidden layer of 512. 'ridge'. */
  probe?: 'ridge' | 'mlp';
  /** Whether the counts of a cell are brought to 10,000 before the logarithm. False: how much a spot holds is part of the question. True. */
  normalize?: boolean;
  /** Of the tiles and of the model. 0. */
  seed?: number;
}
