import { type PointGroup, pointGroups } from '../view/pointGroups';
import { decodeArray, type NumberArray } from '../view/arrays';
import { MISSING_COLOR, palettePlace } from '../view/palette';
import { label, readable } from '../view/text';
import type { CategoryColor, HoverField, SpatialPanel, ValueColor } from '../view/types';

type Trace = Record<string, unknown>;

/** Where and in what company a panel's points are drawn. */
export interface PanelPlace {
  /** Suffix of the panel's axes: '' or '2', '3' ... */
  id: string;
  /** The printed unit of length; empty for an embedding. */
  unit: string;
  /** Groups that have a legend entry already; grows. */
  inLegend: Set<string>;
  /** All panels have the same labels, so that a legend entry filters in every one of them. */
  sharedLegend: boolean;
  panels: number;
  /** Square pixels of the panel. */
  area: number;
  /** The points are drawn beside plotly: traces have legend entries and one point that is nowhere. */
  apart: boolean;
  /** Nothing is shown at the pointer. */
  still: boolean;
  /** Marker shapes change with every few colors. */
  shapes: boolean;
}

/** Marker shapes where they are asked for, one for each seven colors of the palette. */
const SYMBOLS = ['circle', 'diamond', 'square', 'triangle-up', 'star', 'hexagon', 'pentagon', 'triangle-down'];
const COLORS_A_SYMBOL = 7;

/** Points beside a selection stay in sight as the tissue around it. */
const UNSELECTED = { marker: { opacity: 0.12 } };

interface Points extends PanelPlace {
  x: NumberArray;
  y: NumberArray;
  fields: ((i: number) => string)[];
  fieldNames: string[];
  size: number;
  groups: PointGroup[];
}

/** The scattergl traces of one panel: one a category, or one for all values and one for what was not measured. */
export function panelTraces(panel: SpatialPanel, place: PanelPlace): Trace[] {
  const [x, y] = [decodeArray(panel.x), decodeArray(panel.y)];
  const points: Points = {
    ...place,
    x,
    y,
    fields: panel.hover.map(fieldReader),
    fieldNames: panel.hover.map((field) => label(field.name)),
    size: pointSize(x.length, place.area),
    groups: pointGroups(panel),
  };
  const traces = panel.color.by === 'category' ? categoryTraces(panel.color, points) : valueTraces(panel.color, points);
  return [...traces, ...regionTraces(panel, points)];
}

/** Pixels across: about two thirds of the mean distance of points spread over the panel, from 2 to 10. */
function pointSize(count: number, area: number): number {
  return Math.min(10, Math.max(2, Math.round(6.6 * Math.sqrt(area / Math.max(1, count))) / 10));
}

function categoryTraces(color: CategoryColor, points: Points): Trace[] {
  const traces: Trace[] = [];
  for (const { what, index } of points.groups) {
    const code = Number(what);
    const name = code < 0 ? 'not labeled' : color.labels[code]!;
    const group = points.sharedLegend ? `c${code}` : `p${points.id}`;
    const shown = !points.sharedLegend || !points.inLegend.has(group);
    points.inLegend.add(group);
    const count = points.panels > 1 && points.sharedLegend ? '' : ` (${readable(index.length)})`;
    traces.push({
      ...pointTrace(index, points, [`<b>${label(name, 80)}</b>`], []),
      name: label(name) + count,
      legendgroup: group,
      ...(!points.sharedLegend && { legendgrouptitle: { text: label(color.name) } }),
      showlegend: shown,
      marker: {
        size: points.size,
        color: code < 0 ? MISSING_COLOR : color.palette[code],
        symbol: points.shapes ? symbolOf(color.palette[code]) : 'circle',
      },
    });
  }
  return traces;
}

/** Colors that are not of our palette are the user's own choice, and stay circles. */
function symbolOf(color: string | undefined): string {
  const place = Math.max(0, color === undefined ? 0 : palettePlace(color));
  return SYMBOLS[Math.floor(place / COLORS_A_SYMBOL) % SYMBOLS.length]!;
}

function valueTraces(color: ValueColor, points: Points): Trace[] {
  const values = decodeArray(color.values);
  const unit = color.unit ? ` ${label(color.unit)}` : '';
  const text = (i: number): string => `${label(color.name)}: ${readable(values[i]!)}${unit}`;
  const traces: Trace[] = [];
  const [measured, missing] = ['measured', 'missing'].map((what) => points.groups.find((group) => group.what === what));
  if (missing) {
    traces.push({
      ...pointTrace(missing.index, points, [], [text]),
      name: 'not measured',
      legendgroup: 'missing',
      showlegend: !points.inLegend.has('missing'),
      marker: { size: points.size, color: MISSING_COLOR },
    });
    points.inLegend.add('missing');
  }
  traces.push({
    ...pointTrace(measured!.index, points, [], [text]),
    name: label(color.name),
    showlegend: false,
    marker: {
      size: points.size,
      color: points.apart ? [NaN] : pick(values, measured!.index),
      coloraxis: `coloraxis${points.id}`,
    },
  });
  return traces;
}

/** The part of a trace that does not depend on the color: positions and what the pointer shows. */
function pointTrace(index: Int32Array, points: Points, head: string[], first: ((i: number) => string)[]): Trace {
  const { x, y, fields, fieldNames, unit } = points;
  const axes = { xaxis: `x${points.id}`, yaxis: `y${points.id}` };
  if (points.apart) return { type: 'scatter', mode: 'markers', x: [null], y: [null], ...axes };
  const lines = [...head];
  first.forEach((_, k) => lines.push(`%{customdata[${k}]}`));
  fieldNames.forEach((name, k) => lines.push(`${name}: %{customdata[${first.length + k}]}`));
  lines.push(`x %{x:.5~r}, y %{y:.5~r} ${unit}`.trimEnd());
  const readers = points.still ? [] : [...first, ...fields];
  return {
    type: 'scattergl',
    mode: 'markers',
    x: pick(x, index),
    y: pick(y, index),
    ...axes,
    ...(readers.length && { customdata: Array.from(index, (i) => readers.map((read) => read(i))) }),
    hovertemplate: `${lines.join('<br>')}<extra></extra>`,
    unselected: UNSELECTED,
  };
}

function fieldReader(field: HoverField): (i: number) => string {
  if ('codes' in field) {
    const codes = decodeArray(field.codes);
    const names = field.labels.map((name) => label(name, 80));
    return (i) => names[codes[i]!] ?? 'not labeled';
  }
  const values = decodeArray(field.values);
  const unit = field.unit ? ` ${label(field.unit)}` : '';
  return (i) => (Number.isNaN(values[i]) ? 'not measured' : readable(values[i]!) + unit);
}

function regionTraces(panel: SpatialPanel, points: Points): Trace[] {
  return (panel.regions ?? []).map((region) => {
    const [x, y] = [decodeArray(region.x), decodeArray(region.y)];
    const group = `r${region.name}`;
    const shown = !points.inLegend.has(group);
    points.inLegend.add(group);
    return {
      type: points.apart ? 'scatter' : 'scattergl',
      mode: 'lines',
      x: [...x, ...x.subarray(0, 1)],
      y: [...y, ...y.subarray(0, 1)],
      xaxis: `x${points.id}`,
      yaxis: `y${points.id}`,
      name: label(region.name),
      legendgroup: label(group),
      showlegend: shown,
      line: { color: '#7a7a7a', width: 2, dash: 'dash' },
      hoverinfo: 'skip',
    };
  });
}

function pick(values: NumberArray, index: Int32Array): NumberArray {
  const Type = values.constructor as new (length: number) => NumberArray;
  const picked = new Type(index.length);
  index.forEach((from, to) => (picked[to] = values[from]!));
  return picked;
}
