import { listOf, type OptionCheck, text } from '../options';
import type { HoverField } from '../protocol';
import type { CellValues } from './cellValues';
import { encodeCodes, encodeNumbers } from './numbers';

/** What an option that names a color or a hover field may be. */
export const isColor: OptionCheck = (value) =>
  typeof value === 'string' ||
  (typeof value === 'object' && value !== null && 'values' in value && 'name' in value) ||
  isBlend(value)
    ? undefined
    : 'an obs column, a feature, { name, values }, or { blend: [names] }';

const isBlend = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'blend' in value && !listOf(text)(value.blend);

/** A field of the tooltip; `take` chooses the panel's cells. */
export function hoverField(field: CellValues, take: (values: ArrayLike<number>) => ArrayLike<number>): HoverField {
  if (field.kind === 'value') return { name: field.name, values: encodeNumbers(take(field.values), field.name) };
  const { codes, categories } = field.column;
  return { name: field.name, labels: [...categories], codes: encodeCodes(take(codes), categories.length) };
}
