import { decodeArray, type NumberArray } from './arrays';
import { pairsTable } from './pairsTable';
import { readable } from './text';
import type {
  BarsPayload,
  CurvePayload,
  HeatmapPayload,
  SpatialPayload,
  ViewPayload,
  ViewTable,
  ViolinPayload,
} from './types';

/** Rows of a long curve that the table keeps, evenly chosen, first and last included. */
const CURVE_ROWS = 200;

/** The table that says what a view shows: its own, or one made from its numbers. */
export function viewTable(payload: ViewPayload): ViewTable {
  if (payload.table) return payload.table;
  switch (payload.kind) {
    case 'spatial':
      return spatialTable(payload);
    case 'curve':
      return curveTable(payload);
    case 'heatmap':
      return heatmapTable(payload);
    case 'bars':
      return barsTable(payload);
    case 'violin':
      return violinTable(payload);
  }
}

function spatialTable(payload: SpatialPayload): ViewTable {
  if (payload.pairs) return pairsTable(payload, payload.pairs);
  const { panels } = payload;
  const several = panels.length > 1;
  const rows: ViewTable['rows'] = [];
  for (const { title, color } of panels) {
    const prefix = several ? [title] : [];
    if (color.by === 'category') {
      const counts = countCodes(decodeArray(color.codes), color.labels.length);
      color.labels.forEach((name, i) => counts[i + 1] && rows.push([...prefix, name, counts[i + 1]!]));
      if (counts[0]) rows.push([...prefix, 'not labeled', counts[0]]);
    } else {
      for (const [name, value] of quantiles(decodeArray(color.values))) {
        rows.push([...prefix, `${name} of ${color.name}`, rounded(value)]);
      }
    }
  }
  const byValue = panels[0]!.color.by === 'value';
  const columns = byValue ? ['Statistic', 'Value'] : [panels[0]!.color.name || 'Category', 'Points'];
  return { columns: several ? ['Panel', ...columns] : columns, rows };
}

/** How often each code occurs; the first count is of -1. */
export function countCodes(codes: NumberArray, labels: number): number[] {
  const counts = new Array<number>(labels + 1).fill(0);
  for (const code of codes) counts[code + 1]!++;
  return counts;
}

function quantiles(values: NumberArray): [string, number][] {
  const sorted = Float64Array.from(values)
    .filter((v) => !Number.isNaN(v))
    .sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return [
    ['Points with a value', sorted.length],
    ['Lowest', at(0)],
    ['First quartile', at(0.25)],
    ['Median', at(0.5)],
    ['Third quartile', at(0.75)],
    ['Highest', at(1)],
  ];
}

function curveTable({ series, xTitle }: CurvePayload): ViewTable {
  const rows: ViewTable['rows'] = [];
  for (const { name, x, y } of series) {
    const [xs, ys] = [decodeArray(x), decodeArray(y)];
    const step = Math.max(1, (xs.length - 1) / (CURVE_ROWS - 1));
    for (let k = 0; Math.round(k) < xs.length; k += step) {
      const i = Math.round(k);
      rows.push([name, rounded(xs[i]!), rounded(ys[i]!)]);
    }
  }
  return { columns: ['Series', xTitle || 'x', 'Value'], rows };
}

function heatmapTable({ rows, columns, values, rowTitle, sizes, sizeTitle, valueTitle }: HeatmapPayload): ViewTable {
  const numbers = decodeArray(values);
  if (sizes) {
    const shares = decodeArray(sizes);
    return {
      columns: [rowTitle || 'Row', 'Column', valueTitle, sizeTitle ?? 'Size'],
      rows: rows.flatMap((row, i) =>
        columns.map((column, j) => {
          const at = i * columns.length + j;
          return [row, column, rounded(numbers[at]!), rounded(shares[at]!)];
        }),
      ),
    };
  }
  const width = columns.length;
  return {
    columns: [rowTitle || 'Row', ...columns],
    rows: rows.map((name, i) => [name, ...Array.from(numbers.subarray(i * width, (i + 1) * width), rounded)]),
  };
}

function barsTable({ groups, groupTitle, series }: BarsPayload): ViewTable {
  const columns = [groupTitle || 'Group'];
  const parts: NumberArray[] = [];
  for (const { name, values, low, high } of series) {
    for (const [suffix, part] of [
      ['', values],
      [', low', low],
      [', high', high],
    ] as const) {
      if (!part) continue;
      columns.push(name + suffix);
      parts.push(decodeArray(part));
    }
  }
  return { columns, rows: groups.map((name, i) => [name, ...parts.map((part) => rounded(part[i]!))]) };
}

function violinTable({ groups, groupTitle, values, cells }: ViolinPayload): ViewTable {
  const [numbers, codes] = [decodeArray(values), decodeArray(cells.groups.codes)];
  const rows = groups.map((name, group) => {
    const own = Float64Array.from(numbers.filter((_, i) => codes[i] === group));
    return [name, ...quantiles(own).map(([, value]) => rounded(value))];
  });
  return { columns: [groupTitle || 'Group', ...quantiles(new Float64Array(0)).map(([name]) => name)], rows };
}

function rounded(value: number): number | string | null {
  return Number.isNaN(value) ? null : Number.isInteger(value) ? value : readable(value);
}
