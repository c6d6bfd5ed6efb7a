import { kernelApi } from '../protocol';
import { type CellReceipt, onReceipt, RECEIPTS_METADATA } from '../receipts';

/** Most receipts that wait for an output; of cells that show nothing and take thousands of steps, the first are let go. Ours. */
const MOST_WAITING = 1000;

/** Puts the receipts of steps into the notebook, with the next output after each. Outside of a kernel nothing is kept. */
export function offerReceipts(): void {
  const kernel = kernelApi();
  if (!kernel) return;
  let waiting: CellReceipt[] = [];
  onReceipt((receipt) => {
    waiting.push({ cell: kernel.count ?? 0, ...receipt });
    if (waiting.length > MOST_WAITING) waiting.shift();
  });
  kernel.offerNotes(RECEIPTS_METADATA, () => {
    if (waiting.length === 0) return undefined;
    const taken = waiting;
    waiting = [];
    return taken;
  });
}
