import type { CategoryColor, ValueColor } from '../protocol';
import type { CellValues } from './cellValues';
import { labelColors, storedIn } from './labelColors';
import { encodeCodes, encodeNumbers, quantile, range } from './numbers';

/** How values become colors. */
export interface ScaleOptions {
  /**
   * Colors #rrggbb for the labels, by turns. Default: those that the data keep (uns['<column>_colors']), else
   * color-blind safe ones in the order of the column's categories, so that a label keeps its color in subsets, other
   * sections and other views.
   */
  palette?: readonly string[];
  /** Ends of the color scale. Default: lowest value and 99.5th percentile (ours); the same on both sides of 0 when diverging. */
  vmin?: number;
  vmax?: number;
  /** Default 'sequential'. */
  scale?: 'sequential' | 'diverging';
}

/** Labels with their colors, the same in every panel. */
export interface SharedLabels {
  labels: string[];
  palette: string[];
}

/** The share of values below the top of the color scale: a few outliers do not wash out a tissue (ours). */
const TOP = 0.995;

/**
 * One list of labels for all panels when they show the same kind of thing (before and after: at least half of the
 * shorter list's labels are in the other), so that a color means the same everywhere; undefined otherwise.
 */
export function sharedLabels(found: CellValues[], options: ScaleOptions): SharedLabels | undefined {
  const lists = found.flatMap((each) => (each.kind === 'category' ? [each.column.categories] : []));
  const alike = lists.every((list) => {
    const common = list.filter((label) => lists[0]!.includes(label)).length;
    return 2 * common >= Math.min(list.length, lists[0]!.length);
  });
  if (lists.length < 2 || !alike) return undefined;
  const labels = [...new Set(lists.flat())];
  return { labels, palette: labelColors(labels, options.palette, storedIn(found)) };
}

/**
 * The color part of a panel.
 *
 * @param take chooses the panel's cells from values for all of them
 */
export function colorFields(
  color: CellValues,
  take: (values: ArrayLike<number>) => ArrayLike<number>,
  options: ScaleOptions,
  shared?: SharedLabels,
): CategoryColor | ValueColor {
  if (color.kind === 'value') return valueFields(color.name, color.values, take, options);
  const { codes, categories } = color.column;
  const { labels, palette: colors } = shared ?? {
    labels: [...categories],
    palette: labelColors(categories, options.palette, storedIn([color])),
  };
  const place = new Map(labels.map((label, i) => [label, i]));
  const newCode = Int32Array.from(categories, (label) => place.get(label)!);
  const taken = take(codes);
  const recoded = Int32Array.from(taken, (code) => (code < 0 ? -1 : newCode[code]!));
  return { by: 'category', name: color.name, labels, palette: colors, codes: encodeCodes(recoded, labels.length) };
}

function valueFields(
  name: string,
  values: ArrayLike<number>,
  take: (values: ArrayLike<number>) => ArrayLike<number>,
  options: ScaleOptions,
): ValueColor {
  const { low, high, count } = range(values);
  const scale = options.scale ?? 'sequential';
  const top = quantile(values, TOP);
  const side = Math.max(Math.abs(low), Math.abs(high));
  const vmin = options.vmin ?? (count ? (scale === 'diverging' ? -side : low) : 0);
  const vmax = options.vmax ?? (count ? (scale === 'diverging' ? side : top > low ? top : high) : 1);
  return {
    by: 'value',
    name,
    values: encodeNumbers(take(values), name),
    vmin: Math.min(vmin, vmax),
    vmax: Math.max(vmin, vmax),
    scale,
  };
}
