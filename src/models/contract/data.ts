import { AnnData, type BackedAnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { show } from '../../options';

/** What a model takes. */
export type ModelData = AnnData;

/** Several tissues: in memory, backed by files, or paths of files. */
export type Corpus = readonly (ModelData | BackedAnnData | string)[];

/** Whether these are several tissues. */
export const isCorpus = (data: ModelData | Corpus): data is Corpus => Array.isArray(data);

/**
 * The one table of cells of some data.
 *
 * @param where the function as its user calls it, for the message
 * @throws TissuebookError 'invalid-argument' for something that holds none, or holds several
 */
export function toCells(where: string, data: ModelData | Corpus): AnnData {
  if (data instanceof AnnData) return data;
  throw new TissuebookError('invalid-argument', `${where} takes an AnnData, found ${show(data)}.`, {
    argument: 'data',
    found: data,
    advice: 'Read one with readH5ad, or join several with concat.',
  });
}
