import { categorical } from '../data';
import type { CellValues } from './cellValues';
import { quantile, range } from './numbers';

type Field = Extract<CellValues, { kind: 'value' }>;

/** Cells with none of the fields: lighter than all, darker than a page. */
const NONE = '#d4d4d4';
/**
 * The color of cells that are full of some fields, by which of them (1 the first, 2 the second, 4 the third): Okabe and Ito's colors, which
 * differ for every kind of color vision; of two together the one that paints would give, about.
 */
const FULL = [NONE, '#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'];
/** Steps of each field, none included: 16 labels for two fields, 27 for three, which a legend can hold (ours). */
const STEPS: Record<number, number> = { 2: 4, 3: 3 };
/** The share of values below the last step, as in color scales of views. */
const TOP = 0.995;
/** The signs of cytometry: none, some, more, most. */
const SIGNS = ['−', '+', '++', '+++'];

/** What a blend is called. */
export const blendName = (fields: readonly string[]): string => fields.join(' + ');

/**
 * Two or three fields as one color: each in a few steps from its lowest value to its 99.5th percentile, and the color in between those of the
 * corners, 'none', 'all of the first', 'all of both'. A label tells the steps, 'EPCAM++ CD3E−', so that a legend, a selection and a table can name them. Values that are
 * missing in one field have no label.
 */
export function blendFields(fields: readonly Field[]): CellValues {
  const steps = STEPS[fields.length]!;
  const levels = fields.map(({ values }) => levelsOf(values, steps));
  const all = combinations(fields.length, steps);
  const labels = all.map((combination) => fields.map(({ name }, f) => `${name}${SIGNS[combination[f]!]}`).join(' '));
  const place = new Map(all.map((combination, at) => [combination.join(), labels[at]!]));
  const column = categorical(
    Array.from(levels[0]!, (_, i) => place.get(levels.map((level) => level[i]).join()) ?? null),
    { categories: labels },
  );
  const colors = all.map((combination) => blendColor(combination.map((level) => level / (steps - 1))));
  return { name: blendName(fields.map(({ name }) => name)), kind: 'category', column, colors };
}

/** The step of each value, 0 to steps - 1; -1 for one that is missing. */
function levelsOf(values: ArrayLike<number>, steps: number): Int8Array {
  const { low, high } = range(values);
  const top = quantile(values, TOP);
  const span = (top > low ? top : high) - low || 1;
  return Int8Array.from(values, (value) =>
    Number.isNaN(value) ? -1 : Math.round(Math.min(1, Math.max(0, (value - low) / span)) * (steps - 1)),
  );
}

/** All steps of all fields, those with least first: cells with most are drawn on top. */
function combinations(fields: number, steps: number): number[][] {
  let found: number[][] = [[]];
  for (let f = 0; f < fields; f++) found = found.flatMap((one) => Array.from({ length: steps }, (_, step) => [...one, step])); // prettier-ignore
  const total = (one: number[]): number => one.reduce((sum, step) => sum + step, 0);
  return found.sort((a, b) => total(a) - total(b));
}

/** The color between the corners: a mean of all of them, weighted by how near they are. */
export function blendColor(shares: readonly number[]): string {
  const mixed = [0, 0, 0];
  for (let corner = 0; corner < 1 << shares.length; corner++) {
    const weight = shares.reduce((product, share, f) => product * ((corner >> f) & 1 ? share : 1 - share), 1);
    rgbOf(FULL[corner]!).forEach((part, c) => (mixed[c] = mixed[c]! + weight * part));
  }
  return `#${mixed.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

const rgbOf = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
