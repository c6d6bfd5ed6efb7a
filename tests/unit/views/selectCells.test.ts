import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import {
  checkView,
  encodeArray,
  combine,
  composition,
  selectionCode,
  selectionMask,
  distinctiveFeatures,
} from '../../../src/protocol';
import type { How, Selectable, SelectionStep, SpatialPayload } from '../../../src/protocol';
import { embeddingView, selectCells, spatialView } from '../../../src/views';

const KINDS = ['T cell', 'B cell', null];

function tissue(count = 60, seed = 1): AnnData {
  let state = seed;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const places = Array.from({ length: count }, () => [100 * random(), 100 * random()]);
  const obs = new Table(places.map((_, i) => `cell-${i}`));
  obs.set('kind', categorical(places.map((_, i) => KINDS[i % 3]!)));
  obs.set('section', categorical(places.map((_, i) => `s${i % 2}`)));
  obs.set(
    'size',
    places.map((_, i) => (i % 7 === 0 ? NaN : random())),
  );
  const inSquare = (i: number) => Number(places[i]![0]! < 50 && places[i]![1]! < 50);
  return new AnnData({
    X: DenseMatrix.fromRows(places.map((_, i) => [10 * inSquare(i), random(), 5])),
    obs,
    var: new Table(['CD3', 'CD4', 'flat']),
    obsm: [
      ['spatial', DenseMatrix.fromRows(places)],
      ['X_umap', DenseMatrix.fromRows(places.map(([x, y]) => [y!, -x!]))],
    ],
  });
}

const payloadOf = (adata: AnnData, more = {}): SpatialPayload & Selectable =>
  checkView(spatialView(adata, { color: 'kind', hover: ['size'], ...more }).payload) as SpatialPayload & Selectable;
const square: [number, number][] = [
  [0, 0],
  [50, 0],
  [50, 50],
  [0, 50],
];
const picked = (mask: Uint8Array): number[] => Array.from(mask.keys()).filter((i) => mask[i]);

describe('selectCells', () => {
  it('finds what the picture finds, for any outline, label and threshold in any order', () => {
    const adata = tissue();
    const view = payloadOf(adata);
    const coordinate = fc.double({ min: -10, max: 110, noNaN: true });
    const criterion = fc.oneof(
      fc.record({ inside: fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 }) }),
      fc.record({ column: fc.constant('kind'), labels: fc.subarray(KINDS) }),
      fc.record({ column: fc.constant('size'), from: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    const how = fc.constantFrom<How>('replace', 'add', 'keep', 'remove');
    fc.assert(
      fc.property(fc.array(fc.tuple(criterion, how), { minLength: 1, maxLength: 5 }), (parts) => {
        const steps = parts.map(([each, way]) => ({ ...each, how: way }) as SelectionStep);
        let mask = new Uint8Array(adata.nObs) as Uint8Array;
        for (const step of steps) mask = combine(mask, selectionMask(view, step), step.how!);
        expect(Array.from(selectCells(adata, steps))).toEqual(picked(mask));
      }),
      { numRuns: 200 },
    );
  });

  it('finds the cells of an outline that holds everything, and of none that is far away', () => {
    const adata = tissue();
    const inside = (size: number): [number, number][] => square.map(([x, y]) => [x * size - 1, y * size - 1]);
    expect(selectCells(adata, { inside: inside(3) })).toHaveLength(adata.nObs);
    expect(selectCells(adata, { inside: inside(3).map(([x, y]) => [x + 1000, y]) })).toHaveLength(0);
  });

  it('compares numbers and positions as the data hold them, which float32 could not tell apart', () => {
    const ids = [16777216, 16777217, 16777218, 0.1];
    const obs = new Table(ids.map((_, i) => `cell-${i}`));
    obs.set('id', ids);
    const places = DenseMatrix.fromRows(ids.map((_, i) => [1e9 + i / 4, 0]));
    const X = DenseMatrix.fromRows([[0.1], [0.2], [0.3], [0.1]]);
    const adata = new AnnData({ X, obs, var: new Table(['CD3']), obsm: [['spatial', places]] });
    const found = (step: SelectionStep): number[] => Array.from(selectCells(adata, step));
    expect(found({ column: 'id', from: 16777217, to: 16777217 })).toEqual([1]);
    expect(found({ column: 'id', to: 0.1 })).toEqual([3]);
    expect(found({ column: 'CD3', to: 0.1 })).toEqual([0, 3]);
    const outline = [
      [0.2, -1],
      [0.6, -1],
      [0.6, 1],
      [0.2, 1],
    ].map(([x, y]): [number, number] => [1e9 + x!, y!]);
    expect(found({ inside: outline })).toEqual([1, 2]);
    // The picture finds at least these.
    const view = payloadOf(adata, { color: 'id', hover: [] });
    expect(picked(selectionMask(view, { column: 'id', to: 0.1 }))).toEqual([3]);
  });

  it('keeps to the section whose panel the outline was drawn in', () => {
    const adata = tissue();
    const view = payloadOf(adata, { panelBy: 'section' });
    const step = { inside: square, of: { column: 'section', label: 's1' } };
    const found = selectCells(adata, step);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((i) => i % 2 === 1)).toBe(true);
    expect(picked(selectionMask(view, step))).toEqual(Array.from(found));
  });

  it('works in an embedding, and in micrometres made from pixels', () => {
    const adata = tissue();
    const umap = embeddingView(adata, { color: 'kind' }).payload as SpatialPayload & Selectable;
    const inside = square.map(([x, y]): [number, number] => [y, -x]);
    const here = Array.from(selectCells(adata, { inside: square }));
    expect(Array.from(selectCells(adata, { inside, basis: 'X_umap' }))).toEqual(here);
    expect(picked(selectionMask(umap, { inside, basis: 'X_umap' }))).toEqual(here);
    expect(picked(selectionMask(payloadOf(adata, { pixelSize: 0.25 }), { inside: square }))).toEqual(here);
    expect(umap.cells!.key).toBe(payloadOf(adata).cells!.key);
  });

  it('refuses what it cannot find, by name', () => {
    const adata = tissue();
    expect(() => selectCells(adata, { column: 'kind', labels: ['T cells'] })).toThrow(/no label "T cells".*T cell/);
    expect(() => selectCells(adata, { column: 'knd', labels: [] })).toThrow(/Did you mean "kind"/);
    expect(() => selectCells(adata, { column: 'size', labels: ['x'] })).toThrow(/step 1: "size" holds numbers/);
    expect(() => selectCells(adata, { inside: [[0, 0]] })).toThrow(/three corners/);
    expect(() => selectCells(adata, { inside: square, basis: 'X_umapp' })).toThrow(/Did you mean "X_umap"/);
    expect(() => selectCells(adata, { colum: 'kind' } as never)).toThrow(/step 1/);
  });
});

describe('a selection in a view', () => {
  it('counts each label inside and overall', () => {
    const view = payloadOf(tissue());
    const mask = selectionMask(view, { column: 'kind', labels: ['T cell', null] });
    expect(composition(view, mask)[0]!.counts).toEqual([
      { label: 'not labeled', selected: 20, all: 20 },
      { label: 'T cell', selected: 20, all: 20 },
    ]);
  });

  it('names the feature that sets a region apart, with its means', () => {
    const adata = tissue();
    const view = payloadOf(adata);
    const [first, ...others] = distinctiveFeatures(view.cells!, selectionMask(view, { inside: square }), 3);
    expect(first).toMatchObject({ name: 'CD3', selected: 10, rest: 0 });
    expect(others.find(({ name }) => name === 'flat')).toMatchObject({ selected: 5, rest: 5, difference: 0 });
    expect(distinctiveFeatures(view.cells!, new Uint8Array(adata.nObs), 3)).toEqual([]);
  });

  it('becomes code that selects the same cells, and indices when the values are not in the data', () => {
    const adata = tissue();
    const view = payloadOf(adata);
    const steps: SelectionStep[] = [{ inside: square }, { how: 'keep', column: 'kind', labels: ['T cell'] }];
    const mask = combine(selectionMask(view, steps[0]!), selectionMask(view, steps[1]!), 'keep');
    const run = (code: string): number[] => {
      const body = code.replace(/^import.*$/m, '').replace(/\npart$/, '\nreturn [...selected]');
      return new Function('tumour', 'selectCells', body)(adata, selectCells) as number[];
    };
    const code = selectionCode('tumour', steps, view.cells!, mask);
    expect(code).toContain("import { selectCells } from 'tissuebook'");
    expect(run(code)).toEqual(picked(mask));
    const given = selectionCode('tumour', steps, { ...view.cells!, given: ['kind'] }, mask);
    expect(given).not.toContain('selectCells');
    expect(run(given)).toEqual(picked(mask));
  });

  it('puts hostile labels into code as text', () => {
    const view = payloadOf(tissue());
    const label = `'); process.exit() //\n\u2028\`\${1}`;
    const code = selectionCode('tumour', [{ column: 'kind', labels: [label] }], view.cells!, new Uint8Array(1));
    const seen: unknown[] = [];
    const body = code.replace(/^import.*$/m, '').replace('const part = tumour.subset({ obs: selected })\npart', '');
    new Function('tumour', 'selectCells', body)(undefined, (_: unknown, steps: unknown) => seen.push(steps));
    expect(seen).toEqual([[{ column: 'kind', labels: [label] }]]);
  });
});

describe('checkView', () => {
  it.each<[string, RegExp, (view: SpatialPayload) => void]>([
    [
      'more cells than points',
      /60 points for 61 cells/,
      (v) => (v.cells = { key: 'k', count: 61, basis: { name: 'spatial', factor: 1 } }),
    ],
    ['too few names', /59 names for 60/, (v) => v.cells!.names!.pop()],
    ['features of another size', /features/, (v) => v.cells!.features!.low.pop()],
    [
      'a cell that is not there',
      /holds 60/,
      (v) => (v.panels[0]!.cells = encodeArray(Int32Array.from({ length: 60 }, (_, i) => i + 1))),
    ],
  ])('refuses %s', (_, message, spoil) => {
    const view = structuredClone(payloadOf(tissue()));
    spoil(view);
    expect(() => checkView(view)).toThrow(message);
  });
});
