import type { AnnData, ImageSource } from '../../data';
import { AnnData as Cells, BackedAnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { type Corpus, isCorpus, type ModelData, toCells } from '../contract';

/** Cells of one table with the picture of their tissue. */
export interface Pictured {
  readonly cells: AnnData;
  readonly image: ImageSource;
}

/**
 * One or several tissues with their pictures.
 * @throws TissuebookError 'invalid-argument' for data without a picture, or that are not in memory
 */
export function picturedTissues(where: string, data: ModelData | Corpus): Pictured[] {
  const parts: Corpus = isCorpus(data) ? data : [data];
  if (parts.length === 0) {
    throw new TissuebookError('invalid-argument', `${where}: there is no tissue.`, { argument: 'data', found: 0 });
  }
  return parts.map((part) => {
    if (typeof part !== 'string' && !(part instanceof BackedAnnData) && !(part instanceof Cells) && 'image' in part) {
      return { cells: toCells(where, part), image: part.image };
    }
    throw new TissuebookError('invalid-argument', `${where}: there is no picture.`, {
      argument: 'data',
      advice: 'Give cells with the picture of their tissue: { cells: adata, image: new ImageSource(imageOf(adata)) }.',
    });
  });
}
