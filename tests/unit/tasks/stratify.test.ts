import { beforeAll, describe, expect, it } from 'vitest';
import { categorical, DenseMatrix, unsAt, valuesOf, type AnnData, simulateCohort } from '../../../src/data';
import { zoo } from '../../../src/models';
import { chooseCodes, stratifyCohort, type PatientTable } from '../../../src/tasks/stratify/nestedChoice';
import { aucBars, stratify, type StratifyResult } from '../../../src/tasks';

const classes = { patient: 'patient', by: 'tumor_class', high: 'mixed', low: 'compartmentalized' };
const cohort = simulateCohort({ patients: 5, cells: 60, seed: 3 });

/** The cohort with a token that says what a rule says of each cell. */
function withTokens(rule: (cell: number, label: string, patient: string) => string): AnnData {
  const adata = cohort.with({});
  const [labels, patients] = ['tumor_class', 'patient'].map((name) => valuesOf(adata.column(name)).map(String));
  adata.obs.set('token', categorical(labels!.map((label, cell) => rule(cell, label, patients![cell]!))));
  return adata;
}

/** Numbers from 0 to 1 without a pattern. */
const random = (i: number): number => Math.abs(Math.sin(78.233 * (i + 1)) * 43758.5453) % 1;

/** A table of random usage in which tokens mean nothing. */
function noise(seed: number): PatientTable {
  const values = Float64Array.from(
    { length: 12 * 30 },
    (_, i) => Math.abs(Math.sin(seed + 78.233 * i) * 43758.5453) % 1,
  );
  return { usage: new DenseMatrix(12, 30, values), activation: new DenseMatrix(12, 30, values) };
}

const half = Array.from({ length: 12 }, (_, at) => at < 6);

describe('stratify', () => {
  it('finds a token that marks a class, and not one that marks nothing', async () => {
    const marked = withTokens((cell, label) => (label === 'mixed' && cell % 3 === 0 ? 'sign' : String(cell % 5)));
    const result = await stratify('token', marked, classes);
    expect(result.auc).toBe(1);
    expect(result.p).toBeCloseTo(1 / 41, 12);
    expect(result.tokenChoices()).toContainEqual(['sign', 10]);
    const blank = await stratify(
      'token',
      withTokens((cell) => String(Math.floor(11 * random(cell)))),
      classes,
    );
    expect(blank.p).toBeGreaterThan(0.05);
  });

  it('gives each cell the share of chosen tokens among itself and its neighbors', async () => {
    const marked = withTokens((cell, label) => (label === 'mixed' ? `m${cell % 30}` : `c${cell % 30}`));
    const result = await stratify('token', marked, classes);
    const scores = result.cellScores();
    const patients = valuesOf(marked.column('patient'));
    for (const { patient, variants, class: own } of result.patients) {
      const cells = [...scores].filter((_, cell) => patients[cell] === patient);
      const mean = cells.reduce((a, b) => a + b, 0) / cells.length;
      expect(mean > 0).toBe((variants[0]!.from === 'high') === (own === 'mixed'));
      expect(Math.max(...cells)).toBeLessThanOrEqual(1);
    }
  });

  it('gives figures what they draw: ranked scores by class, halves, and areas beside chance', async () => {
    const result = await stratify(
      'token',
      withTokens((cell, label) => `${label}${cell % 7}`),
      classes,
    );
    const { groups, series } = result.bars;
    const drawn = groups.map((_, at) =>
      [series.mixed![at]!, series.compartmentalized![at]!].find((v) => !Number.isNaN(v)),
    );
    expect(drawn).toEqual(result.patients.map(({ score }) => score).sort((a, b) => b - a));
    const upper = Object.entries(result.halves()).filter(([, half]) => half.startsWith('upper'));
    expect(upper.map(([name]) => name).sort()).toEqual(groups.slice(0, 5).sort());
    const bars = aucBars({ tokens: result, again: result });
    expect(bars.series['real classes']!.values).toEqual([result.auc, result.auc]);
    const { values, low, high } = bars.series['shuffled classes']!;
    const outside = result.chance.filter((auc) => auc < low![0]! || auc > high![0]!);
    expect(outside.length).toBeLessThanOrEqual(4);
    expect(values[0]).toBeCloseTo(result.chance.reduce((a, b) => a + b, 0) / 40, 12);
  });

  it('leaves out patients of other classes and with few cells, and says so', async () => {
    const adata = withTokens((cell) => String(cell % 4));
    const names = valuesOf(adata.column('patient')).map(String);
    const label = valuesOf(adata.column('tumor_class')).map((own, cell) =>
      names[cell] === 's01' ? 'cold' : String(own),
    );
    adata.obs.set('tumor_class', categorical(label));
    const kept = adata.subset({ obs: names.map((name, cell) => name !== 's02' || cell % 60 < 3) });
    const { leftOut, patients } = await stratify('token', kept, { ...classes, shuffles: 0 });
    expect(leftOut).toEqual([
      { patient: 's01', why: 'tumor_class is cold' },
      { patient: 's02', why: '3 cells' },
    ]);
    expect(patients).toHaveLength(8);
  });

  it('averages the scores by several models, for real and for shuffled classes', async () => {
    const adata = withTokens((cell) => String(Math.floor(11 * random(cell))));
    const [one, types] = [await stratify('token', adata, classes), await stratify('cell_type', adata, classes)];
    const both = await stratify(['token', 'cell_type'], adata, classes);
    both.patients.forEach(({ score, variants }, at) => {
      const [a, b] = [one.patients[at]!, types.patients[at]!];
      expect(score).toBeCloseTo((a.score + b.score) / 2, 12);
      expect(variants).toEqual([...a.variants, ...b.variants]);
    });
    const tokens = [
      ...one.patients[0]!.tokens.map((name) => `1:${name}`),
      ...types.patients[0]!.tokens.map((name) => `2:${name}`),
    ];
    expect(both.patients[0]!.tokens).toEqual(tokens);
    expect(both.cellScores(1)).toEqual(types.cellScores());
    expect(() => both.cellScores(2)).toThrow(/no model 2; there are 2/);
    expect(String(both)).toContain('the mean of 2 models');
    const twice = await stratify(['token', 'token'], adata, classes);
    expect(twice.chance).toEqual(one.chance);
    expect(both.chance).not.toEqual(one.chance);
  });

  it('refuses what cannot be judged', async () => {
    const adata = withTokens((cell) => String(cell % 4));
    await expect(stratify('token', adata, { ...classes, low: 'cool' })).rejects.toThrow(/no cell has "cool".*mixed/s);
    await expect(stratify('token', adata, { ...classes, low: 'mixed' })).rejects.toThrow(/the same class/);
    await expect(stratify('token', adata, { ...classes, patient: 'cell_type' })).rejects.toThrow(
      /one of the whole patient/,
    );
    const few = adata.subset({ obs: valuesOf(adata.column('patient')).map((name) => String(name) < 's07') });
    await expect(stratify('token', few, classes)).rejects.toThrow(/3 patients.*takes 4/s);
    await expect(stratify(zoo.create('squint'), adata, classes)).rejects.toMatchObject({ kind: 'not-trained' });
    await expect(stratify([], adata, classes)).rejects.toThrow(/list of models is empty/);
    await expect(stratify('tokens', adata, classes)).rejects.toThrow(/Did you mean "token"/);
  });
});

describe('nested choice', () => {
  it('chooses the tokens of a patient without its class and without its cells', () => {
    const table = noise(1);
    const before = stratifyCohort(table, half).chosen;
    for (const patient of [0, 7]) {
      const flipped = half.map((own, at) => (at === patient ? !own : own));
      expect(stratifyCohort(table, flipped).chosen[patient]).toEqual(before[patient]);
      const values = table.usage.values.slice();
      values.fill(9, patient * 30, patient * 30 + 30);
      const other = { usage: new DenseMatrix(12, 30, values), activation: new DenseMatrix(12, 30, values) };
      expect(stratifyCohort(other, half).chosen[patient]).toEqual(before[patient]);
    }
  });

  it('finds nothing in noise on average', () => {
    const areas = Array.from({ length: 60 }, (_, seed) => stratifyCohort(noise(seed), half).auc);
    const mean = areas.reduce((a, b) => a + b, 0) / areas.length;
    // The deviation of one area with 6 against 6 patients is some 0.2, so that of the mean is below 0.03; holding out pulls down.
    expect(mean).toBeGreaterThan(0.35);
    expect(mean).toBeLessThan(0.6);
  });

  it('takes the most frequent codes, or those with the largest difference', () => {
    const usage = DenseMatrix.fromRows([
      [0.6, 0.3, 0.1],
      [0.7, 0.2, 0.1],
      [0.6, 0.1, 0.3],
      [0.7, 0.1, 0.2],
    ]);
    const high = [true, true, false, false];
    const choose = (rule: 'frequent' | 'enriched', from: 'high' | 'low') =>
      chooseCodes(usage, high, [0, 1, 2, 3], { rule, count: 1, from });
    expect(choose('frequent', 'high')).toEqual([0]);
    expect(choose('enriched', 'high')).toEqual([1]);
    expect(choose('enriched', 'low')).toEqual([2]);
  });
});

describe('a simulated cohort', () => {
  let byType: StratifyResult;
  beforeAll(async () => {
    byType = await stratify('cell_type', simulateCohort({ seed: 1 }), classes);
  });

  it('says what it is, and is the same for the same seed', () => {
    expect(unsAt(cohort.uns, 'dataset', 'name')).toMatch(/simulated.*no cell of it was measured/);
    const again = simulateCohort({ patients: 5, cells: 60, seed: 3 });
    expect(again.X).toEqual(cohort.X);
    expect(simulateCohort({ patients: 5, cells: 60, seed: 4 }).X).not.toEqual(cohort.X);
  });

  it('has classes that cell types alone do not tell apart', () => {
    expect(byType.p).toBeGreaterThan(0.05);
  });
});
