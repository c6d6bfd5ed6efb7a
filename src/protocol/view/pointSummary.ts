import { panelCells } from './pointGroups';
import { UNIT_NAMES } from '../figure/scaleBar';
import { decodeArray } from './arrays';
import { readable, shorten } from './text';
import type { HoverField, SpatialPanel, SpatialPayload } from './types';

/** What is known of a point, a line each, as plain text: its name, its color, the fields for the pointer, its place. */
export function pointSummary({ axes, unit, cells }: SpatialPayload, panel: SpatialPanel, point: number): string[] {
  const { color } = panel;
  const cell = panelCells(panel)?.[point] ?? point;
  const name = cells?.names?.[cell];
  const [x, y] = [panel.x, panel.y].map((array) => readable(decodeArray(array)[point]!));
  return [
    ...(name === undefined ? [] : [shorten(name, 80)]),
    ...[color, ...panel.hover].map((field) => `${shorten(field.name, 40)}: ${fieldText(field, point)}`),
    `x ${x}, y ${y}${axes ? '' : ` ${UNIT_NAMES[unit]}`}`,
  ];
}

function fieldText(field: HoverField, point: number): string {
  if ('codes' in field) return shorten(field.labels[decodeArray(field.codes)[point]!] ?? 'not labeled', 80);
  const value = decodeArray(field.values)[point]!;
  return Number.isNaN(value) ? 'not measured' : readable(value) + (field.unit ? ` ${shorten(field.unit, 40)}` : '');
}
