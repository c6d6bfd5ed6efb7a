import { TissuebookError } from '../errors';
import { show } from '../options';
import { AnnData } from './annData';
import { BackedAnnData } from './backed/backedAnnData';

/**
 * Refuses what is not data in memory, before a verb looks into it.
 *
 * @param where the function as its user calls it
 * @throws TissuebookError 'invalid-argument'
 */
export function checkAnnData(where: string, argument: string, value: unknown): asserts value is AnnData {
  if (value instanceof AnnData) return;
  const backed = value instanceof BackedAnnData;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: ${argument} must be an AnnData, found ${backed ? 'a BackedAnnData' : show(value)}.`,
    {
      argument,
      found: value,
      advice: backed ? 'Read what is needed into memory first: toMemory.' : 'readH5ad and the other readers give one.',
    },
  );
}
