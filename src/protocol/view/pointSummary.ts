import { panelCells } from './pointGroups';
import { UNIT_NAMES } from '../figure/scaleBar';
import { decodeArray } from './arrays';
import { readable, shorten } from './text';
import type { HoverFact, SpatialPanel, SpatialPayload } from './types';

/** What is known of a point, a line each, as plain text: its name, its color, the facts for the pointer, its place. */
export function pointFacts({ axes, unit, cells }: SpatialPayload, panel: SpatialPanel, point: number): string[] {
  const { color } = panel;
  const cell = panelCells(panel)?.[point] ?? point;
  const name = cells?.names?.[cell];
  const [x, y] = [panel.x, panel.y].map((array) => readable(decodeArray(array)[point]!));
  return [
    ...(name === undefined ? [] : [shorten(name, 80)]),
    ...[color, ...panel.hover].map((fact) => `${shorten(fact.name, 40)}: ${factOf(fact, point)}`),
    `x ${x}, y ${y}${axes ? '' : ` ${UNIT_NAMES[unit]}`}`,
  ];
}

function factOf(fact: HoverFact, point: number): string {
  if ('codes' in fact) return shorten(fact.labels[decodeArray(fact.codes)[point]!] ?? 'not labeled', 80);
  const value = decodeArray(fact.values)[point]!;
  return Number.isNaN(value) ? 'not measured' : readable(value) + (fact.unit ? ` ${shorten(fact.unit, 40)}` : '');
}
