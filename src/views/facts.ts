import type { OptionCheck } from '../options';
import type { HoverFact } from '../protocol';
import type { CellValues } from './cellValues';
import { encodeCodes, encodeNumbers } from './numbers';

/** What an option that names a color or fact may be. */
export const isColor: OptionCheck = (value) =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && 'values' in value && 'name' in value)
    ? undefined
    : 'an obs column, a feature, or { name, values }';

/** A fact for the pointer; `take` chooses the panel's cells. */
export function hoverFact(fact: CellValues, take: (values: ArrayLike<number>) => ArrayLike<number>): HoverFact {
  if (fact.kind === 'value') return { name: fact.name, values: encodeNumbers(take(fact.values), fact.name) };
  const { codes, categories } = fact.column;
  return { name: fact.name, labels: [...categories], codes: encodeCodes(take(codes), categories.length) };
}
