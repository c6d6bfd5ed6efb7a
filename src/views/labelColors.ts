import { type AnnData, countCategories, unsAt } from '../data';
import { palette } from '../protocol';
import type { CellValues } from './cellValues';

/**
 * A color for each label. The most frequent labels get the first colors of the palette, which are the easiest to
 * tell apart; labels that are equally frequent keep their order.
 *
 * @param counts how many cells have each label
 * @param chosen the user's own colors, by turns, in the order of the labels
 */
export function labelColors(counts: ArrayLike<number>, chosen: readonly string[] = []): string[] {
  const { length } = counts;
  if (chosen.length) return Array.from({ length }, (_, i) => chosen[i % chosen.length]!);
  const colors = palette(length);
  const result = new Array<string>(length);
  Array.from({ length }, (_, i) => i)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .forEach((label, place) => (result[label] = colors[place]!));
  return result;
}

/**
 * The colors that the file keeps for a column, as scanpy writes them: uns['<column>_colors'], a color for each
 * category. Undefined when there are none, or when they do not fit the categories.
 */
export function storedColors(adata: AnnData, name: string, categories: readonly string[]): string[] | undefined {
  const entry = unsAt(adata.uns, `${name}_colors`);
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || entry.kind !== 'strings') return undefined;
  const colors = entry.values.map((color) => color.toLowerCase().replace(/^(#[0-9a-f]{6})ff$/, '$1'));
  const sound = colors.length === categories.length && colors.every((color) => /^#[0-9a-f]{6}$/.test(color));
  return sound ? colors : undefined;
}

/** How many cells have each of the labels, over all columns that are shown. */
export function countLabels(found: readonly CellValues[], labels: readonly string[]): Float64Array {
  const place = new Map(labels.map((label, i) => [label, i]));
  const counts = new Float64Array(labels.length);
  for (const each of found) {
    if (each.kind !== 'category') continue;
    countCategories(each.column).forEach((count, i) => (counts[place.get(each.column.categories[i]!)!]! += count));
  }
  return counts;
}
