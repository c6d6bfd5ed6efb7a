import type { Selectable } from './linkedCells';
import { panelCells } from '../view/pointGroups';
import { describedBy } from './mask';
import { decodeArray } from '../view/arrays';
import type { CellSet } from '../view/types';

/** How often a label occurs in a selection, and among all cells of the view. */
export interface LabelCount {
  label: string;
  selected: number;
  all: number;
}

/** What each column of labels says of a selection, the most frequent labels first. */
export function composition(payload: Selectable, mask: Uint8Array): { name: string; counts: LabelCount[] }[] {
  return describedBy(payload)
    .filter((each) => 'codes' in each)
    .map(({ name, labels }) => {
      const counts = ['not labeled', ...labels].map((label) => ({ label, selected: 0, all: 0 }));
      const seen = new Uint8Array(mask.length);
      for (const panel of payload.panels) {
        const column = [panel.color, ...panel.hover].find((each) => each.name === name && 'codes' in each);
        if (!column || !('codes' in column)) continue;
        const cells = panelCells(panel);
        const place = column.labels.map((label) => labels.indexOf(label) + 1);
        decodeArray(column.codes).forEach((code, i) => {
          const cell = cells ? cells[i]! : i;
          if (seen[cell]) return;
          seen[cell] = 1;
          const count = counts[code < 0 ? 0 : place[code]!]!;
          count.all++;
          count.selected += mask[cell]!;
        });
      }
      const kept = counts.filter(({ selected }) => selected > 0).sort((a, b) => b.selected - a.selected);
      return { name, counts: kept };
    });
}

/** A feature in the selected cells and in the others. */
export interface FeatureDifference {
  name: string;
  /** Mean in the selection and outside of it. */
  selected: number;
  rest: number;
  /** Difference of the means in standard deviations over all cells (Cohen's d with the overall deviation). */
  difference: number;
}

/**
 * The features that set a selection apart, those with the largest difference first, up or down. Empty when no cell, or
 * every cell, is selected.
 */
export function distinctiveFeatures(cells: CellSet, mask: Uint8Array, most: number): FeatureDifference[] {
  return compareFeatures(
    cells,
    mask,
    mask.map((each) => 1 - each),
    most,
  );
}

/** The features that set two regions apart (`selected` the first, `rest` the second), the largest difference first. */
export function compareFeatures(
  { features, count }: CellSet,
  first: Uint8Array,
  second: Uint8Array,
  most: number,
): FeatureDifference[] {
  const sizes = [first, second].map((mask) => mask.reduce((sum, each) => sum + each, 0)) as [number, number];
  if (!features || sizes.includes(0)) return [];
  const values = decodeArray(features.values);
  const differences = features.names.map((name, f): FeatureDifference => {
    let [inFirst, inSecond, total, squares] = [0, 0, 0, 0];
    for (let cell = 0; cell < count; cell++) {
      const value = values[f * count + cell]!;
      total += value;
      squares += value * value;
      if (first[cell]) inFirst += value;
      if (second[cell]) inSecond += value;
    }
    const deviation = Math.sqrt(Math.max(0, squares / count - (total / count) ** 2));
    const [a, b] = [inFirst / sizes[0], inSecond / sizes[1]];
    const step = (features.high[f]! - features.low[f]!) / 255;
    return {
      name,
      selected: features.low[f]! + step * a,
      rest: features.low[f]! + step * b,
      difference: deviation > 0 ? (a - b) / deviation : 0,
    };
  });
  return differences.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)).slice(0, most);
}
