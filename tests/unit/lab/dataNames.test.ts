import { describe, expect, it } from 'vitest';
import * as tissuebook from '../../../src';
import type { violinView } from '../../../src';
import { AnnData, DenseMatrix, MuData, type SpatialOptions, spatialView, Table } from '../../../src';
import { changesOf, UNCHANGING } from '../../../src/lab/names/changes';
import { derivedBy } from '../../../src/lab/names/derivedBy';
import { describeType } from '../../../src/lab/names/describeType';
import { namesOfKinds } from '../../../src/lab/names/namesOfKinds';
import { refuseCall } from '../../../src/lab/names/refuseCall';
import { refuseName } from '../../../src/lab/names/refuseName';

const names = ['a', 'b', 'c'];
const numbers = (columns: number, value = 0.5): DenseMatrix =>
  new DenseMatrix(3, columns, new Float32Array(3 * columns).fill(value));

function tissue(panel: readonly string[] = ['CD3E', 'CD8A'], more: Partial<tissuebook.AnnDataParts> = {}): AnnData {
  return new AnnData({
    X: numbers(panel.length),
    obs: new Table(names, [
      ['phenotype', ['T cell', 'B cell', 'T cell']],
      ['area', [1, 2, 3]],
    ]),
    var: new Table(panel),
    obsm: [['X_pca', numbers(2)]],
    layers: [['counts', numbers(panel.length, 2)]],
    ...more,
  });
}

describe('a name that data do not have', () => {
  it.each([
    ['fenotype', ['column'], 'There is no column of obs "fenotype". Did you mean "phenotype"?'],
    ['cd8a', ['column', 'feature'], 'There is no column of obs and no feature "cd8a". Did you mean "CD8A"?'],
    ['X_pac', ['obsm'], 'There is no entry of obsm "X_pac". Did you mean "X_pca"?'],
    ['pac', ['basis'], 'Did you mean "pca"?'],
    ['umap', ['obsm', 'X'], 'There is no entry of obsm "umap". obsm has: X_pca.'],
    ['connectivities', ['obsp'], 'There is no entry of obsp "connectivities". obsp has: nothing.'],
  ])('%s is refused as %j', (name, kinds, message) => {
    expect(refuseName(tissue(), kinds, name, {})).toContain(message);
  });

  it('is refused as a label of the column that is named beside it, and of no other', () => {
    const refuse = (beside: Record<string, string>): string | undefined =>
      refuseName(tissue(), ['label of by'], 'Tcell', beside);
    expect(refuse({ by: 'phenotype' })).toContain('Did you mean "T cell"? obs["phenotype"] has: T cell, B cell.');
    expect(refuse({})).toBeUndefined();
    expect(refuse({ by: 'area' })).toBeUndefined();
    expect(refuse({ by: 'no column' })).toBeUndefined();
  });

  it('is told of in the same words as when the cell runs', () => {
    for (const name of ['fenotype', 'CD3']) {
      const [, advice] = /(Did you mean "[^"]*"\?)/.exec(refuseName(tissue(), ['column', 'feature'], name, {})!)!;
      expect(() => spatialView(tissue(undefined, { obsm: [['spatial', numbers(2)]] }), { color: name })).toThrow(
        advice,
      );
    }
  });
});

describe('a name that data have', () => {
  it.each([
    ['phenotype', ['column']],
    ['CD3E', ['column', 'feature']],
    ['X_pca', ['obsm']],
    ['pca', ['basis']],
    ['X_pca', ['basis']],
    ['X', ['obsm', 'X']],
    ['counts', ['layer']],
    ['', ['column']],
    ['anything', ['a kind of a later version']],
  ])('%s is taken as %j', (name, kinds) => {
    expect(refuseName(tissue(), kinds, name, {})).toBeUndefined();
  });

  it('is taken as soon as it is there, and no longer when it is gone', () => {
    const cells = tissue();
    const refuse = (): string | undefined => refuseName(cells, ['column'], 'leiden', {});
    expect(refuse()).toBeDefined();
    cells.obs.set('leiden', ['0', '1', '0']);
    expect(refuse()).toBeUndefined();
    cells.obs.delete('leiden');
    expect(refuse()).toBeDefined();
    expect(refuseName(cells, ['feature'], 'CD4', {})).toBeDefined();
    cells.var.index[0] = 'CD4';
    expect(refuseName(cells, ['feature'], 'CD4', {})).toBeUndefined();
  });

  it('is taken when one of several tissues or modalities has it', () => {
    const both = [tissue(['CD3E']), tissue(['CD4'])];
    expect(refuseName(both, ['feature'], 'CD4', {})).toBeUndefined();
    expect(refuseName(both, ['feature'], 'CD5', {})).toContain('Did you mean "CD3E"?');
    const mdata = new MuData({ mod: { rna: both[0]!, prot: both[1]! } });
    for (const name of ['rna:area', 'area']) expect(refuseName(mdata, ['column'], name, {})).toBeUndefined();
    expect(refuseName(mdata, ['column'], 'rna:arae', {})).toContain('Did you mean "rna:area"?');
    expect(refuseName(mdata, ['modality'], 'RNA', {})).toContain('Did you mean "rna"?');
  });
});

describe('a name that the data will have', () => {
  it('is taken, and meant where it is misspelt', () => {
    const refuse = (name: string): string | undefined =>
      refuseName(tissue(), ['column'], name, {}, derivedBy('leiden')!.adds);
    expect(refuse('leiden')).toBeUndefined();
    expect(refuse('leidn')).toContain('Did you mean "leiden"?');
    expect(derivedBy('AnnData.with')).toBeUndefined();
  });

  it.each([
    ['pca', () => tissuebook.pca(tissue(['a', 'b', 'c']))],
    ['filterCells', () => tissuebook.filterCells(tissue(), { minCounts: 0 })],
    ['filterGenes', () => tissuebook.filterGenes(tissue(), { minCounts: 0 })],
    ['scale', () => tissuebook.scale(tissue())],
    ['randomSplit', () => tissuebook.randomSplit(tissue())],
  ])('is one of those that %s adds', async (callee, run) => {
    const [before, after] = [tissue(), await run()].map((data) =>
      [data.obs.names, data.var.names, [...data.obsm.keys()], [...data.varm.keys()]].flat(),
    );
    const own = new Set([...before!, 'X_pca']);
    for (const name of after!.filter((one) => !own.has(one))) expect(derivedBy(callee)!.adds).toContain(name);
  });
});

describe('completion', () => {
  it('lists columns before features, each once, and labels of the column beside', () => {
    const cells = tissue(['area', 'CD3E']);
    expect(namesOfKinds(cells, ['column', 'feature'], {})).toEqual(['phenotype', 'area', 'CD3E']);
    expect(namesOfKinds(cells, ['label of by'], { by: 'phenotype' })).toEqual(['T cell', 'B cell']);
    expect(namesOfKinds({ cells, image: undefined }, ['layer'], {})).toEqual(['counts']);
  });
});

describe('a call that would fail', () => {
  const pixels = tissue(undefined, { uns: new Map([['spatial_unit', 'pixels']]) });
  const view = (options: Record<string, unknown>, data: unknown = pixels): string | undefined =>
    refuseCall({ callee: 'spatialView', given: [{ value: data }, { written: options, whole: true }] })?.message;

  it('takes pixels for micrometers', () => {
    expect(view({ unit: 'um' })).toContain("Did you mean unit: 'px'?");
    expect(view({ unit: 'um', pixelSize: 0.5 })).toBeUndefined();
    expect(view({ unit: 'px' })).toBeUndefined();
    expect(view({ unit: 'um' }, tissue())).toBeUndefined();
  });

  it('gives logarithms to a model of counts', () => {
    const fit = (data: AnnData): string | undefined =>
      refuseCall({ callee: 'Spaformer.fit', given: [{ value: data }] })?.message;
    expect(fit(tissue())).toContain('Did you mean the layer "counts"? withCounts puts it into X.');
    expect(fit(tissuebook.withCounts(tissue()))).toBeUndefined();
    expect(fit(tissue(undefined, { X: numbers(2, 3) }))).toBeUndefined();
  });
});

describe('what a variable holds', () => {
  it('is said as a type, with all names where they are few', () => {
    const text = describeType(tissue(Array.from({ length: 18_000 }, (_, i) => `gene${i}`)))!;
    expect(text).toContain("obs: 'phenotype' | 'area';");
    expect(text).toContain("labels: { 'phenotype': 'T cell' | 'B cell' };");
    expect(text).toContain("'gene11' | … 17,988 more;");
    expect(text).toContain("layers: 'counts';");
    expect(text.length).toBeLessThan(1000);
  });
});

describe('functions after which names are still known', () => {
  const classes: Readonly<Record<string, object>> = {
    ...Object.fromEntries(
      ['AnnData', 'BackedAnnData', 'MuData', 'Table', 'DatasetCard', 'View'].map((name) => [
        name,
        (tissuebook as unknown as Record<string, { prototype: object }>)[name]!.prototype,
      ]),
    ),
    Map: Map.prototype,
    datasets: tissuebook.datasets,
  };

  it.each([...UNCHANGING])('%s is one', (callee) => {
    const [owner, method] = callee.split('.');
    const found: unknown =
      method === undefined
        ? (tissuebook as Record<string, unknown>)[owner!]
        : (classes[owner!] as Record<string, unknown>)[method];
    expect(typeof found).toBe('function');
  });

  it('are not those that write into the data', () => {
    for (const callee of ['Model.fit', 'embed', 'neighborSharing', 'keepRegions', 'a function of another package']) {
      expect(changesOf(callee)).toBe('anything');
    }
    expect(changesOf('Table.set')).toBe('named');
    expect(changesOf('Squint.fit')).toEqual({ added: ['squint'] });
  });
});

describe('outside of a notebook', () => {
  it('names are texts like any other for the compiler', () => {
    const computed: string = ['pheno', 'type'].join('');
    const options: SpatialOptions = { color: computed, panelBy: computed, layer: 'any text' };
    const by: string = options.panelBy!;
    const column: Parameters<typeof violinView>[1]['by'] = options.panelBy!;
    expect([by, column, options.layer]).toEqual(['phenotype', 'phenotype', 'any text']);
    expect(tissue().obs.get(column)).toBeDefined();
  });
});
