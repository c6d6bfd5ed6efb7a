import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AnnData,
  cellsOf,
  coordinates,
  DenseMatrix,
  MuData,
  obsmToMuData,
  Table,
  toMuData,
  valuesOf,
} from '../../../src/data';
import { summarize } from '../../golden/h5adSummary';
import { citeSeq } from './muDataExample';

const refusal = (kind: string, message: RegExp): unknown =>
  expect.objectContaining({ kind, message: expect.stringMatching(message) });

/** A modality in which the values tell cell and feature: 100 * (number in the cell's name) + the feature's place. */
function named(cells: readonly string[], features: readonly string[]): AnnData {
  const rows = cells.map((cell) => features.map((_, j) => 100 * Number(cell.slice(1)) + j));
  const X = new DenseMatrix(cells.length, features.length, Float32Array.from(rows.flat()));
  return new AnnData({ X, obs: new Table(cells), var: new Table(features) });
}

/** Every map leads to the row of the same name, and the values there are those of the name. */
function expectAligned(mdata: MuData): void {
  for (const [name, adata] of mdata.mod) {
    const map = mdata.obsmap.get(name)!;
    expect([...map].filter((place) => place > 0).sort((a, b) => a - b)).toEqual(adata.obs.index.map((_, i) => i + 1));
    map.forEach((place, i) => {
      if (place > 0) expect(adata.obs.index[place - 1]).toBe(mdata.obs.index[i]);
    });
    adata.obs.index.forEach((cell, i) => expect(adata.X!.get(i, 0)).toBe(100 * Number(cell.slice(1))));
  }
}

describe('MuData', () => {
  it('joins cells by name in the order in which they are met, and puts features one after the other', () => {
    const mdata = citeSeq();
    expect([mdata.nObs, mdata.nVars]).toEqual([5, 5]);
    expect([...mdata.obsmap.get('prot')!]).toEqual([3, 0, 2, 1, 4]);
    expect(mdata.var.index).toEqual(['g0', 'g1', 'CD3', 'CD4', 'g1']);
    expect([...mdata.varmap.get('prot')!]).toEqual([0, 0, 1, 2, 3]);
    const alone = new MuData({ mod: { prot: mdata.modality('prot'), rna: mdata.modality('rna') } });
    expect(alone.obs.index).toEqual(['c3', 'c2', 'c0', 'c4', 'c1']);
  });

  it('finds a column of the whole or of a modality, missing where the modality lacks the cell', () => {
    const mdata = citeSeq();
    expect(valuesOf(mdata.column('batch'))).toEqual(['s1', 's2', 's1', null, 's2']);
    expect(valuesOf(mdata.column('prot:total'))).toEqual([10, null, 26, 32, 54]);
    expect(valuesOf(mdata.column('type'))).toEqual(['B', 'T', null, 'B', null]);
    expect(valuesOf(mdata.column('clean'))).toEqual([true, null, false, true, true]);
    expect(() => mdata.column('total')).toThrowError(refusal('missing-key', /rna:total, prot:total/));
    expect(() => mdata.column('bach')).toThrowError(refusal('missing-key', /Did you mean "batch"/));
    expect(() => mdata.modality('port')).toThrowError(refusal('missing-key', /Did you mean "prot"/));
  });

  it('keeps every part in step when cells and features are chosen', () => {
    const part = citeSeq().subset({ obs: ['c4', 'c0', 'c3'], var: [4, 0] });
    expect(part.obs.index).toEqual(['c4', 'c0', 'c3']);
    expect(part.modality('rna').obs.index).toEqual(['c0', 'c3']);
    expect(part.modality('prot').obs.index).toEqual(['c4', 'c0', 'c3']);
    expect(part.var.index).toEqual(['g1', 'g0']);
    expect([...part.modality('prot').X!.toDense().values]).toEqual([40, 0, 30]);
    expect([...part.modality('rna').X!.toDense().values]).toEqual([1, 3]);
    expect([...part.obsm.get('X_umap')!.values]).toEqual([8, 9, 0, 1, 6, 7]);
    expect(part.obsp.get('near')!.toDense().get(0, 2)).toBe(2);
    expect(valuesOf(part.column('batch'))).toEqual(['s2', 's1', null]);
    expect(part.uns.get('title')).toBe('five cells');
    expect(() => citeSeq().subset({ obs: [0, 0] })).toThrowError(refusal('invalid-argument', /"c0" is chosen twice/));
  });

  it('stays aligned through any two choices, which are the same as one', () => {
    const cells = Array.from({ length: 12 }, (_, i) => `c${i}`);
    fc.assert(
      fc.property(
        fc.subarray(cells, { minLength: 1 }),
        fc.shuffledSubarray(cells, { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (ofRna, ofProt, draws) => {
          const mdata = new MuData({ mod: { rna: named(ofRna, ['a', 'b']), prot: named(ofProt, ['p']) } });
          expectAligned(mdata);
          const draw = (names: readonly string[]): string[] => names.filter(() => draws.next().value % 2).reverse();
          const first = mdata.subset({ obs: draw(mdata.obs.index) });
          const wanted = draw(first.obs.index);
          const second = first.subset({ obs: wanted });
          expectAligned(second);
          expect(second.obs.index).toEqual(wanted);
          const once = mdata.subset({ obs: wanted });
          for (const [name, adata] of once.mod) expect(summarize(second.modality(name))).toEqual(summarize(adata));
        },
      ),
    );
  });

  it('replaces parts and leaves itself alone', () => {
    const mdata = citeSeq();
    const other = mdata.with({ uns: new Map() });
    other.obs.set('more', [1, 2, 3, 4, 5]);
    expect([mdata.obs.has('more'), mdata.uns.size, other.uns.size]).toEqual([false, 1, 0]);
    const scaled = named(mdata.modality('prot').obs.index, ['CD3', 'CD4', 'g1']);
    const kept = mdata.with({ mod: { rna: mdata.modality('rna'), prot: scaled } });
    expect(kept.obs.names).toEqual(['batch']);
    const more = mdata.with({ mod: [...mdata.mod, ['atac', named(['c4', 'c1'], ['chr1:0'])]] });
    expect([more.obs.names, more.obs.index, more.nVars]).toEqual([['batch'], mdata.obs.index, 6]);
    const fewer = mdata.with({ mod: { rna: mdata.modality('rna') } });
    expect([fewer.nObs, fewer.nVars, fewer.obs.names.length]).toEqual([4, 2, 0]);
    expect(fewer.notices.join()).toMatch(/columns and matrices of obs/);
  });

  it('shows the whole and each modality', () => {
    const text = citeSeq().toString();
    expect(text).toMatch(/^MuData of 2 modalities: 5 cells x 5 features\n {2}obs: batch \(2 categories\)/);
    expect(text).toMatch(/\n {2}rna: 4 cells x 2 features\n {4}X: sparse/);
    expect(text).toMatch(/\n {2}prot: 4 cells x 3 features\n {4}X: dense/);
    const display = (citeSeq() as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ];
    expect(display!.call(citeSeq())).toEqual({ 'text/plain': text });
  });

  it('refuses parts that do not fit, by their name', () => {
    const mdata = citeSeq();
    const prot = (...map: number[]): unknown =>
      mdata.with({
        obsmap: [...mdata.obsmap].map(([name, old]) => [name, name === 'prot' ? Int32Array.from(map) : old]),
      });
    expect(() => prot(3, 0, 2, 1, 5)).toThrowError(refusal('shape-mismatch', /obsmap\['prot'\] says row 5 of 4/));
    expect(() => prot(3, 0, 2, -1, 4)).toThrowError(refusal('shape-mismatch', /says row -1/));
    expect(() => prot(3, 0, 2, 1)).toThrowError(refusal('shape-mismatch', /4 entries for 5 rows/));
    expect(() => prot(0, 0, 2, 1, 4)).toThrowError(refusal('shape-mismatch', /does not lead to "c0"/));
    expect(() => prot(3, 0, 1, 2, 4)).toThrowError(refusal('shape-mismatch', /leads from "c2" to "c3"/));
    const twice = { mod: { one: named(['c1'], ['g']) }, obs: new Table(['c1', 'c1']) };
    expect(() => new MuData(twice)).toThrowError(refusal('shape-mismatch', /says row 1 twice/));
    expect(() => mdata.with({ obsm: [['short', DenseMatrix.zeros(2, 2)]] })).toThrow(/obsm\['short'\] has 2 rows/);
    expect(() => new MuData({ mod: {} })).toThrowError(refusal('invalid-argument', /needs a modality/));
  });
});

describe('cellsOf', () => {
  it('gathers what is known of the cells, each column once', () => {
    const mdata = citeSeq();
    const cells = cellsOf(mdata);
    expect([cells.nObs, cells.nVars]).toEqual([5, 0]);
    expect(cells.obs.names.sort()).toEqual(['batch', 'clean', 'prot:total', 'rna:total', 'type']);
    for (const name of cells.obs.names) expect(valuesOf(cells.column(name))).toEqual(valuesOf(mdata.column(name)));
    expect(mdata.obs.names).toEqual(['batch']);
    expect(cellsOf(mdata.modality('rna'))).toBe(mdata.modality('rna'));
  });

  it('finds positions where a modality has every cell, in the order of the whole', () => {
    expect(() => coordinates(cellsOf(citeSeq()))).toThrowError(refusal('missing-key', /no positions/));
    const some = citeSeq().subset({ obs: ['c3', 'c0', 'c2'] });
    expect([...coordinates(cellsOf(some)).points.values]).toEqual([3, 0, 0, 0, 2, 0]);
  });
});

describe('toMuData', () => {
  const cells = Array.from({ length: 10 }, (_, i) => `c${i}`);

  it('gives the same data in whatever order the second has its cells', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(cells, { minLength: 1 }),
        fc.shuffledSubarray(cells, { minLength: 1 }),
        (a, b) => {
          const common = a.filter((cell) => b.includes(cell));
          fc.pre(common.length > 0);
          const mdata = toMuData({ rna: named(a, ['g']), prot: named(b, ['p', 'q']) });
          expectAligned(mdata);
          for (const adata of mdata.mod.values()) expect(adata.obs.index).toEqual(common);
          const missing = a.length - common.length;
          expect(mdata.notices.some((text) => text.startsWith(`${missing} of ${a.length} cells of rna`))).toBe(
            missing > 0,
          );
        },
      ),
    );
  });

  it('keeps all cells on demand, and counts those that one side lacks', () => {
    const mdata = toMuData(
      { rna: named(['c0', 'c1', 'c2'], ['g']), prot: named(['c2', 'c5'], ['p']) },
      { join: 'outer' },
    );
    expect(mdata.obs.index).toEqual(['c0', 'c1', 'c2', 'c5']);
    expectAligned(mdata);
    expect(mdata.notices).toEqual([
      '2 of 3 cells of rna are not in every modality.',
      '1 of 2 cells of prot are not in every modality.',
    ]);
  });

  it('refuses data without a common cell, and names that are there twice', () => {
    expect(() => toMuData({ rna: named(['c0'], ['g']), prot: named(['c1'], ['p']) })).toThrowError(
      refusal('invalid-argument', /no cell in common.*rna has "c0", prot has "c1"/),
    );
    expect(() => toMuData({ rna: named(['c0', 'c1'], ['g']), prot: named(['c1', 'c0', 'c1'], ['p']) })).toThrowError(
      refusal('invalid-argument', /"c1" is there twice in prot/),
    );
    expect(() => toMuData({ rna: named(['c0'], ['g']) }, { joint: 'outer' } as object)).toThrowError(
      refusal('unknown-option', /Did you mean join/),
    );
  });
});

describe('obsmToMuData', () => {
  const cells = ['c2', 'c0', 'c2'];
  const withProteins = (): AnnData =>
    named(cells, ['g']).with({
      obsm: [['protein_expression', DenseMatrix.fromRows([[1, 2], [3, 4], [5, 6]])]], // prettier-ignore
      obsmTables: [['tags', new Table(cells, [['A', [7, 8, 9]], ['B', [true, false, null]]])]], // prettier-ignore
    });

  it('makes an entry a modality of the same cells, also where names repeat, and takes it out of obsm', () => {
    const mdata = obsmToMuData(withProteins(), { key: 'protein_expression', name: 'prot' });
    expect([...mdata.mod.keys()]).toEqual(['rna', 'prot']);
    expect([...mdata.modality('prot').X!.toDense().values]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(mdata.modality('prot').var.index).toEqual(['protein_expression-0', 'protein_expression-1']);
    expect(mdata.modality('rna').obsm.size).toBe(0);
    expect(mdata.modality('rna').obsmTables.size).toBe(1);
    expect([...mdata.obsmap.get('prot')!]).toEqual([1, 2, 3]);
    expect(
      mdata
        .subset({ obs: [2] })
        .modality('prot')
        .X!.get(0, 1),
    ).toBe(6);
  });

  it('takes names from the data frame, from uns or from the caller', () => {
    const tags = obsmToMuData(withProteins(), { key: 'tags' });
    expect(tags.modality('tags').var.index).toEqual(['A', 'B']);
    expect([...tags.modality('tags').X!.toDense().values]).toEqual([7, 1, 8, 0, 9, NaN]);
    const adata = withProteins();
    adata.uns.set('protein_names', { kind: 'strings', shape: [2], values: ['CD3', 'CD4'] });
    const key = 'protein_expression';
    expect(obsmToMuData(adata, { key }).modality(key).var.index).toEqual(['CD3', 'CD4']);
    expect(obsmToMuData(adata, { key, names: ['x', 'y'] }).modality(key).var.index).toEqual(['x', 'y']);
    expect(() => obsmToMuData(adata, { key, names: ['x'] })).toThrowError(refusal('shape-mismatch', /1 names for 2/));
  });

  it('reaches the same data as two files do', () => {
    const one = named(['c3', 'c1'], ['g']);
    const values = DenseMatrix.fromRows([[300], [100]]); // prettier-ignore
    const fromObsm = obsmToMuData(one.with({ obsm: [['p', values]] }), { key: 'p', names: ['p'] });
    const fromFiles = toMuData({ rna: one, p: named(['c1', 'c3'], ['p']) });
    expect(fromFiles.toString().replaceAll('float32', 'float64')).toBe(
      fromObsm.toString().replaceAll('float32', 'float64'),
    );
    expect(fromFiles.obs.index).toEqual(fromObsm.obs.index);
    for (const [name, adata] of fromFiles.mod) expect(summarize(fromObsm.modality(name))).toEqual(summarize(adata));
  });

  it('refuses what is not there, and text', () => {
    expect(() => obsmToMuData(withProteins(), { key: 'protien' })).toThrowError(
      refusal('missing-key', /protein_expression, tags/),
    );
    const text = named(['c0'], ['g']).with({ obsmTables: [['t', new Table(['c0'], [['note', ['x']]])]] });
    expect(() => obsmToMuData(text, { key: 't' })).toThrowError(refusal('invalid-argument', /column of text, "note"/));
    expect(() => obsmToMuData(withProteins(), { key: 'tags', name: 'rna' })).toThrowError(
      refusal('invalid-argument', /both/),
    );
  });
});
