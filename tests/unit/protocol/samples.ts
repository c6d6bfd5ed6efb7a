import { encodeArray, palette, type SpatialPayload, type ViewPayload } from '../../../src/protocol';

const floats = (...values: number[]) => encodeArray(Float32Array.from(values));
const words = { version: 1 as const, id: 'v', title: 'Title', caption: 'Caption.', description: 'Description.' };

/** A small payload of each kind, made anew on each call so that a test may spoil it. */
export function samples(): { spatial: SpatialPayload; [kind: string]: ViewPayload } {
  return {
    spatial: {
      ...words,
      kind: 'spatial',
      unit: 'um',
      panels: [
        {
          title: 'before',
          x: floats(0, 100, 0, 100),
          y: floats(0, 0, 300, 300),
          color: {
            by: 'category',
            name: 'phenotype',
            labels: ['T cell', 'Tumor', 'absent'],
            palette: palette(3),
            codes: encodeArray(Int8Array.from([0, 1, -1, 0])),
          },
          hover: [
            { name: 'CD3', values: floats(1, 2, NaN, 4) },
            { name: 'niche', labels: ['edge'], codes: encodeArray(Int8Array.from([0, 0, 0, -1])) },
          ],
          regions: [{ name: 'margin', x: floats(0, 50, 50), y: floats(0, 0, 50) }],
        },
      ],
    },
    curve: {
      ...words,
      kind: 'curve',
      xTitle: 'epoch',
      yTitle: 'loss',
      series: [
        { name: 'train', x: floats(0, 1, 2), y: floats(3, NaN, 1), low: floats(2, 1, 0), high: floats(4, 3, 2) },
      ],
      progress: { done: 2, of: 5, unit: 'epochs', status: 'running', etaSeconds: 3 },
    },
    heatmap: {
      ...words,
      kind: 'heatmap',
      rows: ['t1', 't2'],
      columns: ['A', 'B', 'C'],
      rowTitle: 'token',
      columnTitle: 'phenotype',
      values: encodeArray(Float32Array.from([0, 1, 2, 3, 4, NaN]), [2, 3]),
      valueTitle: 'share',
      vmin: 0,
      vmax: 4,
      scale: 'sequential',
    },
    dots: {
      ...words,
      kind: 'heatmap',
      rows: ['T cell', 'B cell', 'Tumor'],
      columns: ['CD3E', 'EPCAM'],
      rowTitle: 'phenotype',
      columnTitle: 'gene',
      values: encodeArray(Float32Array.from([3, 0, 1, 0.5, 0, 4]), [3, 2]),
      valueTitle: 'mean',
      vmin: 0,
      vmax: 4,
      scale: 'sequential',
      sizes: encodeArray(Float32Array.from([1, 0, 0.25, 0.1, 0, 0.9]), [3, 2]),
      sizeTitle: 'share of cells',
      rowTree: { merges: encodeArray(Int32Array.from([0, 1, 2, 3]), [2, 2]), heights: floats(1, 3) },
      columnTree: { merges: encodeArray(Int32Array.from([0, 1]), [1, 2]), heights: floats(2) },
    },
    bars: {
      ...words,
      kind: 'bars',
      groups: ['A', 'B'],
      groupTitle: 'phenotype',
      valueTitle: 'share',
      series: [{ name: 'all', values: floats(1, 2), low: floats(0, 1), high: floats(2, 4) }],
    },
    violin: {
      ...words,
      kind: 'violin',
      groups: ['T cell', 'Tumor'],
      groupTitle: 'phenotype',
      valueTitle: 'CD3',
      values: floats(1, 2, NaN, 4, 3),
      cells: {
        key: 'k',
        count: 5,
        groups: { column: 'phenotype', codes: encodeArray(Int8Array.from([0, 1, 0, -1, 0])) },
      },
    },
    space: {
      ...words,
      kind: 'spatial',
      unit: 'um',
      space: { z: 'section' },
      panels: [
        {
          title: 'stack',
          x: floats(0, 100, 0),
          y: floats(0, 0, 300),
          z: floats(0, 10, 20),
          color: { by: 'value', name: 'CD3', values: floats(1, NaN, 3), vmin: 1, vmax: 3, scale: 'sequential' },
          hover: [],
        },
      ],
    },
  };
}

/** For tests that spoil a payload or look deep into a figure. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;
