import { coordinates, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { ModelCard } from '../../protocol';

/**
 * Holds data against what a model's card says that it needs.
 *
 * @throws TissuebookError 'missing-key' (no X, no positions), 'invalid-argument' (too few cells)
 */
export function checkNeeds(where: string, { needs }: ModelCard, data: AnnData): void {
  for (const need of needs) {
    if (need.kind === 'values') data.matrix();
    if (need.kind === 'positions') coordinates(data);
    if (need.kind === 'cells' && data.nObs < need.least) {
      throw new TissuebookError('invalid-argument', `${where}: ${data.nObs} cells are too few.`, {
        argument: 'data',
        found: data.nObs,
        advice: `It needs ${need.text}.`,
      });
    }
  }
}
