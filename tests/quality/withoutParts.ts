import { decimal, deviationOf, meanOf, signed } from './numbers';
import type { Measured, Numbers } from './target';

/** Scores of a model without each of its parts, and how far each is from the whole: of one seed, so on the same folds. */
export function apartFromWhole(found: Readonly<Record<string, Numbers>>, whole = 'whole'): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [variant, scores] of Object.entries(found)) {
    for (const [name, value] of Object.entries(scores)) {
      numbers[`${variant}: ${name}`] = value;
      if (variant !== whole) numbers[`${variant} less ${whole}: ${name}`] = value - found[whole][name];
    }
  }
  return numbers;
}

/** 'no prior +.002 ± .003': the mean over seeds of the difference to the whole, and its standard deviation. */
export function difference(found: Measured, variant: string, name: string, whole = 'whole'): string {
  const values = found.values(`${variant} less ${whole}: ${name}`);
  const spread = values.length < 2 ? '' : ` ± ${decimal(deviationOf(values), 3)}`;
  return `${variant} ${signed(meanOf(values))}${spread}`;
}
