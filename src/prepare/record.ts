import { checkArgument, text, objectWith } from '../options';
import { type AnnData, type AnnDataParts, type Uns } from '../data';
import { checkAnnData } from '../data/checkAnnData';

/** Where the steps that were taken are kept, in their order. */
export const LOG_KEY = 'tissuebook_log';

/**
 * A new AnnData with some parts replaced and the step added to uns['tissuebook_log']; what is unchanged is shared.
 *
 * @param step the step as a person would write it: "normalizeTotal(targetSum 10000)"
 */
export function recordStep(adata: AnnData, step: string, changes: Partial<AnnDataParts>): AnnData {
  checkAnnData('recordStep', 'adata', adata);
  checkArgument('recordStep', 'step', step, text);
  checkArgument('recordStep', 'changes', changes, objectWith());
  const uns: Uns = new Map(changes.uns ?? adata.uns);
  const log = uns.get(LOG_KEY);
  const earlier = log && typeof log === 'object' && 'kind' in log && log.kind === 'strings' ? log.values : [];
  const values = [...earlier, step];
  uns.set(LOG_KEY, { kind: 'strings', shape: [values.length], values });
  return adata.with({ ...changes, uns });
}

/** The steps that were taken, in their order. */
export function stepsOf(adata: AnnData): string[] {
  checkAnnData('stepsOf', 'adata', adata);
  const log = adata.uns.get(LOG_KEY);
  return log && typeof log === 'object' && 'kind' in log && log.kind === 'strings' ? [...log.values] : [];
}
