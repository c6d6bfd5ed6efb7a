export { type Digest, digestOfArrays } from './digest';
export { keepReceipts, onReceipt, receiptsHeard, receiptsKept, tellReceipt } from './journal';
export { RECEIPTS_KEY } from '../data/uns';
export { LOG_KEY } from './partsOf';
export { type PlainOption, type Receipt, receiptOf, receiptsOf, stepReceipt, writtenIn } from './receipt';
export { compareReceipts, type Difference } from './compareReceipts';
export { type CellReceipt, RECEIPTS_METADATA } from './notebooks';
