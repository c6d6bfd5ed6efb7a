import { AnnData, cellsOf, coordinates, MuData } from '../../data';
import { TissuebookError } from '../../errors';
import type { ModelCard, Need } from '../../protocol';
import { cellDataOf, type Corpus, isCorpus, type ModelData } from '../contract';

/**
 * Holds data against what a model's card says that it needs. Parts of a corpus that are not in memory are left to whoever reads
 * them.
 *
 * @throws TissuebookError 'missing-key' (no X, no positions), 'invalid-argument' (too few cells, one modality, no picture)
 */
export function checkNeeds(where: string, { needs }: ModelCard, data: ModelData | Corpus): void {
  if (isCorpus(data)) return;
  for (const need of needs) check(where, need, data);
}

function check(where: string, need: Need, data: ModelData): void {
  const cells = cellDataOf(where, data);
  const wrong = (sentence: string, found: unknown): TissuebookError =>
    new TissuebookError('invalid-argument', `${where}: ${sentence}`, {
      argument: 'data',
      found,
      advice: `It needs ${need.text}.`,
    });
  if (need.kind === 'values') for (const table of tablesOf(cells)) table.matrix();
  if (need.kind === 'positions') coordinates(cellsOf(cells));
  if (need.kind === 'cells' && cells.nObs < need.least) throw wrong(`${cells.nObs} cells are too few.`, cells.nObs);
  if (need.kind === 'modalities' && !(cells instanceof MuData && cells.mod.size >= 2)) {
    throw wrong('the data are of one kind.', cells instanceof MuData ? [...cells.mod.keys()] : 'AnnData');
  }
  if (need.kind === 'image' && !('image' in data)) throw wrong('there is no picture.', undefined);
}

const tablesOf = (cells: AnnData | MuData): AnnData[] => (cells instanceof AnnData ? [cells] : [...cells.mod.values()]);
