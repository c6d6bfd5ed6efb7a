import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';

/** The layer that says which entries of X are known: 1, or 0 for one that is hidden or was not measured. */
export const OBSERVED = 'observed';

/**
 * Which entries of X are known, by layers['observed'] [nObs nVars], row-major: 1, or 0 for one that is not; undefined where there is
 * no such layer, and all are.
 *
 * @param where the function as its user calls it, for the message
 * @throws TissuebookError 'invalid-argument' for a value that is neither 0 nor 1
 */
export function observedEntries(where: string, adata: AnnData): Uint8Array | undefined {
  const layer = adata.layers.get(OBSERVED);
  if (!layer) return undefined;
  const { values } = layer.toDense();
  return Uint8Array.from(values, (value) => {
    if (value === 0 || value === 1) return value;
    throw new TissuebookError('invalid-argument', `${where}: layers['${OBSERVED}'] holds ${value}.`, {
      argument: 'layers',
      found: value,
      advice: 'It has 1 for an entry that is known and 0 for one that is not.',
    });
  });
}
