import { cellOutlines, checkOutlines } from './cellOutlines';
import { array, cellSet, checkCells, numbers } from './cellSetCheck';
import { checkImages, sectionImage } from './imageCheck';
import { cellPairs, checkPairs } from './pairsCheck';
import { checkSizes, checkTree, matrixTree } from './matrixCheck';
import { checkLinks, linkedCells } from '../selection/linkedCells';
import { checkTranscripts, shownTranscripts } from '../transcripts/transcriptCheck';
import { checkWatched, watchedRun } from '../watch/watchCheck';
import { ViewError } from './viewError';
import { finite, flag, list, MAX_TEXT, oneOf, record, text, type Check } from './shape';
import type { Arrows, HoverField, SpatialPanel, ViewKind, ViewPayload } from './types';
import type { EncodedArray } from './encodedArray';
import { VIEW_VERSION } from './types';

/** Most categories in one legend: a codebook of 4,096 tokens still fits. */
const MAX_LABELS = 5000;
/** Most panels, series or fields: a page has no room for more. */
const MAX_PARTS = 64;
/** Most arrows of a panel: more are a tangle, and each is an element of the page. */
const MAX_ARROWS = 500;
const label = text(500);
const labels = list(label, 0, MAX_LABELS);

const color: Check = (value, path) => {
  const by = (value as { by?: unknown } | null)?.by;
  if (by === 'category') {
    record({ by: text(), name: label, labels, palette: list(hexColor, 0, MAX_LABELS), codes: array })(value, path);
  } else if (by === 'value') {
    record(
      { by: text(), name: label, values: array, vmin: finite, vmax: finite, scale: oneOf('sequential', 'diverging') },
      { unit: label },
    )(value, path);
  } else throw new ViewError(`${path}.by`, 'must be one of category, value');
};

const hoverField: Check = (value, path) => {
  const categorical = typeof value === 'object' && value !== null && Object.hasOwn(value, 'codes');
  if (categorical) record({ name: label, labels, codes: array })(value, path);
  else record({ name: label, values: array }, { unit: label })(value, path);
};

const panel = record(
  { title: label, x: array, y: array, color, hover: list(hoverField, 0, MAX_PARTS) },
  {
    regions: list(record({ name: label, x: array, y: array }), 0, MAX_PARTS),
    arrows: record({ from: array, to: array, weights: array }),
    cells: array,
    image: finite,
    z: array,
  },
);

const cell: Check = (value, path) => {
  if (value !== null && typeof value !== 'number') text()(value, path);
};

const common: Record<string, Check> = {
  version: finite,
  kind: text(),
  id: text(200),
  title: text(),
  caption: text(),
  description: text(4 * MAX_TEXT),
};
const table = { table: record({ columns: list(label, 1, 1000), rows: list(list(cell, 0, 1000)) }) };

const interval = { low: array, high: array };
const shapes: Record<ViewKind, Check> = {
  spatial: record(
    { ...common, unit: oneOf('um', 'px', 'units'), panels: list(panel, 1, MAX_PARTS) },
    {
      ...table,
      linked: flag,
      shapes: flag,
      cells: cellSet,
      images: list(sectionImage, 0, MAX_PARTS),
      pairs: cellPairs,
      outlines: cellOutlines,
      transcripts: shownTranscripts,
      axes: record({ x: label, y: label }, { free: flag }),
      space: record({ z: label }),
      watch: watchedRun,
    },
  ),
  curve: record(
    {
      ...common,
      xTitle: label,
      yTitle: label,
      series: list(record({ name: label, x: array, y: array }, interval), 0, MAX_PARTS),
    },
    {
      ...table,
      yScale: oneOf('linear', 'log'),
      step: flag,
      progress: record(
        {
          done: finite,
          of: finite,
          unit: label,
          status: oneOf('running', 'paused', 'stopped', 'finished', 'failed'),
        },
        { etaSeconds: finite },
      ),
    },
  ),
  heatmap: record(
    {
      ...common,
      rows: labels,
      columns: labels,
      rowTitle: label,
      columnTitle: label,
      values: array,
      valueTitle: label,
      vmin: finite,
      vmax: finite,
      scale: oneOf('sequential', 'diverging'),
    },
    { ...table, sizes: array, sizeTitle: label, rowTree: matrixTree, columnTree: matrixTree, cells: linkedCells },
  ),
  bars: record(
    {
      ...common,
      groups: labels,
      groupTitle: label,
      valueTitle: label,
      series: list(record({ name: label, values: array }, interval), 0, MAX_PARTS),
    },
    { ...table, stacked: flag, cells: linkedCells },
  ),
  violin: record(
    { ...common, groups: labels, groupTitle: label, valueTitle: label, values: array, cells: linkedCells },
    table,
  ),
};

/**
 * Whether a value, from wherever it came, is a payload that the figure builder can draw: known version and kind, no
 * other fields, texts of bearable length, arrays whose dtype, shape and length fit, codes within their labels.
 *
 * @returns the value itself, now typed
 * @throws ViewError that names the field at fault
 */
export function checkView(value: unknown): ViewPayload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ViewError('the payload', 'must be an object');
  }
  const { version, kind } = value as { version?: unknown; kind?: unknown };
  if (version !== VIEW_VERSION) {
    throw new ViewError('version', `must be ${VIEW_VERSION}; a newer Tissuebook may be able to show it`);
  }
  if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) {
    throw new ViewError('kind', `must be one of ${Object.keys(shapes).join(', ')}`);
  }
  shapes[kind as ViewKind](value, 'view');
  const payload = value as ViewPayload;
  if (payload.table) checkTable(payload.table);
  contents[kind as ViewKind](payload as never);
  return payload;
}

const contents: { [K in ViewKind]: (payload: Extract<ViewPayload, { kind: K }>) => void } = {
  spatial: ({ panels, cells, space, pairs, outlines, transcripts, watch, images = [] }) => {
    panels.forEach((each, i) => {
      checkPanel(each, `panels[${i}]`);
      if (!space === !each.z) return;
      throw new ViewError(`panels[${i}].z`, space ? 'must be there in a view in space' : 'belongs to views in space');
    });
    if (cells) checkCells(cells, panels);
    checkImages(images, panels);
    if (pairs) checkPairs(pairs, cells);
    if (outlines) checkOutlines(outlines, cells);
    if (transcripts) checkTranscripts(transcripts);
    if (watch) checkWatched(watch, cells?.count);
  },
  curve: ({ series }) =>
    series.forEach((line, i) => {
      const path = `series[${i}]`;
      const n = numbers(line.x, `${path}.x`, { finite: true }).length;
      for (const part of ['y', 'low', 'high'] as const) {
        const values = line[part];
        if (values) numbers(values, `${path}.${part}`, { length: n });
      }
    }),
  heatmap: ({ values, rows, columns, vmin, vmax, cells, sizes, rowTree, columnTree }) => {
    const { shape } = values;
    if (shape.length !== 2 || shape[0] !== rows.length || shape[1] !== columns.length) {
      throw new ViewError('values.shape', `must be [${rows.length}, ${columns.length}], as rows and columns say`);
    }
    numbers(values, 'values');
    if (sizes) checkSizes(sizes, rows.length * columns.length);
    if (rowTree) checkTree(rowTree, rows.length, 'rowTree');
    if (columnTree) checkTree(columnTree, columns.length, 'columnTree');
    checkRange(vmin, vmax, 'vmax');
    if (cells) checkLinks(cells, rows.length, columns.length);
  },
  bars: ({ series, groups, cells }) => {
    series.forEach((bar, i) => {
      for (const part of ['values', 'low', 'high'] as const) {
        const values = bar[part];
        if (values) numbers(values, `series[${i}].${part}`, { length: groups.length });
      }
    });
    if (cells) checkLinks(cells, groups.length);
  },
  violin: ({ values, groups, cells }) => {
    checkLinks(cells, groups.length);
    numbers(values, 'values', { length: cells.count });
  },
};

function checkPanel(panel: SpatialPanel, path: string): void {
  const { length } = numbers(panel.x, `${path}.x`, { finite: true });
  numbers(panel.y, `${path}.y`, { finite: true, length });
  if (panel.z) numbers(panel.z, `${path}.z`, { finite: true, length });
  const { color } = panel;
  if (color.by === 'category') {
    if (color.palette.length !== color.labels.length) {
      throw new ViewError(`${path}.color.palette`, `must have one color for each of ${color.labels.length} labels`);
    }
    checkCodes(color.codes, color.labels, `${path}.color.codes`, length);
  } else {
    numbers(color.values, `${path}.color.values`, { length });
    checkRange(color.vmin, color.vmax, `${path}.color.vmax`);
  }
  panel.hover.forEach((each, i) => checkField(each, `${path}.hover[${i}]`, length));
  panel.regions?.forEach((region, i) => {
    const corners = numbers(region.x, `${path}.regions[${i}].x`, { finite: true }).length;
    numbers(region.y, `${path}.regions[${i}].y`, { finite: true, length: corners });
  });
  if (panel.arrows) checkArrows(panel.arrows, `${path}.arrows`, length);
}

function checkArrows({ from, to, weights }: Arrows, path: string, points: number): void {
  const { length } = numbers(from, `${path}.from`, { finite: true });
  if (length > MAX_ARROWS) throw new ViewError(`${path}.from`, `has ${length} arrows, more than ${MAX_ARROWS}`);
  for (const [name, ends] of [
    ['from', from],
    ['to', to],
  ] as const) {
    for (const point of numbers(ends, `${path}.${name}`, { length, finite: true })) {
      if (Number.isInteger(point) && point >= 0 && point < points) continue;
      throw new ViewError(`${path}.${name}`, `holds ${point}; points go from 0 to ${points - 1}`);
    }
  }
  for (const weight of numbers(weights, `${path}.weights`, { length, finite: true })) {
    if (weight < 0 || weight > 1) throw new ViewError(`${path}.weights`, `holds ${weight}; weights go from 0 to 1`);
  }
}

function checkField(hoverField: HoverField, path: string, length: number): void {
  if ('codes' in hoverField) checkCodes(hoverField.codes, hoverField.labels, `${path}.codes`, length);
  else numbers(hoverField.values, `${path}.values`, { length });
}

function checkCodes(codes: EncodedArray, labels: string[], path: string, length: number): void {
  for (const code of numbers(codes, path, { length, finite: true })) {
    if (!Number.isInteger(code) || code < -1 || code >= labels.length) {
      throw new ViewError(path, `holds ${code}; codes go from -1 to ${labels.length - 1}`);
    }
  }
}

function checkRange(vmin: number, vmax: number, path: string): void {
  if (vmin > vmax) throw new ViewError(path, `is ${vmax}, less than vmin, ${vmin}`);
}

function checkTable(table: { columns: string[]; rows: unknown[][] }): void {
  table.rows.forEach((row, i) => {
    if (row.length !== table.columns.length) {
      throw new ViewError(`table.rows[${i}]`, `has ${row.length} cells for ${table.columns.length} columns`);
    }
  });
}

function hexColor(value: unknown, path: string): void {
  if (typeof value !== 'string' || !/^#[0-9a-f]{6}$/i.test(value)) {
    throw new ViewError(path, 'must be a color such as #0072b2');
  }
}
