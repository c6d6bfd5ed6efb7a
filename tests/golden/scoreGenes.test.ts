import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../src/data';
import { scoreGenes } from '../../src/prepare';
import { chooseControls, expressionBins } from '../../src/prepare/genes/controlGenes';
import { columnMeans } from '../../src/prepare/genes/setMeans';
import { expectNumbers, statisticsFixture } from './statisticsFixture';

const wanted = statisticsFixture('scoreGenes') as {
  shape: [number, number];
  x: number[];
  sets: Record<string, string[]>;
  cases: { set: string; options: Record<string, never>; controls: string[]; score: number[]; holes?: true; few?: true }[]; // prettier-ignore
};
const [cells, genes] = wanted.shape;
const x = Float32Array.from(wanted.x);
const names = Array.from({ length: genes }, (_, j) => `g${j}`);
const adata = dataOf(x, names);

function dataOf(values: Float32Array, index: string[], dense = false): AnnData {
  const matrix = new DenseMatrix(cells, index.length, values);
  const obs = new Table(Array.from({ length: cells }, (_, i) => `c${i}`));
  return new AnnData({ X: dense ? matrix : SparseMatrix.fromDense(matrix), obs, var: new Table(index) });
}

function scores(data: AnnData, key = 'score'): Float64Array {
  return (data.obs.get(key) as { values: Float64Array }).values;
}

/** The same case in our words. */
const optionsOf = ({ ctrl_size, n_bins, ctrl_as_ref, gene_pool }: Record<string, never>) => ({
  ...(ctrl_size !== undefined && { controlSize: ctrl_size as number }),
  ...(n_bins !== undefined && { bins: n_bins as number }),
  ...(ctrl_as_ref !== undefined && { controlAsReference: ctrl_as_ref as boolean }),
  ...(gene_pool !== undefined && { genePool: gene_pool as string[] }),
});

/** Of the case's cells and genes. */
function dataFor({ holes, few }: (typeof wanted.cases)[number], dense = false): AnnData {
  if (few) return dataOf(Float32Array.from({ length: cells * 10 }, (_, e) => x[Math.floor(e / 10) * genes + (e % 10)]!), names.slice(0, 10), dense); // prettier-ignore
  if (!holes) return dense ? dataOf(x, names, true) : adata;
  return dataOf(x.map((value, e) => (Math.floor(e / genes) % 5 === 0 && (e % genes) % 3 === 0 ? NaN : value)), names, dense); // prettier-ignore
}

describe('scoreGenes', () => {
  it.each(wanted.cases.map((each, at) => [`${at} ${each.set} ${JSON.stringify(each.options).slice(0, 60)}`, each] as const))(
    'has the scores of scanpy against the same controls: case %s',
    (_, each) => {
      for (const dense of [false, true]) {
        const data = dataFor(each, dense);
        const found = scoreGenes(data, wanted.sets[each.set]!, { controls: each.controls });
        expectNumbers(scores(found), each.score, 1e-6);
      }
    },
  ); // prettier-ignore

  it('draws no gene where scanpy has nothing to choose, and then has its controls and scores', () => {
    const certain = wanted.cases.filter(({ options, few }) => few || ((options.ctrl_size ?? 50) as number) >= 40);
    expect(certain.length).toBeGreaterThan(9);
    for (const each of certain)
      expectNumbers(scores(scoreGenes(dataFor(each), wanted.sets[each.set]!, optionsOf(each.options))), each.score, 1e-6); // prettier-ignore
  });

  it('draws as many genes as scanpy from the same bins', () => {
    const bin = expressionBins(columnMeans(adata.X!), 25);
    for (const each of wanted.cases.filter(({ options }) => (options.ctrl_size as number | undefined) === 2)) {
      const own = wanted.sets[each.set]!.flatMap((gene) => (names.includes(gene) ? [names.indexOf(gene)] : []));
      const choice = { controlSize: 2, bins: 25, controlAsReference: true };
      const drawn = Array.from({ length: 40 }, (_, seed) => chooseControls(own, bin, { ...choice, seed }));
      const binsOf = (places: Iterable<number>): Set<number> => new Set(Array.from(places, (place) => bin[place]!));
      const wantedBins = binsOf(each.controls.map((gene) => names.indexOf(gene)));
      const everDrawn = binsOf(drawn.flatMap((places) => [...places]));
      for (const one of wantedBins) expect(everDrawn).toContain(one);
      for (const places of drawn) {
        expect(places.length).toBeLessThanOrEqual(2 * binsOf(own).size);
        expect(places.some((place) => own.includes(place))).toBe(false);
      }
      expect(new Set(drawn.map(String)).size).toBeGreaterThan(1);
    }
  });

  it('scores several sets as if each stood alone, and says what the data lack', () => {
    const sets = Object.entries(wanted.sets).map(([name, genes]) => ({ name, description: '', genes }));
    const all = scoreGenes(adata, [...sets, { name: 'foreign', genes: ['nothing'] }], { controlSize: 2, seed: 4 });
    for (const { name, genes } of sets)
      expect(scores(all, name)).toEqual(scores(scoreGenes(adata, genes, { controlSize: 2, seed: 4 })));
    expect(all.obs.has('foreign')).toBe(false);
    expect(all.notices.join(' ')).toMatch(/first \(4 of 5\).*foreign \(0 of 1\)/);
    expect(adata.obs.names).toEqual([]);
  });

  it('refuses what it cannot score', () => {
    const kind = (wrong: string) => expect.objectContaining({ kind: wrong });
    expect(() => scoreGenes(adata, ['G3'])).toThrowError(kind('missing-key'));
    expect(() => scoreGenes(adata, ['g3'], { controls: ['nothing'] })).toThrowError(kind('invalid-argument'));
    expect(() => scoreGenes(adata, ['g3'], { raw: true })).toThrowError(kind('missing-key'));
    expect(() => scoreGenes(adata, [{ name: 'a', genes: ['g1'] }, { name: 'a', genes: ['g2'] }])).toThrowError(/two sets "a"/); // prettier-ignore
  });
});
