import { checkArgument, objectWith, text } from '../options';
import { type AnnData, type AnnDataParts, type Uns } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { stringArray, textsAt } from '../data/uns';
import { LOG_KEY, RECEIPTS_KEY, receiptOf, receiptsKept, tellReceipt, writtenIn } from '../receipts';

export { LOG_KEY };

/** What a receipt says beside the step and what changed. */
export interface StepFacts {
  /** The options as they were given. None. */
  options?: object;
  /** The data before the step, where `adata` is not that. */
  from?: AnnData;
}

/**
 * A new AnnData with some parts replaced, the step added to uns['tissuebook_log'], and its receipt (hashes of what it was given and made, options, versions)
 * to uns['tissuebook_receipts']; what is unchanged is shared.
 *
 * @param step the step as a person would write it: "normalizeTotal(targetSum 10000)"
 */
export function recordStep(
  adata: AnnData,
  step: string,
  changes: Partial<AnnDataParts>,
  { options = {}, from = adata }: StepFacts = {},
): AnnData {
  checkAnnData('recordStep', 'adata', adata);
  checkArgument('recordStep', 'step', step, text);
  checkArgument('recordStep', 'changes', changes, objectWith());
  const uns: Uns = new Map(changes.uns ?? adata.uns);
  uns.set(LOG_KEY, stringArray([...stepsOf(adata), step]));
  const made = adata.with({ ...changes, uns });
  if (!receiptsKept()) return made;
  const receipt = receiptOf(step, options, from, made);
  tellReceipt(receipt);
  uns.set(RECEIPTS_KEY, stringArray([...writtenIn(adata), JSON.stringify(receipt)]));
  return made.with({ uns });
}

/** The steps that were taken, in their order. */
export function stepsOf(adata: AnnData): string[] {
  checkAnnData('stepsOf', 'adata', adata);
  return [...(textsAt(adata.uns, LOG_KEY) ?? [])];
}
