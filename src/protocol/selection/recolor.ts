import { panelCells } from '../view/pointGroups';
import { decodeArray, encodeArray, type NumberArray } from '../view/arrays';
import { ViewError } from '../view/viewError';
import { readable, shorten } from '../view/text';
import type { CategoryColor, CellSet, SpatialPayload, ValueColor } from '../view/types';

/** The same view in another color, whose codes or values [nCells] are those of all cells. */
export function recolored(payload: SpatialPayload, color: CategoryColor | ValueColor): SpatialPayload {
  const values = decodeArray(color.by === 'category' ? color.codes : color.values);
  const cellCount = payload.cells?.count;
  if (cellCount !== undefined && values.length !== cellCount) {
    throw new ViewError('color', `has ${values.length} numbers for ${cellCount} cells`);
  }
  const first = payload.panels[0]!.color.name;
  const panels = payload.panels.map((panel) => {
    const cells = panelCells(panel);
    const own = encodeArray(cells ? pick(values, cells) : values);
    // A panel that was named for its color is now named for this one.
    const title = panel.title === panel.color.name ? color.name : panel.title;
    return { ...panel, title, color: color.by === 'category' ? { ...color, codes: own } : { ...color, values: own } };
  });
  const count = payload.panels.reduce((sum, panel) => sum + panel.x.shape[0]!, 0);
  const description = `${readable(count)} points colored by ${shorten(color.name, 200)}.`;
  const next = { ...payload, description, title: payload.title.replace(first, () => shorten(color.name, 200)), panels };
  // A table of its own says nothing of this color: one is made from the panels.
  delete next.table;
  return next;
}

/**
 * The same view with the ends of its color scales at other percentiles (0 to 100) of the values that are shown.
 * Panels with the same color share their scale.
 */
export function rescaled(payload: SpatialPayload, low: number, high: number): SpatialPayload {
  const ends = new Map<string, [number, number]>();
  for (const name of new Set(payload.panels.map(({ color }) => color.name))) {
    const lists = payload.panels.flatMap(({ color }) =>
      color.by === 'value' && color.name === name ? [decodeArray(color.values)] : [],
    );
    ends.set(name, percentiles(lists, low, high));
  }
  const panels = payload.panels.map((panel) => {
    if (panel.color.by !== 'value') return panel;
    const [vmin, vmax] = ends.get(panel.color.name)!;
    return { ...panel, color: { ...panel.color, vmin, vmax } };
  });
  return { ...payload, panels };
}

/** A feature that the payload carries, as a color: exact to a 255th of its range. */
export function featureColor({ features, count }: CellSet, name: string): ValueColor | undefined {
  const at = features?.names.indexOf(name) ?? -1;
  if (!features || at < 0) return undefined;
  const [low, high] = [features.low[at]!, features.high[at]!];
  const bytes = decodeArray(features.values).subarray(at * count, (at + 1) * count);
  const values = Float32Array.from(bytes, (byte) => low + ((high - low) * byte) / 255);
  return { by: 'value', name, values: encodeArray(values), vmin: low, vmax: high, scale: 'sequential' };
}

function percentiles(lists: NumberArray[], low: number, high: number): [number, number] {
  const length = lists.reduce((sum, list) => sum + list.length, 0);
  const all = new Float64Array(length);
  let at = 0;
  for (const list of lists) for (const value of list) if (!Number.isNaN(value)) all[at++] = value;
  const sorted = all.subarray(0, at).sort();
  const place = (share: number): number => sorted[Math.round((share / 100) * (at - 1))] ?? 0;
  return [place(Math.min(low, high)), place(Math.max(low, high))];
}

function pick(values: NumberArray, cells: NumberArray): NumberArray {
  const picked = new (values.constructor as new (length: number) => NumberArray)(cells.length);
  cells.forEach((cell, i) => (picked[i] = values[cell]!));
  return picked;
}
