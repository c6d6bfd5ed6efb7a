import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table } from '../../src/data';
import { mannWhitney, tTest } from '../../src/metrics';
import { Random } from '../../src/random';
import { comparePatients, pseudobulk } from '../../src/tasks';
import { expectNumbers, statisticsFixture } from './statisticsFixture';

const wanted = statisticsFixture('pseudobulk') as {
  x: number[];
  genes: number;
  patient: string[];
  type: string[];
  names: string[];
  sum: number[];
  mean: number[];
  low: number[][];
  high: number[][];
  welch: { t: number[]; p: number[]; adjusted: number[] };
  ranks: { u: number[]; p: number[] };
  exact: [a: number, b: number, shift: number, p: number][];
};
const rows = wanted.patient.length;
const matrix = new DenseMatrix(rows, wanted.genes, Float64Array.from(wanted.x));
const obs = new Table(Array.from({ length: rows }, (_, i) => `c${i}`), [
  ['patient', wanted.patient],
  ['type', wanted.type],
  ['response', wanted.patient.map((name) => (Number(name.slice(1)) % 2 ? 'yes' : 'no'))],
  ['place', Array.from({ length: rows }, (_, i) => i)],
]); // prettier-ignore
const genes = new Table(Array.from({ length: wanted.genes }, (_, j) => `g${j}`));
const cohort = new AnnData({ X: SparseMatrix.fromDense(matrix), obs, var: genes });

describe('pseudobulk', () => {
  it('has the rows, sums and means of scanpy, of sparse and of dense data', () => {
    for (const data of [cohort, cohort.with({ X: matrix })]) {
      const bulk = pseudobulk(data, { by: ['patient', 'type'] });
      expect(bulk.obs.index).toEqual(wanted.names);
      expectNumbers(bulk.X!.values, wanted.sum);
      expectNumbers(pseudobulk(data, { by: ['patient', 'type'], values: 'mean' }).X!.values, wanted.mean);
    }
  });

  it('keeps what is the same for all cells of a row, leaves small rows out, and says so', () => {
    const bulk = pseudobulk(cohort, { by: ['patient', 'type'], minCells: 5 });
    expect(bulk.obs.names).toEqual(['patient', 'type', 'n_cells', 'response']);
    const counts = (bulk.obs.get('n_cells') as { values: Float64Array }).values;
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(5);
    expect(bulk.nObs).toBeLessThan(wanted.names.length);
    expect(bulk.notices[0]).toMatch(/have fewer than 5 cells/);
    expect(pseudobulk(cohort, { by: 'patient' }).nObs).toBe(7);
    expect(() => pseudobulk(cohort, { by: ['patient', 'nothing'] })).toThrowError(expect.objectContaining({ kind: 'missing-key' })); // prettier-ignore
    expect(() => pseudobulk(cohort, { by: 'patient', minCells: 500 })).toThrowError(expect.objectContaining({ kind: 'invalid-argument' })); // prettier-ignore
  });
});

/** The fixture's samples as rows of pseudobulk. */
function sampled(extra: [string, string[]][] = []): AnnData {
  const both = [...wanted.high, ...wanted.low];
  const groups = both.map((_, i) => (i < wanted.high.length ? 'high' : 'low'));
  return new AnnData({
    X: DenseMatrix.fromRows(both),
    obs: new Table(both.map((_, i) => `p${i}`), [['group', groups], ...extra]),
    var: new Table(['a', 'b', 'c', 'd', 'e', 'f']),
  }); // prettier-ignore
}

describe('comparePatients', () => {
  const column = (table: Table, name: string): Map<string, number> =>
    new Map(table.index.map((gene, i) => [gene, (table.get(name) as { values: Float64Array }).values[i]!]));
  const inOrder = (table: Table, name: string): number[] => [...'abcdef'].map((gene) => column(table, name).get(gene)!);

  it("has Welch's t, p and corrected p of scipy", () => {
    const found = comparePatients(sampled(), { group: 'group', method: 't-test', scale: 'as-is' });
    for (const [name, want] of [
      ['statistic', wanted.welch.t],
      ['p', wanted.welch.p],
      ['adjusted', wanted.welch.adjusted],
    ] as const)
      // prettier-ignore
      expectNumbers(inOrder(found.table(), name), want, 1e-9);
    expect(tTest(wanted.high.map(([x]) => x!), wanted.low.map(([x]) => x!)).p).toBeCloseTo(wanted.welch.p[0]!, 9); // prettier-ignore
  });

  it('has the rank-sum test of scipy, exact where nothing is tied', () => {
    const found = comparePatients(sampled(), { group: 'group', scale: 'as-is' });
    expectNumbers(inOrder(found.table(), 'statistic'), wanted.ranks.u);
    expectNumbers(inOrder(found.table(), 'p'), wanted.ranks.p, 1e-9);
    for (const [a, b, shift, p] of wanted.exact) {
      const [x, y] = [Array.from({ length: a }, (_, i) => i + 0.5 + shift), Array.from({ length: b }, (_, i) => 2 * i)];
      expect(mannWhitney(x, y, { method: 'exact' }).p).toBeCloseTo(p, 9);
    }
    const many = Array.from({ length: 3000 }, (_, i) => i);
    expect(() => mannWhitney(many, many, { method: 'exact' })).toThrow(/too many orders/);
  });

  it('says what few patients cannot tell, and does not test fewer', () => {
    const types = ['T', 'T', 'T', 'B', 'T', 'T', 'T', 'B', 'B'];
    const found = comparePatients(sampled([['type', types]]), { group: 'group', by: 'type', scale: 'as-is' });
    expect([...found.tables.keys()]).toEqual(['T']);
    expect(String(found)).toContain('T: with 3 and 3 patients no p is below 0.10');
    expect(String(found)).toContain('B: 1 and 2 patients are too few');
    expect(() => comparePatients(sampled(), { group: 'group', minPatients: 6 })).toThrowError(expect.objectContaining({ kind: 'invalid-argument' })); // prettier-ignore
    expect(() => comparePatients(sampled(), { group: 'group', contrast: ['high', 'none'] })).toThrowError(expect.objectContaining({ kind: 'missing-key' })); // prettier-ignore
  });

  it('takes a patient for one, and sums on the scale of counts per million', () => {
    const bulk = pseudobulk(cohort, { by: ['patient', 'type'] });
    expect(() => comparePatients(bulk, { group: 'response' })).toThrow(/patient p\d has several rows in "all"/);
    const found = comparePatients(bulk, { group: 'response', by: 'type', contrast: ['yes', 'no'] });
    const first = found.table('T');
    const gene = first.index[0]!;
    const cpm = (row: number): number => Math.log2(1 + (1e6 * bulk.X!.get(row, bulk.var.index.indexOf(gene))) / Array.from(bulk.X!.row(row)).reduce((a, b) => a + b, 0)); // prettier-ignore
    const own = bulk.obs.index.flatMap((name, row) => (/^p[135]_T$/.test(name) ? [cpm(row)] : []));
    expect(column(first, 'mean').get(gene)).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 9);
    expect(found.scale).toBe('log-cpm');
  });

  it('finds about nothing where patients differ by chance alone', () => {
    const draws = new Random(5);
    let found = 0;
    for (let round = 0; round < 60; round++) {
      const patient = wanted.patient.map(() => `p${draws.integer(0, 12)}`);
      const half = patient.map((name) => (Number(name.slice(1)) < 6 ? 'x' : 'y'));
      const data = cohort.with({ obs: new Table(obs.index, [['patient', patient], ['half', half]]) }); // prettier-ignore
      const table = comparePatients(pseudobulk(data, { by: 'patient' }), { group: 'half' }).table();
      found += Number(Math.min(...column(table, 'adjusted').values()) < 0.05);
    }
    // The rate of false discoveries is held at one in twenty.
    expect(found).toBeLessThan(9);
  });
});
