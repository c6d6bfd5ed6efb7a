import type { Receipt } from './receipt';

type Listener = (receipt: Receipt) => void;

const listeners = new Set<Listener>();
let kept = process.env.TISSUEBOOK_RECEIPTS !== 'off';

/**
 * Whether steps write receipts. They do, unless the variable TISSUEBOOK_RECEIPTS is 'off' or this says so: hashing takes about a second for 1.5 GB.
 *
 * @example
 * keepReceipts(false);
 */
export function keepReceipts(keep: boolean): void {
  kept = keep;
}

export const receiptsKept = (): boolean => kept;

/** Whether a receipt would be heard: what only listeners get need not be made for none. */
export const receiptsHeard = (): boolean => kept && listeners.size > 0;

/** Tells of every receipt as it is written; returns how to stop that. */
export function onReceipt(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Says that a receipt was written. */
export function tellReceipt(receipt: Receipt): void {
  for (const listener of listeners) listener(receipt);
}
