import { TissuebookError } from '../../errors';
import type { FitOptions } from '../contract';

/**
 * Refuses `ranks` where there are no workers, and for a model whose batches are not sums over cells.
 *
 * @param undivided why the model's batches cannot be divided among processes; undefined where they can
 * @throws TissuebookError 'invalid-argument'
 */
export function checkRanks(where: string, name: string, options: FitOptions, undivided: string | undefined): void {
  const { ranks = 1, peers, on } = options;
  const found = peers?.size ?? ranks;
  if (found === 1) return;
  if (undivided !== undefined) {
    throw new TissuebookError('invalid-argument', `${where}: several workers cannot train one ${name}: ${undivided}.`, {
      argument: 'ranks',
      found,
      advice: 'Train several models at once, a worker each: every fit({ on }) is one. SQUINT and CI-FM take ranks.',
    });
  }
  if (ranks === 1 || on) return;
  throw new TissuebookError('invalid-argument', `${where}: ranks are workers of a cluster, and there is none.`, {
    argument: 'on',
    found: undefined,
    advice: 'Give one: { on: await dask.local({ network: "private" }), ranks: 2 }.',
  });
}
