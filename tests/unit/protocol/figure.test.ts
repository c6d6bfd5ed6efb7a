import { describe, expect, it } from 'vitest';
import {
  COLOR_STOPS,
  countPoints,
  decodeArray,
  encodeFigure,
  type HeatmapPayload,
  leastDistance,
  PAGE_THEME,
  palette,
  plotlyFigure,
  plotlyText,
  roundLength,
  scaleBar,
  shorten,
  viewBundle,
  viewTable,
  wrap,
} from '../../../src/protocol';
import { type Loose, samples } from './samples';

const hostile = '<a href="https://evil.example/x">T</a> <b>b</b> %{x} $\\href{javascript:1}{x}$ &amp;';

describe('plotlyFigure', () => {
  it('draws every cell of a tissue once, in the color of its label', () => {
    const { data } = plotlyFigure(samples().spatial);
    const points = data.filter((trace) => trace['mode'] === 'markers');
    expect(points.map((trace) => (trace['x'] as Float32Array).length)).toEqual([1, 2, 1]);
    expect(points.map((trace) => trace['name'])).toEqual(['not labeled (1)', 'T cell (2)', 'Tumor (1)']);
    expect((points[1]!['marker'] as Loose).color).toBe(palette(3)[0]);
    expect(points.every((trace) => trace['type'] === 'scattergl')).toBe(true);
  });

  it('has equal axes with y downwards', () => {
    const { layout } = plotlyFigure(samples().spatial) as Loose;
    expect(layout.yaxis.scaleanchor).toBe('x');
    expect(layout.yaxis.range[0]).toBeGreaterThan(layout.yaxis.range[1]);
  });

  it('closes a region and shows the facts of the cell under the pointer', () => {
    const { data } = plotlyFigure(samples().spatial) as Loose;
    expect(data[3].x).toEqual([0, 50, 50, 0]);
    expect(data[1].customdata).toEqual([
      ['1', 'edge'],
      ['4', 'not labeled'],
    ]);
  });

  it('draws the highest values last and what was not measured in gray', () => {
    const view = samples().spatial as Loose;
    view.panels[0].color = {
      by: 'value',
      name: 'CD3',
      values: view.panels[0].hover[0].values,
      vmin: 0,
      vmax: 4,
      scale: 'sequential',
    };
    const { data, layout } = plotlyFigure(view) as Loose;
    expect(data[0].name).toBe('not measured');
    expect([...data[1].marker.color]).toEqual([1, 2, 4]);
    expect(layout.coloraxis).toMatchObject({ cmin: 0, cmax: 4, colorscale: COLOR_STOPS.sequential });
  });

  it('shares one legend when labels mean the same in all panels, and keeps two apart otherwise', () => {
    const view = samples().spatial as Loose;
    view.panels.push(structuredClone(view.panels[0]));
    const shared = plotlyFigure(view).data.filter((trace) => trace['showlegend']);
    expect(shared.map((trace) => trace['name'])).toEqual(['not labeled', 'T cell', 'Tumor', 'margin']);
    view.panels[1].color.labels[0] = 'token 1';
    const apart = plotlyFigure(view).data.filter((trace) => trace['showlegend'] && trace['mode'] === 'markers');
    expect(apart).toHaveLength(6);
  });

  it('never lets text from data reach plotly unescaped', () => {
    for (const payload of Object.values(samples())) {
      const spoilt = JSON.parse(JSON.stringify(payload), (key, value) =>
        typeof value === 'string' &&
        !['id', 'kind', 'unit', 'by', 'dtype', 'bdata', 'scale', 'status'].includes(key) &&
        !value.startsWith('#')
          ? hostile
          : value,
      );
      const figure = JSON.stringify(encodeFigure(plotlyFigure(spoilt, { titles: true })));
      expect(figure).toContain('&#60;a href=&#34;');
      const tags = [...figure.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
      expect(new Set(tags.filter((tag) => !['<br>', '<b>', '</b>', '<extra>', '</extra>'].includes(tag)))).toEqual(
        new Set(),
      );
      expect(figure).not.toMatch(/%\{x\}|\$/);
    }
  });

  it('is written with each matrix as one array and its shape: plotly reads no base64 within a list', () => {
    const heatmap = samples().heatmap as HeatmapPayload;
    const [{ z }] = encodeFigure(plotlyFigure(heatmap)).data as {
      z: { dtype: string; bdata: string; shape: string };
    }[];
    const [rows, columns] = [heatmap.rows.length, heatmap.columns.length];
    expect(z.shape).toBe(`${rows}, ${columns}`);
    const sent = decodeArray({ dtype: 'float32', bdata: z.bdata, shape: [rows * columns] });
    expect([z.dtype, ...sent]).toEqual(['f4', ...decodeArray(heatmap.values)]);
  });

  it('sends nothing anywhere', () => {
    expect(plotlyFigure(samples().spatial).config).toMatchObject({ showSendToCloud: false, plotlyServerURL: '' });
  });
});

describe('text for plotly', () => {
  it('escapes so that different texts stay different', () => {
    expect(plotlyText('<b>')).toBe('&#60;b&#62;');
    expect(plotlyText('&#60;b&#62;')).not.toBe(plotlyText('<b>'));
  });

  it('is cut, on one line, without control characters', () => {
    expect(shorten('a\u202eb\n\u0000c', 10)).toBe('a b c');
    expect(shorten('x'.repeat(50), 10)).toBe('xxxxxxxxx…');
  });

  it('wraps at words and breaks those that are too long', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('', 5)).toEqual([]);
  });
});

describe('colors', () => {
  it('of 25 categories stay further apart, for every kind of color vision, than the closest pair of tab10', () => {
    const tab10 = '#1f77b4 #ff7f0e #2ca02c #d62728 #9467bd #8c564b #e377c2 #7f7f7f #bcbd22 #17becf'.split(' ');
    const closest = (colors: string[]): number =>
      Math.min(...colors.flatMap((a, i) => colors.slice(0, i).map((b) => leastDistance(a, b))));
    expect(closest(palette(25))).toBeGreaterThan(5 * closest(tab10));
    expect(new Set(palette(64)).size).toBe(64);
  });
});

describe('scaleBar', () => {
  it('has a round length near a fifth of the picture, in the corner below the tissue', () => {
    const { shape, annotation } = scaleBar('2', [0, 1000], [900, -20], 'um', PAGE_THEME) as Loose;
    expect(shape).toMatchObject({ xref: 'x2', yref: 'y2', x0: 30, x1: 230 });
    expect(shape.y0).toBeGreaterThan(800);
    expect(annotation.text).toBe('200 µm');
  });

  it.each([
    [0.07, 0.05],
    [1, 1],
    [9.99, 5],
    [199, 100],
    [2000, 2000],
  ])('rounds %d down to %d', (length, round) => {
    expect(roundLength(length)).toBe(round);
  });

  it('speaks of millimetres when they are whole', () => {
    expect(scaleBar('', [0, 10_000], [10_000, 0], 'um', PAGE_THEME).annotation['text']).toBe('2 mm');
  });
});

describe('viewTable', () => {
  it('counts the cells of each label', () => {
    expect(viewTable(samples().spatial)).toEqual({
      columns: ['phenotype', 'Points'],
      rows: [
        ['T cell', 2],
        ['Tumor', 1],
        ['not labeled', 1],
      ],
    });
  });

  it('gives the matrix of a heat map, empty where there is no value', () => {
    expect(viewTable(samples()['heatmap']!).rows[1]).toEqual(['t2', 3, 4, null]);
  });

  it('keeps the first and the last point of a long curve', () => {
    const view = samples()['curve'] as Loose;
    const n = 5001;
    const x = Float32Array.from({ length: n }, (_, i) => i);
    const bdata = Buffer.from(x.buffer).toString('base64');
    view.series = [
      { name: 's', x: { dtype: 'float32', bdata, shape: [n] }, y: { dtype: 'float32', bdata, shape: [n] } },
    ];
    const { rows } = viewTable(view);
    expect(rows).toHaveLength(200);
    expect([rows[0]![1], rows[199]![1]]).toEqual([0, 5000]);
  });
});

describe('viewBundle', () => {
  it('leaves the plotly figure out when it would be too large', () => {
    const view = samples().spatial;
    expect(Object.keys(viewBundle(view))).toHaveLength(3);
    view.panels = new Array(30_000).fill(view.panels[0]);
    expect(countPoints(view)).toBe(120_000);
    expect(Object.keys(viewBundle(view))).toEqual(['application/vnd.tissuebook.view+json', 'text/plain']);
  });
});
