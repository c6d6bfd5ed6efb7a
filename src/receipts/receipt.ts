import { arch, platform } from 'node:process';
import type { AnnData } from '../data';
import { RECEIPTS_KEY, textsAt } from '../data/uns';
import type { Digest } from './digest';
import { partsOf } from './partsOf';
import { version } from './version';

/** What an option may be in a receipt. */
export type PlainOption = string | number | boolean | null | PlainOption[] | { [name: string]: PlainOption };

/** What a step was given, did and made. */
export interface Receipt {
  /** The step as a person would write it: "normalizeTotal(targetSum 10000)". */
  step: string;
  /** What was asked for; what cannot be written down, as functions and signals, is left out. */
  options: Record<string, PlainOption>;
  /** The hash of every part of the data that no earlier receipt has. */
  given: Record<string, string>;
  /** Every part that is new or other than before. */
  made: Record<string, Digest>;
  /** Parts that are there no longer. */
  gone?: string[];
  /** Who did it. */
  by: { tissuebook: string; node: string; machine: string };
}

/** The receipts of the steps that data have gone through, in their order; of data from elsewhere, none. */
export function receiptsOf(adata: AnnData): Receipt[] {
  return writtenIn(adata).flatMap((text) => {
    try {
      const receipt = JSON.parse(text) as Receipt;
      return receipt && typeof receipt.step === 'string' && receipt.given && receipt.made ? [receipt] : [];
    } catch {
      return [];
    }
  });
}

/** The receipts as they stand in uns. */
export function writtenIn(adata: AnnData): readonly string[] {
  return textsAt(adata.uns, RECEIPTS_KEY) ?? [];
}

/** The receipt of a step from data to data. */
export function receiptOf(step: string, options: object, from: AnnData, to: AnnData): Receipt {
  const before = partsOf(from);
  const after = partsOf(to);
  const known = new Map<string, string>();
  for (const earlier of receiptsOf(from)) {
    for (const [part, hash] of Object.entries(earlier.given)) known.set(part, hash);
    for (const [part, { hash }] of Object.entries(earlier.made)) known.set(part, hash);
  }
  const given = [...before].filter(([part, { hash }]) => known.get(part) !== hash);
  const made = [...after].filter(([part, { hash }]) => before.get(part)?.hash !== hash);
  const gone = [...before.keys()].filter((part) => !after.has(part));
  const hashes = Object.fromEntries(given.map(([part, { hash }]) => [part, hash]));
  return { ...stepReceipt(step, options, hashes, Object.fromEntries(made)), ...(gone.length > 0 && { gone }) };
}

/** The receipt of a step whose parts were looked at already. */
export function stepReceipt(step: string, options: object, given: Receipt['given'], made: Receipt['made']): Receipt {
  const by = { tissuebook: version(), node: process.version, machine: `${platform} ${arch}` };
  return { step, options: plainOptions(options), given, made, by };
}

/** Options as a receipt keeps them. */
function plainOptions(options: object): Receipt['options'] {
  const kept = Object.entries(options).flatMap(([name, value]) => {
    const plain = plainOption(value);
    return plain === undefined ? [] : [[name, plain] as const];
  });
  return Object.fromEntries(kept);
}

function plainOption(value: unknown): PlainOption | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value))
    return value.length <= 64 ? value.map((one) => plainOption(one) ?? null) : `${value.length} entries`;
  if (typeof value !== 'object') return undefined;
  return Object.getPrototypeOf(value) === Object.prototype ? plainOptions(value) : undefined;
}
