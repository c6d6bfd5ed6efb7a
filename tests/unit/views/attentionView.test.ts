import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table, toColumn } from '../../../src/data';
import {
  checkView,
  decodeArray,
  type HeatmapPayload,
  plotlyFigure,
  type SpatialPayload,
  viewTable,
} from '../../../src/protocol';
import { attentionMatrixView, attentionView, type AttentionViewOptions } from '../../../src/views';

/** Five cells in a row, 10 apart; the last is not asked about. */
function tissue(): AnnData {
  const obs = new Table(['a', 'b', 'c', 'd', 'e']);
  obs.set('type', toColumn(['T', 'T', 'B', 'B', 'NK']));
  obs.set('size', toColumn([1, 2, 3, 4, 5]));
  const spatial = DenseMatrix.fromRows([0, 10, 20, 30, 40].map((x) => [x, 0]));
  const umap = DenseMatrix.fromRows([0, 1, 2, 3, 4].map((x) => [0, x]));
  return new AnnData({ obs, var: new Table([]), obsm: [['spatial', spatial], ['X_umap', umap]] }); // prettier-ignore
}

/** Cell b looks at d most; rows add up to 2, as those of flow attention may. */
const attention = {
  cells: Int32Array.from([0, 1, 2, 3]),
  weights: DenseMatrix.fromRows([[0.5, 0.5, 0.5, 0.5], [0.2, 0.2, 0.4, 1.2], [0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0]]),
  notices: ['Attention is no evidence.'],
}; // prettier-ignore
const spatial = (options?: AttentionViewOptions) =>
  attentionView(tissue(), attention, options).payload as SpatialPayload;

describe('attentionView', () => {
  it('draws arrows from a cell to those that it looks at most, the thicker the stronger', () => {
    const { panels } = spatial({ from: 1, top: 2 });
    const { from, to, weights } = panels[0].arrows!;
    expect([...decodeArray(from)]).toEqual([1, 1]);
    expect([...decodeArray(to)]).toEqual([3, 2]);
    expect(Array.from(decodeArray(weights), (weight) => weight.toFixed(3))).toEqual(['1.000', '0.333']);
    const layout = plotlyFigure({ ...spatial({ from: 1, top: 2 }) }).layout as {
      annotations: Record<string, number>[];
    };
    const arrows = layout.annotations.filter(({ arrowwidth }) => arrowwidth !== undefined);
    expect(arrows.map(({ ax, x }) => [ax, x])).toEqual([[10, 20], [10, 30]]); // prettier-ignore
    expect(arrows[1]['arrowwidth']).toBeGreaterThan(arrows[0]['arrowwidth']);
  });

  it('colors cells by multiples of an even share', () => {
    const { color } = spatial({ from: 1 }).panels[0];
    expect(color).toMatchObject({ by: 'value', name: 'attention, times an even share' });
    const values = color.by === 'value' ? decodeArray(color.values) : [];
    expect(Array.from(values, (value) => Number(value.toFixed(3)))).toEqual([0.4, 0.4, 0.8, 2.4]);
  });

  it('has a table of the strongest, the cell itself and the sum of the others, which add up to all', () => {
    const { columns, rows } = viewTable(spatial({ from: 1, top: 1, labels: 'type' }));
    expect(columns).toEqual(['Looks at', 'type', 'Percent of attention', 'Times an even share', 'Distance (units)']);
    expect(rows).toEqual([
      ['d', 'B', 60, 2.4, 20],
      ['itself', 'T', 10, 0.4, 0],
      ['2 others together', null, 30, 0.6, null],
    ]);
  });

  it('says how much the strongest hold, where a cell looks at all nearly alike, and what attention is not', () => {
    const { title, description } = spatial({ from: 1, top: 1 });
    expect(title).toBe('What b attends to');
    expect(description).toBe(
      'b takes 60% of its attention from the 1 cells that it looks at most, 10% from itself, and the rest from 2 others. Attention is no evidence.',
    );
    expect(spatial({ from: 0, top: 1 }).description).toContain(
      'it looks at all nearly alike, where even shares would give them 25%',
    );
  });

  it('shows the cell whose attention is least spread unless told, or several on one scale', () => {
    expect(spatial().panels.map((panel) => panel.title)).toEqual(['b']);
    const { panels, table } = spatial({ from: [1, 3], top: 1 });
    expect(panels.map((panel) => panel.title)).toEqual(['b', 'd']);
    const ends = panels.map(({ color }) => (color.by === 'value' ? [color.vmin, color.vmax] : []));
    expect(ends[0]).toEqual(ends[1]);
    expect(table!.columns[0]).toBe('Cell');
  });

  it('shows cells without places in an embedding, and links them to other views of the data', () => {
    const payload = attentionView(tissue(), attention, { basis: 'umap' }).payload as SpatialPayload;
    expect(payload.axes).toEqual({ x: 'UMAP 1', y: 'UMAP 2' });
    expect([...decodeArray(payload.panels[0].cells!)]).toEqual([0, 1, 2, 3]);
    expect(payload.cells!.count).toBe(5);
    expect(checkView(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
  });

  it('refuses cells that did not take part and weights of others, in words', () => {
    expect(() => spatial({ from: 4 })).toThrow(/cell 4 is not among the 4 that attend to each other/);
    expect(() => spatial({ from: [] })).toThrow(/0 cells, 1 to 6 have room/);
    const other = { ...attention, cells: [0, 1] };
    expect(() => attentionView(tissue(), other)).toThrow(expect.objectContaining({ kind: 'shape-mismatch' }));
    expect(() => attentionView(tissue(), { ...attention, cells: [0, 1, 2, 9] })).toThrow(/9 is no cell of the data/);
    expect(() => spatial({ labels: 'typ' })).toThrow(/Did you mean "type"/);
    const bare = tissue().with({ obsm: [] });
    expect(() => attentionView(bare, attention)).toThrow(expect.objectContaining({ kind: 'missing-key' }));
  });
});

describe('arrows of a panel', () => {
  it.each([
    ['ends at a point that is not there', { to: Int32Array.from([9]) }, /arrows\.to.*holds 9/],
    ['is stronger than the strongest', { weights: Float32Array.from([2]) }, /arrows\.weights.*holds 2/],
    ['lacks its strength', { weights: new Float32Array(0) }, /arrows\.weights.*has 0 numbers/],
  ] as const)('are refused where one %s', async (_, wrong, message) => {
    const { encodeArray } = await import('../../../src/protocol');
    const payload = spatial({ from: 1, top: 1 });
    const arrows = { ...payload.panels[0].arrows!, ...Object.fromEntries(Object.entries(wrong).map(([name, value]) => [name, encodeArray(value)])) }; // prettier-ignore
    expect(() => checkView({ ...payload, panels: [{ ...payload.panels[0], arrows }] })).toThrow(message);
  });
});

describe('attentionMatrixView', () => {
  const matrix = (options: object = {}) =>
    attentionMatrixView(tissue(), attention, { labels: 'type', ...options }).payload as HeatmapPayload;
  const rounded = (payload: HeatmapPayload) =>
    Array.from(decodeArray(payload.values), (value) => Number(value.toFixed(3)));

  it('is the mean share from label to label, each cell itself left out', () => {
    const payload = matrix({ measure: 'share' });
    expect(payload.rows).toEqual(['B', 'T']);
    // c gives a third to each of the others; d gives all to a and c alike. a gives thirds; b .2 to a and 1.6 to B, of 1.8.
    expect(rounded(payload)).toEqual([(1 / 3 + 1 / 2) / 2, (2 / 3 + 1 / 2) / 2, (2 / 3 + 1.6 / 1.8) / 2, (1 / 3 + 0.2 / 1.8) / 2].map((value) => Number(value.toFixed(3)))); // prettier-ignore
  });

  it('shows multiples of an even share on both sides of one', () => {
    const payload = matrix();
    expect(payload.scale).toBe('diverging');
    expect(payload.vmax - 1).toBeCloseTo(1 - payload.vmin, 6);
    // Of three others one is of the own label, two of the other one.
    expect(rounded(payload)[0]).toBeCloseTo(((1 / 3 + 1 / 2) / 2) * 3, 2);
    expect(payload.description).toMatch(/Mean attention between 2 labels of 4 cells.*Of fewer than five cells: B, T/);
    expect(payload.description).toContain('Attention is no evidence.');
  });

  it('leaves a field empty where a label has one cell, and refuses numbers as labels', () => {
    const alone = { cells: [0, 1, 4], weights: DenseMatrix.fromRows([[1, 1, 1], [1, 1, 1], [1, 1, 1]]) }; // prettier-ignore
    const payload = attentionMatrixView(tissue(), alone, { labels: 'type' }).payload as HeatmapPayload;
    expect(payload.rows).toEqual(['NK', 'T']);
    expect([...decodeArray(payload.values)]).toEqual([NaN, 1, 1, 1]);
    expect(() => matrix({ labels: 'size' })).toThrow(/"size" holds numbers/);
  });
});
