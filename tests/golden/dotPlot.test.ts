import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, SparseMatrix, Table } from '../../src/data';
import { checkView, decodeArray, encodeArray, type HeatmapPayload, plotlyFigure, viewTable } from '../../src/protocol';
import { bracketsOf } from '../../src/protocol/figure/trees';
import { PAGE_THEME } from '../../src/protocol/figure/layout';
import { clustergramView, dotPlotView } from '../../src/views';
import { drawFigure } from '../../src/views/picture/drawFigure';
import { expectNumbers, statisticsFixture } from './statisticsFixture';

const wanted = statisticsFixture('dotPlot') as {
  x: number[];
  kind: string[];
  cases: { scale: 'var' | null; cutoff: number; means: number[]; shares: number[] }[];
};
const genes = Array.from({ length: 6 }, (_, j) => `g${j}`);
const adata = new AnnData({
  X: SparseMatrix.fromDense(new DenseMatrix(50, 6, Float32Array.from(wanted.x))),
  obs: new Table(
    wanted.kind.map((_, i) => `c${i}`),
    [['kind', categorical(wanted.kind, { categories: ['A', 'B', 'none', 'C'] })]],
  ),
  var: new Table(genes),
});

describe('dotPlotView', () => {
  it.each(wanted.cases)('has the colors and sizes of scanpy: $scale, cutoff $cutoff', ({ scale, cutoff, means, shares }) => {
    const view = dotPlotView(adata, { genes, by: 'kind', cutoff, ...(scale && { scale: 'gene' }) });
    const { rows, columns, values, sizes, cells } = view.payload as HeatmapPayload;
    expect([rows, columns]).toEqual([['A', 'B', 'C'], genes]);
    expectNumbers(decodeArray(values), means, 1e-6);
    expectNumbers(decodeArray(sizes!), shares, 1e-6);
    // Cells of a label stand behind its row.
    expect(Array.from(decodeArray(cells!.groups.codes), (code) => rows[code])).toEqual(wanted.kind);
  }); // prettier-ignore

  it('draws a dot for each field that is not empty, whose area is the share, and says both in its table', () => {
    const { payload } = dotPlotView(adata, { genes: ['g1', 'g2'], by: 'kind' });
    const { data, layout } = plotlyFigure(payload);
    const dots = data[0] as { x: number[]; y: number[]; marker: { size: number[]; color: number[] } };
    const sizes = decodeArray((payload as HeatmapPayload).sizes!);
    const shown = sizes.filter((size) => size > 0);
    expect(dots.x.length).toBe(shown.length);
    expect(dots.marker.size[0]! ** 2 / dots.marker.size[1]! ** 2).toBeCloseTo(shown[0]! / shown[1]!, 5);
    expect(layout['coloraxis']).toMatchObject({ colorbar: { title: { text: 'mean' } } });
    expect(viewTable(payload).columns).toEqual(['kind', 'Column', 'mean', 'share of cells']);
    expect(viewTable(payload).rows).toHaveLength(6);
  });

  it('is drawn in its colors where no browser draws', () => {
    const { payload } = dotPlotView(adata, { genes: ['g1', 'g2'], by: 'kind' });
    const { pixels } = drawFigure(plotlyFigure(payload, { still: true }), PAGE_THEME, 600, { scale: 1, sharp: false, grain: 1 }); // prettier-ignore
    const { color, size } = plotlyFigure(payload).data[0]!['marker'] as { color: number[]; size: number[] };
    const highest = color.indexOf(Math.max(...color));
    // The last color of the scale, as often as its dot has pixels, and as the color bar has.
    let found = 0;
    for (let at = 0; at < pixels.length; at += 3) found += Number(pixels[at] === 253 && pixels[at + 1] === 231 && pixels[at + 2] === 37); // prettier-ignore
    expect(found).toBeGreaterThan(0.7 * Math.PI * (size[highest]! / 2) ** 2);
  });

  it('refuses what it cannot show', () => {
    expect(() => dotPlotView(adata, { genes: ['g9'], by: 'kind' })).toThrowError(expect.objectContaining({ kind: 'missing-key' })); // prettier-ignore
    expect(() => dotPlotView(adata, { genes: [], by: 'kind' })).toThrow(/no gene/);
  });
});

describe('clustergramView', () => {
  const { payload } = clustergramView(adata, { genes, by: 'kind', method: 'ward' });
  const heat = payload as HeatmapPayload;

  it('puts like beside like, with trees over what is shown whose lines do not cross', () => {
    expect([...heat.columns].sort()).toEqual(genes);
    expect([...heat.rows].sort()).toEqual(['A', 'B', 'C']);
    const { places, heights } = bracketsOf(heat.columnTree!, 6);
    expect(places).toHaveLength(5 * 5);
    // Every bracket spans leaves that stand beside each other.
    const merges = decodeArray(heat.columnTree!.merges);
    const leaves: number[][] = genes.map((_, i) => [i]);
    for (let k = 0; k < 5; k++) leaves.push([...leaves[merges[2 * k]!]!, ...leaves[merges[2 * k + 1]!]!].sort((a, b) => a - b)); // prettier-ignore
    for (const own of leaves) expect(own.at(-1)! - own[0]!).toBe(own.length - 1);
    expect(heights.every((height) => Number.isNaN(height) || height >= 0 || height === undefined)).toBe(true);
    // A column holds the values of the gene that it names.
    const dots = dotPlotView(adata, { genes: heat.columns, by: 'kind' }).payload as HeatmapPayload;
    const of = (payload: HeatmapPayload, row: string, j: number): number => decodeArray(payload.values)[payload.rows.indexOf(row) * 6 + j]!; // prettier-ignore
    for (let j = 0; j < 6; j++) expect(Math.sign(of(heat, 'A', j) - of(heat, 'B', j))).toBe(Math.sign(of(dots, 'A', j) - of(dots, 'B', j))); // prettier-ignore
  });

  it('ties the axes of the trees to those of the fields, and lets clicks through', () => {
    const { data, layout } = plotlyFigure(payload);
    expect(data.slice(1)).toHaveLength(2);
    for (const trace of data.slice(1)) expect(trace['hoverinfo']).toBe('skip');
    expect(layout['yaxis2']).toMatchObject({ matches: 'y' });
    expect(layout['xaxis3']).toMatchObject({ matches: 'x' });
    const rows = clustergramView(adata, { genes, by: 'kind', cluster: 'rows' }).payload as HeatmapPayload;
    expect(rows.columns).toEqual(genes);
    expect(rows.columnTree).toBeUndefined();
  });

  it('has no tree that a file made up', () => {
    const tree = (merges: number[], heights: number[]) => ({
      ...heat,
      rowTree: {
        merges: encodeArray(Int32Array.from(merges), [2, 2]),
        heights: encodeArray(Float64Array.from(heights)),
      },
    });
    expect(checkView(tree([0, 1, 2, 3], [1, 2]))).toBeTruthy();
    expect(() => checkView(tree([0, 1, 1, 3], [1, 2]))).toThrow(/joined already/);
    expect(() => checkView(tree([0, 4, 2, 3], [1, 2]))).toThrow(/not there/);
    expect(() => checkView(tree([0, 1, 2, 3], [1, -2]))).toThrow(/below 0/);
    expect(() => checkView({ ...heat, sizes: encodeArray(new Float64Array(18).fill(2), [3, 6]) })).toThrow(/from 0 to 1/); // prettier-ignore
    expect(() => checkView({ ...heat, sizes: encodeArray(new Float64Array(3), [3, 1]) })).toThrow(/sizes/);
  });
});
