import { AnnData, BackedAnnData, MuData, Table, writeH5ad, type WriteReport } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import { anything, checkOptions, integer, oneOf, show, text } from '../../options';
import { need, needTrained } from '../shared/modelChecks';

export interface WritePredictionOptions {
  /** The modality that the file holds: 'rna'. */
  from: string;
  /** The modality that is predicted: 'prot'. */
  to: string;
  /** Cells that are in memory at a time; as many as take some 64 MiB unless given. */
  rows?: number;
  /** 'gzip' or 'none'. 'none'. */
  compression?: 'gzip' | 'none';
  /** Is told how many cells were written. */
  onProgress?: (cells: number) => void;
  signal?: AbortSignal;
}

/**
 * Predicts the other modality of all cells of a file, block by block, into another file: memory holds a block of cells and the
 * annotations, however many cells there are. The new .h5ad has the cells, obs and obsm of the first, the predicted features, and what
 * was predicted by what in uns['prediction']. It appears under its name only when it is whole.
 *
 *     const cells = await datasets.load('million.h5ad', { backed: true });
 *     await writePrediction(model, cells, 'proteins.h5ad', { from: 'rna', to: 'prot' });
 *
 * @param model trained, and one that answers each cell by itself
 * @throws TissuebookError 'not-trained', 'unknown-option', 'invalid-argument' (a model that cannot do it, or whose answer depends on the
 *   company of a cell, which would be that of its block), 'aborted', and as reading, predicting and writing throw
 */
export async function writePrediction(
  model: Model,
  data: BackedAnnData,
  path: string,
  options: WritePredictionOptions,
): Promise<WriteReport> {
  const checks = { from: text, to: text, rows: integer(1), compression: oneOf('gzip', 'none') };
  checkOptions('writePrediction', options, { ...checks, onProgress: anything, signal: anything });
  const ask = need('writePrediction', model, 'predictModality');
  needTrained('writePrediction', model);
  if (!(data instanceof BackedAnnData)) {
    throw new TissuebookError('invalid-argument', `writePrediction takes data that stay in their file, found ${show(data)}.`, {
      argument: 'data',
      advice: 'For data in memory call predictModality of the model itself.',
    }); // prettier-ignore
  }
  const { from, to, ...writing } = options;
  const none = new AnnData({ obs: new Table([]), var: new Table([]) });
  const predicted = async (block: AnnData): Promise<AnnData> => {
    const { values, features, kind } = await ask(new MuData({ mod: [[from, block], [to, none]] })); // prettier-ignore
    if (kind === 'transductive') throw inCompany(model);
    const uns = new Map([['prediction', new Map([['model', model.card.id], ['from', from], ['to', to]])]]); // prettier-ignore
    return new AnnData({ X: values, obs: block.obs, var: new Table(features), uns });
  };
  return writeH5ad(data, path, { ...writing, prepare: predicted });
}

function inCompany({ card }: Model): TissuebookError {
  const sentence = `writePrediction: an answer of ${card.id} depends on the company of a cell, which would be that of its block.`;
  return new TissuebookError('invalid-argument', sentence, {
    argument: 'model',
    found: 'transductive',
    advice:
      "Train one that answers each cell by itself: graph: 'training' for scmognn, company: 'training' for scmoformer.",
  });
}
