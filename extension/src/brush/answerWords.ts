import { type BrushAnswer, type BrushPayload, type BrushRow, readable } from '../../../src/protocol';
import type { Translations } from '../figure/host';
import { signed } from './responseTable';

/** Share of intervals of 95% that leave zero out where nothing happens. */
const BY_CHANCE = 0.05;

/**
 * An answer in sentences, for eyes and ears: who answers, how many cells, which gene goes furthest beyond its control, how sure that is, and
 * whether a plain average of the neighbors gives as much.
 */
export function answerWords(trans: Translations, { model }: Pick<BrushPayload, 'model'>, answer: BrushAnswer): string {
  const { trainings, painted, maps, genes } = answer;
  const by = trainings === 1 ? trans.__('one training of %1', model) : trans.__('%1 trainings of %2', trainings, model);
  const cells = readable(painted.reduce((sum, count) => sum + count, 0));
  const reached = readable(maps.cells.shape[0]!);
  const row = genes[0];
  return [
    trans.__('Simulated by %1: %2 cells painted, %3 within reach.', by, cells, reached),
    row && row.role !== 'control' ? furthest(trans, row) : '',
    sureness(trans, answer),
  ]
    .filter(Boolean)
    .join(' ');
}

function furthest(trans: Translations, row: BrushRow): string {
  const { name, beyond, low, high, averaged } = row;
  const size = low === null || high === null ? signed(beyond) : `${signed(beyond)}, ${trans.__('95% interval %1 to %2', signed(low), signed(high))}`; // prettier-ignore
  const most = trans.__('%1 goes furthest beyond the matched control (%2).', name, size);
  const plain = isMatched(row)
    ? trans.__('A plain average of the neighbors gives as much (%1): no model is needed for that.', signed(averaged))
    : trans.__('A plain average of the neighbors gives %1.', signed(averaged));
  return `${most} ${plain}`;
}

/** Whether plain averages go as far the same way, or lie in the interval of the model. */
function isMatched({ beyond, low, high, averaged }: BrushRow): boolean {
  if (low !== null && high !== null && averaged >= low && averaged <= high) return true;
  return Math.sign(averaged) === Math.sign(beyond) && Math.abs(averaged) >= Math.abs(beyond);
}

function sureness(trans: Translations, { trainings, answering: { genes, clear } }: BrushAnswer): string {
  if (clear === null || trainings === 1) {
    return trans.__('One training has no interval: nothing says how sure this is.');
  }
  const chance = Math.max(1, Math.round(BY_CHANCE * genes));
  return trans.__(
    'For %1 of %2 genes the interval over trainings leaves zero out; about %3 would by chance.',
    ...[readable(clear), readable(genes), readable(chance)],
  );
}
