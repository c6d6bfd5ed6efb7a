import type { Parameters, TrainingReport } from '../../engine';
import { type Digest, digestOfArrays, type PlainOption, type Receipt, stepReceipt } from '../../receipts';
import type { RunIdentity } from './runFile';

/** Losses that a receipt keeps: of the last steps. Ours. */
const LOSSES = 64;

/** The receipt of a training: its settings and data, the weights and losses that came out. */
export async function fitReceipt(
  { model, config, data, epochs, from }: RunIdentity,
  parameters: Parameters,
  reports: readonly TrainingReport[],
): Promise<Receipt> {
  const weights = await parameters.snapshot();
  const losses = reports.slice(-LOSSES).map(({ losses: terms }) => terms.loss ?? NaN);
  const made: Record<string, Digest> = {
    weights: digestOfArrays(`${weights.size} arrays`, new Map([...weights].map(([name, { data }]) => [name, data]))),
    losses: digestOfArrays('of steps', new Map([['loss', Float64Array.from(losses)]])),
  };
  const options = { epochs, ...(from !== undefined && { from }), ...(config as Record<string, PlainOption>) };
  return stepReceipt(`fit(${model}, ${epochs} epochs)`, options, { data }, made);
}
