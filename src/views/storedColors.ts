import { type AnnData, unsAt, type UnsValue } from '../data';
import { COLOR_NAMES } from './colorNames';

/** What the data keep for the labels of a column. */
export interface StoredColors {
  /** A color #rrggbb for each label, where there is one. */
  colors: (string | undefined)[];
  /** Why what is stored was not used, or not all of it: a sentence. */
  notice?: string;
}

/**
 * The colors that the data keep for a column in uns['<column>_colors']: a list in the order of the categories, as scanpy
 * writes it (what is longer counts as far as there are categories), or a color for each label by name. Colors are
 * #rrggbb, #rgb, with or without a last pair for opacity, names of CSS and matplotlib ('C0', 'tab:blue'), shares of gray
 * ('0.5'), or numbers [colors, 3 or 4] from 0 to 1.
 *
 * @returns undefined without such an entry
 */
export function storedColors(adata: AnnData, name: string, labels: readonly string[]): StoredColors | undefined {
  const entry = unsAt(adata.uns, `${name}_colors`);
  if (entry === undefined || entry === null) return undefined;
  const key = `uns['${name}_colors']`;
  if (entry instanceof Map) {
    const colors = labels.map((label) => toHex(entry.get(label)));
    const without = labels.filter((_, i) => colors[i] === undefined);
    return without.length ? { colors, notice: `${key} has no readable color for ${some(without)}.` } : { colors };
  }
  const none = labels.map(() => undefined);
  const list = listOf(entry);
  if (!list) return { colors: none, notice: `${key} holds no colors, and was not used.` };
  if (list.length < labels.length) {
    const notice = `${key} has ${list.length} colors for ${labels.length} labels, and was not used.`;
    return { colors: none, notice };
  }
  const colors = labels.map((_, i) => toHex(list[i]));
  const bad = colors.indexOf(undefined);
  if (bad < 0) return { colors };
  return {
    colors: none,
    notice: `${key} holds ${String(list[bad]).slice(0, 40)}, which is no color, and was not used.`,
  };
}

function some(labels: readonly string[]): string {
  const shown = labels.slice(0, 3).join(', ');
  return labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown;
}

/** The entries of a list of colors, in any form in which files keep one. */
function listOf(entry: UnsValue): unknown[] | undefined {
  if (typeof entry === 'string') return [entry];
  if (typeof entry !== 'object' || entry === null || !('kind' in entry)) return undefined;
  switch (entry.kind) {
    case 'strings':
    case 'string':
      return entry.values;
    case 'categorical':
      return Array.from(entry.codes, (code) => entry.categories[code]);
    case 'array': {
      const width = entry.shape[1] ?? 0;
      if (entry.shape.length !== 2 || width < 3 || width > 4) return undefined;
      const numbers = Array.from(entry.values as ArrayLike<number | bigint>, Number);
      return Array.from({ length: entry.shape[0]! }, (_, i) => numbers.slice(i * width, (i + 1) * width));
    }
    default:
      return undefined;
  }
}

/** matplotlib's ten colors: 'C0' to 'C9', and 'tab:blue' and so on. */
const TABLEAU = new Map(
  'blue 1f77b4 orange ff7f0e green 2ca02c red d62728 purple 9467bd brown 8c564b pink e377c2 gray 7f7f7f olive bcbd22 cyan 17becf'
    .split(/(?<=[0-9a-f]{6}) /)
    .map((pair) => pair.split(' ') as [string, string]),
);
/** matplotlib's letters. */
const LETTERS: Record<string, string> = {
  b: '#0000ff',
  g: '#008000',
  r: '#ff0000',
  c: '#00bfbf',
  m: '#bf00bf',
  y: '#bfbf00',
  k: '#000000',
  w: '#ffffff',
};

/** A color as #rrggbb, without its opacity; undefined for what is no color. */
export function toHex(color: unknown): string | undefined {
  if (Array.isArray(color)) return fromShares(color);
  if (typeof color === 'object' && color !== null && 'values' in color) {
    return fromShares(Array.from(color.values as ArrayLike<number | bigint>, Number));
  }
  if (typeof color !== 'string') return undefined;
  const text = color.trim().toLowerCase();
  const [, hex] = /^#([0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(text) ?? [];
  if (hex) return `#${hex}`;
  const [, short] = /^#([0-9a-f]{3})[0-9a-f]?$/.exec(text) ?? [];
  if (short) return `#${[...short].map((digit) => digit + digit).join('')}`;
  const [, place, tab] = /^(?:c(\d)|tab:([a-z]+))$/.exec(text) ?? [];
  const tableau = place ? [...TABLEAU.values()][Number(place)] : TABLEAU.get(tab === 'grey' ? 'gray' : (tab ?? ''));
  if (tableau) return `#${tableau}`;
  if (/^(0?\.\d+|[01](\.0*)?)$/.test(text)) return fromShares([Number(text), Number(text), Number(text)]);
  return COLOR_NAMES.get(text) ?? (Object.hasOwn(LETTERS, text) ? LETTERS[text] : undefined);
}

function fromShares(shares: readonly unknown[]): string | undefined {
  const three = shares.slice(0, 3).map(Number);
  if (shares.length < 3 || shares.length > 4 || !three.every((share) => share >= 0 && share <= 1)) return undefined;
  return `#${three
    .map((share) =>
      Math.round(255 * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
