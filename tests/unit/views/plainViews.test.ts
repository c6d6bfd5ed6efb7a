import { describe, expect, it } from 'vitest';
import { AnnData, categorical, Table } from '../../../src/data';
import {
  type BarsPayload,
  type CurvePayload,
  decodeArray,
  DISPLAY,
  type HeatmapPayload,
  KERNEL_API,
  PLOTLY_MIME,
  VIEW_MIME,
} from '../../../src/protocol';
import { barsView, compositionView, curveView, heatmapView, View } from '../../../src/views';

describe('heatmapView', () => {
  it('takes both ends of a diverging scale equally far from zero', () => {
    const view = heatmapView({ rows: ['r'], columns: ['a', 'b'], values: [[-1, 4]] });
    expect(view.payload).toMatchObject({ scale: 'diverging', vmin: -4, vmax: 4 });
  });

  it('refuses names that do not fit the values', () => {
    expect(() => heatmapView({ rows: ['r'], columns: ['a'], values: [[1, 2]] })).toThrow(/1 x 2 for 1 rows and 1/);
  });
});

describe('curveView', () => {
  it('numbers the points when x is left out and keeps gaps', () => {
    const { series } = curveView({ loss: [3, NaN, 1] }).payload as CurvePayload;
    expect(Array.from(decodeArray(series[0]!.x))).toEqual([0, 1, 2]);
    expect(Array.from(decodeArray(series[0]!.y))).toEqual([3, NaN, 1]);
  });

  it('refuses lines whose parts differ in length, and infinity', () => {
    expect(() => curveView({ loss: { x: [1], y: [1, 2] } })).toThrow(/loss.y has 2 values, x has 1/);
    expect(() => curveView({ loss: [1, Infinity] })).toThrow(/Infinity/);
  });
});

describe('barsView', () => {
  it('keeps intervals', () => {
    const data = { groups: ['a', 'b'], series: { share: { values: [1, 2], low: [0, 1], high: [2, 4] } } };
    const { series } = barsView(data).payload as BarsPayload;
    expect(Array.from(decodeArray(series[0]!.high!))).toEqual([2, 4]);
  });

  it('refuses a series of another length', () => {
    expect(() => barsView({ groups: ['a'], series: { s: [1, 2] } })).toThrow(/2 values for 1 groups/);
  });
});

describe('compositionView', () => {
  const obs = new Table(['1', '2', '3', '4']);
  obs.set('token', categorical(['t1', 't1', 't3', 't3'], { categories: ['t1', 't2', 't3'] }));
  obs.set('kind', categorical(['A', 'B', 'B', 'B']));
  const adata = new AnnData({ obs, var: new Table([]) });

  it('shows each row as shares that sum to one, and no row without cells', () => {
    const { rows, values } = compositionView(adata, { rows: 'token', columns: 'kind' }).payload as HeatmapPayload;
    expect(rows).toEqual(['t1', 't3']);
    expect(Array.from(decodeArray(values))).toEqual([0.5, 0.5, 0, 1]);
  });

  it('puts rows of the same label together, the purest first, unless the given order is asked for', () => {
    const mixed = new Table(['1', '2', '3', '4', '5']);
    mixed.set('token', categorical(['t1', 't2', 't2', 't2', 't3']));
    mixed.set('kind', categorical(['B', 'A', 'A', 'B', 'A']));
    const data = new AnnData({ obs: mixed, var: new Table([]) });
    const rows = (order: 'similar' | 'given') =>
      (compositionView(data, { rows: 'token', columns: 'kind', order }).payload as HeatmapPayload).rows;
    expect(rows('similar')).toEqual(['t3', 't2', 't1']);
    expect(rows('given')).toEqual(['t1', 't2', 't3']);
  });

  it('counts cells without a label nowhere, of text as of categories', () => {
    const labels = ['A', null, 'B', ''];
    const data = new AnnData({ obs: new Table(['1', '2', '3', '4'], [['text', labels], ['kind', categorical(labels)]]), var: new Table([]) }); // prettier-ignore
    for (const [rows, columns] of [
      ['text', 'kind'],
      ['kind', 'text'],
    ] as const) {
      const shown = compositionView(data, { rows, columns, normalize: 'none' }).payload as HeatmapPayload;
      expect([[...shown.rows].sort(), [...shown.columns].sort()]).toEqual([['', 'A', 'B'], ['', 'A', 'B']]); // prettier-ignore
      expect(Array.from(decodeArray(shown.values)).reduce((a, b) => a + b)).toBe(3);
    }
  });

  it('divides by columns when asked', () => {
    const view = compositionView(adata, { rows: 'token', columns: 'kind', normalize: 'columns' });
    const shares = Array.from(decodeArray((view.payload as HeatmapPayload).values));
    [1, 1 / 3, 0, 2 / 3].forEach((share, i) => expect(shares[i]).toBeCloseTo(share, 6));
  });
});

describe('View', () => {
  it('shows the payload, a plotly figure, a picture and text', () => {
    const bundle = curveView({ loss: [3, 2] }, { title: 'Loss' })[DISPLAY]();
    expect(Object.keys(bundle)).toEqual([VIEW_MIME, PLOTLY_MIME, 'image/png', 'text/plain']);
    expect(bundle['text/plain']).toMatch(/^Loss\nloss: from 3 to 2/);
    expect(JSON.parse(JSON.stringify(bundle))).toEqual(Object.fromEntries(Object.entries(bundle)));
  });

  it('updates in place under its own id', () => {
    const sent: unknown[] = [];
    const kernel = { display: () => undefined, update: (id: string) => sent.push(id) };
    const page = globalThis as { [KERNEL_API]?: unknown };
    page[KERNEL_API] = kernel;
    try {
      const view = curveView({ loss: [3] }, { id: 'live' }).update(curveView({ loss: [3, 2] }));
      expect(sent).toEqual(['live']);
      expect(view.payload.id).toBe('live');
      expect((view.payload as CurvePayload).series[0]!.x.shape).toEqual([2]);
    } finally {
      page[KERNEL_API] = undefined;
    }
  });

  it('refuses a payload that cannot be drawn, as a TissuebookError', () => {
    expect(() => new View({ version: 2 } as never)).toThrow(
      expect.objectContaining({ name: 'TissuebookError', kind: 'invalid-argument' }),
    );
  });
});
