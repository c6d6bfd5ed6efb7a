import type { Selectable } from './linkedCells';
import { panelCells } from '../view/pointGroups';
import { type Criterion, insideOutline, insideRange } from './selection';
import { decodeArray, type NumberArray } from '../view/arrays';
import type { CategoryColor, HoverField, ValueColor } from '../view/types';

/** A color or field of a view: something that cells can be chosen by. */
export type Described = CategoryColor | ValueColor | HoverField;

/** All colors and fields of a view, each name once. */
export function describedBy({ panels }: Selectable): Described[] {
  const byName = new Map<string, Described>();
  for (const { color, hover } of panels) {
    for (const each of [color, ...hover]) if (!byName.has(each.name)) byName.set(each.name, each);
  }
  return [...byName.values()];
}

/** The cells [cells.count] of a view that a criterion finds: 1 found, 0 not. Nothing where the view lacks the column. */
export function selectionMask(payload: Selectable, criterion: Criterion): Uint8Array {
  const { cells, panels } = payload;
  const mask = new Uint8Array(cells.count);
  panels.forEach((panel, p) => {
    const found =
      'inside' in criterion ? findInside(payload, p, criterion) : findColumn([panel.color, ...panel.hover], criterion);
    const places = panelCells(panel);
    found?.forEach((each, i) => each && (mask[places ? places[i]! : i] = 1));
  });
  return mask;
}

/** All panels of one section show the same outline; panels that are groups have it to themselves. */
function findInside(
  { panels, cells }: Selectable,
  p: number,
  { inside, of }: Extract<Criterion, { inside: unknown }>,
): Uint8Array | undefined {
  const panel = panels[p]!;
  if (of && of.label !== panel.title) return undefined;
  const { factor } = cells.basis;
  const corners = inside.map(([x, y]): [number, number] => [x * factor, y * factor]);
  return insideOutline(corners, decodeArray(panel.x), decodeArray(panel.y));
}

function findColumn(
  described: Described[],
  criterion: Exclude<Criterion, { inside: unknown }>,
): Uint8Array | undefined {
  const column = described.find(({ name }) => name === criterion.column);
  if (!column) return undefined;
  if ('labels' in criterion) {
    if (!('codes' in column)) return undefined;
    const wanted = new Set(criterion.labels.map((label) => (label === null ? -1 : column.labels.indexOf(label))));
    return mapBytes(decodeArray(column.codes), (code) => wanted.has(code));
  }
  if (!('values' in column)) return undefined;
  return insideRange(decodeArray(column.values), criterion);
}

function mapBytes(values: NumberArray, test: (value: number) => boolean): Uint8Array {
  const result = new Uint8Array(values.length);
  values.forEach((value, i) => (result[i] = test(value) ? 1 : 0));
  return result;
}
