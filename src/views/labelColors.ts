import { palette } from '../protocol';
import type { CellValues } from './cellValues';

/** A color for each of some labels; undefined for one without. */
type Known = (label: string) => string | undefined;

/**
 * A color for each label, by its place in the list: the same in a subset, another section and another view, as these keep
 * the categories of their column.
 *
 * @param chosen the user's own colors, by turns, in the order of the labels
 * @param known colors that the data keep; labels without one get the first of ours that are not taken
 */
export function labelColors(
  labels: readonly string[],
  chosen: readonly string[] = [],
  known: Known = () => undefined,
): string[] {
  if (chosen.length) return labels.map((_, i) => chosen[i % chosen.length]!);
  const kept = labels.map(known);
  if (kept.every((color) => color === undefined)) return palette(labels.length);
  const taken = new Set(kept);
  const free = palette(labels.length + taken.size).filter((color) => !taken.has(color));
  let next = 0;
  return kept.map((color) => color ?? free[next++ % free.length]!);
}

/** The stored color of a label in the first of some columns that has one. */
export function storedIn(found: readonly CellValues[]): Known {
  const colors = new Map<string, string>();
  for (const each of found) {
    if (each.kind !== 'category') continue;
    each.column.categories.forEach((label, i) => {
      const color = each.colors?.[i];
      if (color !== undefined && !colors.has(label)) colors.set(label, color);
    });
  }
  return (label) => colors.get(label);
}
