import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../src/data';
import { Graph, knnGraph } from '../../src/graph';
import { ligandReceptor, spatialLigandReceptor } from '../../src/tasks';
import { lagOf, moransR, type RowWeights, sentOf, standardized } from '../../src/tasks/ligand-receptor/bivariateMoran';
import { chosenColumns } from '../../src/tasks/ligand-receptor/chosenColumns';
import { testLabels } from '../../src/tasks/ligand-receptor/labelTest';
import { type Complexes, pairGenes } from '../../src/tasks/ligand-receptor/pairGenes';
import { columnMeans } from '../../src/prepare/genes/setMeans';
import { EventLoopYielder } from '../../src/wasm';
import { expectNumbers, statisticsFixture } from './statisticsFixture';

const wanted = statisticsFixture('ligandReceptor') as {
  shape: [number, number];
  x: number[];
  types: string[];
  pairs: [string, string][];
  cases: { complexes: Complexes; threshold: number; pairs: string[][]; of: string[][]; means: number[]; pvalues: (number | null)[] }[]; // prettier-ignore
  shuffled: number[][];
};
const [, genes] = wanted.shape;
const names = Array.from({ length: genes }, (_, j) => `G${j}`);
const types = ['a', 'b', 'c'];
const codes = Int32Array.from(wanted.types, (type) => types.indexOf(type));
const tissue = dataOf(wanted.x, names, [['type', wanted.types]]);

function dataOf(values: readonly number[], index: string[], columns: [string, string[]][] = []): AnnData {
  const rows = values.length / index.length;
  const X = SparseMatrix.fromDense(new DenseMatrix(rows, index.length, Float64Array.from(values)));
  return new AnnData({ X, obs: new Table(Array.from({ length: rows }, (_, i) => `c${i}`), columns), var: new Table(index) }); // prettier-ignore
}

describe('ligandReceptor', () => {
  it.each(wanted.cases.map((each) => [`${each.complexes}, ${each.threshold}`, each] as const))(
    'has the pairs, means and, with the same permutations, the p of squidpy: %s',
    async (_, want) => {
      const found = pairGenes('test', wanted.pairs, { genes: names, means: columnMeans(tissue.X!), complexes: want.complexes }); // prettier-ignore
      const key = ([a, b]: readonly string[]): string => `${a} ${b}`;
      const own = found.pairs.map(({ source, target }) => key([source, target]));
      expect([...own].sort()).toEqual(want.pairs.map(key).sort());
      expect(want.of).toEqual(types.flatMap((a) => types.map((b) => [a, b])));
      const values = chosenColumns('test', tissue.X!, found.columns);
      const test = { values, genes: found, codes, labels: 3, threshold: want.threshold };
      const rounds = wanted.shuffled.map((order) => Int32Array.from(order));
      const { means, pvalues } = await testLabels(
        test,
        (round) => rounds[round]!,
        20,
        new EventLoopYielder('test', {}),
      );
      want.pairs.forEach((pair, row) => {
        const at = own.indexOf(key(pair));
        expectNumbers(means.subarray(9 * at, 9 * at + 9), want.means.slice(9 * row, 9 * row + 9), 1e-6);
        expectNumbers(pvalues.subarray(9 * at, 9 * at + 9), want.pvalues.slice(9 * row, 9 * row + 9));
      });
    },
  );

  it('finds the pair that was put between two types, and says what was not measured', async () => {
    const found = await ligandReceptor(tissue, { by: 'type', pairs: wanted.pairs, permutations: 200, seed: 1 });
    const table = found.table();
    expect(table.index[0]).toBe('G0-G1: a to b');
    const counts = found.counts();
    expect(counts.rows).toEqual(types);
    const p = found.pvalues.filter((value) => !Number.isNaN(value));
    expect(table.length).toBe(p.length);
    expect(String(found)).toMatch(/1 of 7 pairs have a gene that was not measured/);
    expect(String(found)).toMatch(/only a part was measured/);
    expect(found.adjusted().every((value, at) => Number.isNaN(value) === Number.isNaN(found.pvalues[at]!) && !(value < found.pvalues[at]!))).toBe(true); // prettier-ignore
    const again = await ligandReceptor(tissue, { by: 'type', pairs: new Table(['0', '1'], [['ligand', ['G0', 'G2']], ['receptor', ['G1', 'G3']]]), permutations: 200, seed: 1 }); // prettier-ignore
    expect(again.pvalues.subarray(0, 9)).toEqual(found.pvalues.subarray(0, 9));
  });

  it('exchanges labels within sections only: what differs between sections alone is no finding', async () => {
    const section = wanted.types.map((type) => (type === 'a' ? 's1' : 's2'));
    const both = dataOf(wanted.x, names, [['type', wanted.types], ['section', section]]); // prettier-ignore
    const found = await ligandReceptor(both, {
      by: 'type',
      pairs: [['G0', 'G0']],
      permutations: 50,
      within: 'section',
    });
    // Type a is alone in its section: no exchange changes its mean.
    expect(found.pvalues[0]).toBe(0);
    await expect(ligandReceptor(both, { by: 'type', pairs: [['X', 'Y']] })).rejects.toMatchObject({ kind: 'missing-key' }); // prettier-ignore
    await expect(ligandReceptor(dataOf(wanted.x, names, [['one', wanted.types.map(() => 'a')]]), { by: 'one', pairs: wanted.pairs })).rejects.toMatchObject({ kind: 'invalid-argument' }); // prettier-ignore
  });
});

const space = statisticsFixture('pairsInSpace') as {
  n: number;
  w: number[];
  values: number[];
  columns: number;
  pairs: [number, number][];
  global: number[];
  local: number[][];
  few: { w: number[]; x: number[]; y: number[]; r: number; mean: number; deviation: number; share: number };
};

function graphOf(n: number, w: readonly number[]): Graph {
  const matrix = SparseMatrix.fromDense(new DenseMatrix(n, n, Float64Array.from(w)));
  return new Graph(n, matrix.indptr, matrix.indices, matrix.values);
}

describe('spatialLigandReceptor', () => {
  const graph = graphOf(space.n, space.w);
  const placed = dataOf(space.values, ['A', 'B', 'C', 'D']);
  const pairs = space.pairs.map(([a, b]) => [placed.var.index[a]!, placed.var.index[b]!] as [string, string]);

  it("has Moran's R and the local scores of the formula by matrices", async () => {
    const found = await spatialLigandReceptor(placed, { pairs, graph, weights: 'graph' });
    expectNumbers(found.r, space.global, 1e-6);
    pairs.forEach(([a, b], at) => expectNumbers(found.local(a, b).score, space.local[at]!, 1e-5));
    expect(String(found)).toContain('1 cells have no neighbors');
  });

  it('has the mean and deviation of all orders of six cells', () => {
    const { few } = space;
    const own = graphOf(6, few.w);
    const rows: RowWeights = { ...own, weights: Float64Array.from(own.weights!), nNodes: 6 };
    const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
    const [x, y] = [few.x, few.y].map((values) => standardized(Float64Array.from(values))!) as [Float64Array, Float64Array]; // prettier-ignore
    const found = moransR(sentOf(rows, x), y, total);
    expect(found.r).toBeCloseTo(few.r, 10);
    expect(few.mean).toBeCloseTo(0, 10);
    expect(found.r / found.z).toBeCloseTo(few.deviation, 10);
    // The neighbors of a cell send what they have: both ways of adding up agree.
    const near = lagOf(rows, y);
    expect(x.reduce((sum, value, i) => sum + value * near[i]!, 0) / total).toBeCloseTo(few.r, 10);
  });

  it('counts permutations to about the exact p, the same with a seed', async () => {
    const { few } = space;
    const six = dataOf(few.x.flatMap((value, i) => [value, few.y[i]!]), ['X', 'Y']); // prettier-ignore
    const options = { pairs: [['X', 'Y']] as [string, string][], graph: graphOf(6, few.w), weights: 'graph' as const };
    const found = await spatialLigandReceptor(six, { ...options, permutations: 4000, seed: 2 });
    expect(Math.abs(found.pvalues[0]! - few.share)).toBeLessThan(0.03);
    expect((await spatialLigandReceptor(six, { ...options, permutations: 4000, seed: 2 })).pvalues).toEqual(found.pvalues); // prettier-ignore
  });

  it('maps a pair to the places where it lies, and finds nothing elsewhere', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => [i % 20, Math.floor(i / 20)]);
    const noise = (i: number, k: number): number => ((i * 7919 + k * 104729) % 97) / 97;
    // Columns of senders beside columns of receivers in the left half.
    const values = rows.flatMap(([x], i) => [x! < 10 && x! % 2 === 0 ? 3 : noise(i, 1) / 2, x! < 10 && x! % 2 === 1 ? 3 : noise(i, 2) / 2]); // prettier-ignore
    const data = dataOf(values, ['L', 'R']);
    data.obsm.set('spatial', DenseMatrix.fromRows(rows));
    const found = await spatialLigandReceptor(data, { pairs: [['L', 'R']], graph: knnGraph(data, { k: 4 }), permutations: 99 }); // prettier-ignore
    expect(found.r[0]).toBeGreaterThan(0);
    const { score, high, p } = found.local('L', 'R', { permutations: 99, seed: 1 });
    const mean = (of: (x: number) => boolean, list: ArrayLike<number>): number => {
      const own = rows.flatMap(([x], i) => (of(x!) ? [list[i]!] : []));
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    expect(mean((x) => x > 1 && x < 8, score)).toBeGreaterThan(0.5);
    expect(mean((x) => x > 1 && x < 8, high)).toBe(1);
    expect(mean((x) => x > 11, high)).toBe(0);
    expect(mean((x) => x > 1 && x < 8, p!)).toBeLessThan(0.4);
    expect(() => found.local('R', 'L')).toThrowError(expect.objectContaining({ kind: 'missing-key' }));
    await expect(spatialLigandReceptor(data, { pairs: [['L', 'R']], graph: graphOf(6, space.few.w) })).rejects.toMatchObject({ kind: 'shape-mismatch' }); // prettier-ignore
  });
});
