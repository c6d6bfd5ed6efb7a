import type { ImageFoldOptions } from '../image-to-gene/imageFolds';

export interface RetrieveOptions extends ImageFoldOptions {
  /** How many items count as found among the most similar, all of the same section. [1, 5, 10] (ours). */
  k?: readonly number[];
  /** Of the tiles. 0. */
  seed?: number;
}
