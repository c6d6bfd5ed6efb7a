import { AnnData, type BackedAnnData, type ImageSource, MuData } from '../../data';
import { TissuebookError } from '../../errors';
import { show } from '../../options';

/** Cells of one kind of data or of several. */
export type CellData = AnnData | MuData;

/** What a model takes: cells, or cells with a picture of their tissue. */
export type ModelData = CellData | { readonly cells: CellData; readonly image: ImageSource };

/** Several tissues: in memory, backed by files, or paths of files. */
export type Corpus = readonly (ModelData | BackedAnnData | string)[];

/** Whether these are several tissues. */
export const isCorpus = (data: ModelData | Corpus): data is Corpus => Array.isArray(data);

/** The cells of some data. @throws TissuebookError 'invalid-argument' for something that holds none */
export function cellDataOf(where: string, data: ModelData | Corpus): CellData {
  const cells = typeof data === 'object' && data !== null && 'cells' in data ? data.cells : data;
  if (cells instanceof AnnData || cells instanceof MuData) return cells;
  throw new TissuebookError('invalid-argument', `${where} takes an AnnData or a MuData, found ${show(data)}.`, {
    argument: 'data',
    found: data,
    advice: 'Read one with readH5ad or readH5mu; with a picture: { cells, image }.',
  });
}

/**
 * The one table of cells of some data, for models of one kind of data.
 *
 * @param where the function as its user calls it, for the message
 * @throws TissuebookError 'invalid-argument' for something that holds none, or holds several
 */
export function toCells(where: string, data: ModelData | Corpus): AnnData {
  const cells = cellDataOf(where, data);
  if (cells instanceof AnnData) return cells;
  const names = [...cells.mod.keys()];
  throw new TissuebookError('invalid-argument', `${where} takes one kind of data, found ${names.join(' and ')}.`, {
    argument: 'data',
    found: names,
    advice: `Give it one of them: mdata.mod.get('${names[0]}').`,
  });
}
