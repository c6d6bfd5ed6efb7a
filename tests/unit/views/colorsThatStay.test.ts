import { describe, expect, it } from 'vitest';
import {
  AnnData,
  categorical,
  DenseMatrix,
  embeddingView,
  spatialView,
  Table,
  type UnsValue,
  type View,
} from '../../../src';
import { palette, type SpatialPayload } from '../../../src/protocol';
import { toHex } from '../../../src/views/storedColors';

const N = 30;
const points = new DenseMatrix(
  N,
  2,
  Float64Array.from({ length: 2 * N }, (_, i) => (i * 37) % 101),
);
const index = Array.from({ length: N }, (_, i) => `c${i}`);
const of = (i: number): string => (i < 20 ? 'A' : i < 27 ? 'B' : 'C');

function make(type = categorical(index.map((_, i) => of(i))), uns: Record<string, UnsValue> = {}): AnnData {
  const obs = new Table(index, [
    ['t', type],
    ['part', categorical(index.map((_, i) => `s${i % 2}`))],
  ]);
  const obsm: [string, DenseMatrix][] = [
    ['spatial', points],
    ['X_umap', points],
  ];
  return new AnnData({ X: points, obs, var: new Table(['x', 'y']), obsm, uns: new Map(Object.entries(uns)) });
}

function colors(view: View, panel = 0): Record<string, string> {
  const { color } = (view.payload as SpatialPayload).panels[panel]!;
  if (color.by !== 'category') throw new Error('expected labels');
  return Object.fromEntries(color.labels.map((label, i) => [label, color.palette[i]!]));
}

const strings = (...values: string[]): UnsValue => ({ kind: 'strings', shape: [values.length], values });
const shown = (adata: AnnData): Record<string, string> => colors(spatialView(adata, { color: 't' }));

describe('a label keeps its color', () => {
  const whole = make();
  const rows = (from: number): number[] => Array.from({ length: N - from }, (_, i) => from + i);

  it('in subsets, whatever is frequent there, and whatever is missing', () => {
    expect(shown(whole)).toEqual({ A: palette(3)[0], B: palette(3)[1], C: palette(3)[2] });
    for (const from of [20, 26, 27]) expect(shown(whole.subset({ obs: rows(from) }))).toMatchObject(shown(whole));
  });

  it('in every section, and in the embedding', () => {
    const sections = spatialView(whole, { color: 't', panelBy: 'part' });
    for (const panel of [0, 1]) expect(colors(sections, panel)).toEqual(shown(whole));
    expect(colors(embeddingView(whole, { basis: 'umap', color: 't' }))).toEqual(shown(whole));
  });

  it('in subsets of truth values', () => {
    const marked = make();
    marked.obs.set(
      'marked',
      index.map((_, i) => i < 10),
    );
    const all = colors(spatialView(marked, { color: 'marked' }));
    expect(colors(spatialView(marked.subset({ obs: [0, 1] }), { color: 'marked' }))).toEqual(all);
  });

  it('in subsets of data with stored colors', () => {
    const stored = make(undefined, { t_colors: strings('#111111', '#222222', '#333333') });
    expect(shown(stored.subset({ obs: rows(27) }))).toMatchObject({ C: '#333333' });
  });
});

describe('stored colors', () => {
  const want = { A: '#ff0000', B: '#1f77b4', C: '#333333' };
  const floats = Float64Array.of(1, 0, 0, 1, 31 / 255, 119 / 255, 180 / 255, 1, 0.2, 0.2, 0.2, 0.5);
  const forms: Record<string, UnsValue> = {
    'a list': strings('#ff0000', '#1f77b4', '#333333'),
    'a longer list': strings('#ff0000', '#1f77b4', '#333333', '#444444', '#555555'),
    'with opacity': strings('#FF0000FF', '#1f77b480', '#333F'),
    names: strings('red', 'tab:blue', '0.2'),
    "matplotlib's numbers": strings('r', 'C0', '#333'),
    'a map by label': new Map([
      ['C', '#333333'],
      ['A', 'Red'],
      ['B', '#1F77B4'],
      ['no label', '#000000'],
    ]),
    'numbers from 0 to 1': { kind: 'array', shape: [3, 4], type: 'float', values: floats },
    categories: categorical(['#ff0000', '#1f77b4', '#333333']),
  };

  it.each(Object.entries(forms))('are used as %s', (_, entry) => {
    expect(shown(make(undefined, { t_colors: entry }))).toEqual(want);
  });

  it('that leave a label out leave it a color that no other has', () => {
    const entry = new Map([['A', palette(1)[0]!]]);
    const view = spatialView(make(undefined, { t_colors: entry }), { color: 't' });
    expect(new Set(Object.values(colors(view))).size).toBe(3);
    expect(colors(view).A).toBe(palette(1)[0]);
    expect(view.payload.description).toContain("uns['t_colors'] has no readable color for B, C.");
  });

  it.each([
    ['too few', strings('#ff0000'), '1 colors for 3 labels'],
    ['no colors', strings('red', 'url(x)', 'blue'), 'url(x), which is no color'],
    [
      'numbers of another kind',
      { kind: 'array', shape: [3], type: 'float', values: floats.slice(0, 3) } as UnsValue,
      'no colors',
    ],
  ])('that are %s are not used, and that is said', (_, entry, words) => {
    const view = spatialView(make(undefined, { t_colors: entry }), { color: 't' });
    expect(colors(view)).toEqual(shown(make()));
    expect(view.payload.description).toContain(words);
  });

  it('are used side by side, the first that has one', () => {
    const adata = make(undefined, {
      t_colors: strings('#111111', '#222222', '#333333'),
      u_colors: new Map([['D', '#444444']]),
    });
    adata.obs.set('u', categorical(index.map((_, i) => (i % 3 ? of(i) : 'D'))));
    const view = spatialView(adata, { color: ['t', 'u'] });
    const both = { A: '#111111', B: '#222222', C: '#333333', D: '#444444' };
    expect([colors(view, 0), colors(view, 1)]).toEqual([both, both]);
  });

  it('of columns that have nothing in common stay with their columns', () => {
    const adata = make(undefined, { part_colors: strings('#aaaaaa', '#bbbbbb') });
    const view = spatialView(adata, { color: ['t', 'part'] });
    expect(colors(view, 1)).toEqual({ s0: '#aaaaaa', s1: '#bbbbbb' });
    expect(colors(view, 0)).toEqual(shown(make()));
  });

  it('give way to those that a view is given', () => {
    const adata = make(undefined, { t_colors: strings('#111111', '#222222', '#333333') });
    expect(colors(spatialView(adata, { color: 't', palette: ['#010101', '#020202'] }))).toEqual({
      A: '#010101',
      B: '#020202',
      C: '#010101',
    });
  });
});

it.each([
  ['rebeccapurple', '#663399'],
  ['Tab:Grey', '#7f7f7f'],
  ['k', '#000000'],
  ['1.0', '#ffffff'],
  ['.5', '#808080'],
  ['#abc', '#aabbcc'],
  ['constructor', undefined],
  ['2', undefined],
  ['', undefined],
  [7, undefined],
  [[0, 0, 2], undefined],
])('%s is the color %s', (color, hex) => {
  expect(toHex(color)).toBe(hex);
});
