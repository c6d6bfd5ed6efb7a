import { type Model, type MuData, predictModality } from '../../src';
import type { PredictModalityOptions } from '../../src/tasks';
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

/** The error and the correlation by feature of each variant's predictions, and how far they are from the whole. */
export async function predictionsApart(
  variants: Readonly<Record<string, { model: Model; mdata: MuData }>>,
  asked: Pick<PredictModalityOptions, 'from' | 'to' | 'seed'>,
  whole = 'whole',
): Promise<Record<string, number>> {
  const found: Record<string, Numbers> = {};
  for (const [name, { model, mdata }] of Object.entries(variants)) {
    const { scores } = await predictModality(model, mdata, { ...asked, progress: false });
    found[name] = { RMSE: scores[0].rmse, 'feature r': scores[0].featureR };
  }
  return apartFromWhole(found, whole);
}

/** The differences of all variants but the first, which is the whole. */
export const differences = (found: Measured, variants: object, name: string): string[] =>
  Object.keys(variants)
    .slice(1)
    .map((variant) => difference(found, variant, name));

/** 'no prior +.002 ± .003': the mean over seeds of the difference to the whole, and its standard deviation. */
export function difference(found: Measured, variant: string, name: string, whole = 'whole'): string {
  const values = found.values(`${variant} less ${whole}: ${name}`);
  const spread = values.length < 2 ? '' : ` ± ${decimal(deviationOf(values), 3)}`;
  return `${variant} ${signed(meanOf(values))}${spread}`;
}
