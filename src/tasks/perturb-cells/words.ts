import type { CellChange } from './options';
import type { CellPerturbationSummary, GeneResponse } from './summary';

/** Names that a sentence lists. */
const SHOWN = 4;

/** What was done and who can feel it, in a sentence or two. */
export function responseWords({ changes, painted, cells, steps, readings, model }: CellPerturbationSummary): string {
  const done = changes.map(
    (change, at) => `${change.name ? `${change.name}: ` : ''}${doneTo(change, painted[at]!.length)}`,
  );
  const trainings = readings.length === 1 ? 'one training' : `${readings.length} trainings`;
  return `${done.join('; ')}. ${cells.length} cells are within reach (${steps} steps) and are inferred, by ${trainings} of ${model}.`;
}

function doneTo({ genes = [], sets = [], dose = 0, types = [], cells = 10 }: CellChange, painted: number): string {
  if (types.length > 0) return `${cells} cells of ${listed(types)} put in among ${painted} cells`;
  return `${listed([...genes, ...sets])} at ${Math.round(100 * dose)}% in ${painted} cells`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** With sign and three digits after the point. */
export const signed = (value: number): string => `${value < -0.0005 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

/** A mean with its interval, where it has one. */
export function withInterval({ mean, low, high }: GeneResponse['beyondControl']): string {
  return Number.isNaN(low) ? signed(mean) : `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}
