import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import { Random } from '../../../src/random';
import { biomarker } from '../../../src/tasks';
import { readyModel } from './plainModels';

interface Made {
  /** How far the vectors of a positive slide are moved, in standard deviations between slides. */
  signal?: number;
  /** How far the vectors of all slides of a patient are moved together. */
  patient?: number;
}

/** 32 slides of 16 patients, half of them positive, 6 cells each; one of 12 directions tells the class, the others the patient. */
function cohort({ signal = 0, patient = 0 }: Made): AnnData {
  const random = new Random(4);
  const rows: number[][] = [];
  const [slides, patients, classes]: [string[], string[], string[]] = [[], [], []];
  const own = Array.from({ length: 16 }, () => Array.from({ length: 12 }, () => random.normal(0, patient)));
  for (let slide = 0; slide < 32; slide++) {
    const of = slide >> 1;
    for (let cell = 0; cell < 6; cell++) {
      rows.push(own[of].map((shift, j) => shift + (j === 0 ? signal * (of % 2) : 0) + random.normal(0, 0.5)));
      slides.push(`s${slide}`);
      patients.push(`p${of}`);
      classes.push(of % 2 ? 'positive' : 'negative');
    }
  }
  return new AnnData({
    obs: new Table(rows.map((_, i) => `c${i}`), [['slide', slides], ['patient', patients], ['ER', classes]]), // prettier-ignore
    var: new Table(['noise']),
    X: DenseMatrix.fromRows(rows.map(() => [random.normal()])),
    obsm: [['X_model', DenseMatrix.fromRows(rows)]],
  });
}

const options = { slide: 'slide', patient: 'patient', by: 'ER', high: 'positive', low: 'negative', minCells: 5, shuffles: 9 } as const; // prettier-ignore
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('the biomarker of a slide', () => {
  it('is read off vectors that tell it, with the standard deviation over deals beside it', async () => {
    const result = await biomarker('X_model', cohort({ signal: 2 }), options);
    expect(mean(result.scores[0].auc)).toBeGreaterThan(0.9);
    expect(result.scores[0].auc).toHaveLength(4);
    expect(result.p).toBeCloseTo(0.1, 9);
    expect(String(result)).toMatch(
      /32 slides of 16 patients in 5 folds, no patient on both sides.*X_model +\d\.\d+ ± \d\.\d+/s,
    );
    expect(result.warnings).toEqual([]);
    expect(result.scores.map(({ method }) => method)).toEqual(['X_model', 'mean expression']);
  });

  it('is not read off what tells patients apart, as slides of a patient never stand on both sides', async () => {
    const data = cohort({ patient: 2 });
    const disjoint = await biomarker('X_model', data, options);
    const leaking = await biomarker('X_model', data, { ...options, patient: 'slide' });
    expect(mean(leaking.scores[0].auc)).toBeGreaterThan(0.8);
    expect(mean(disjoint.scores[0].auc)).toBeLessThan(mean(leaking.scores[0].auc) - 0.25);
  });

  it('warns where a lead is smaller than the spread, and asks a model for its vectors', async () => {
    const data = cohort({});
    const model = readyModel('flat', { fresh: () => model, can: { embed: async () => data.obsm.get('X_model') as DenseMatrix }, notices: [] }); // prettier-ignore
    const result = await biomarker(model, data, options);
    expect(result.scores[0].method).toBe('flat');
    expect(Math.abs(mean(result.scores[0].auc) - 0.5)).toBeLessThan(0.35);
    const same = await biomarker('X_model', data.with({ obsm: [['X_model', data.matrix().toDense()]] }), options);
    expect(same.warnings.join()).toMatch(/X_model is no better than mean expression/);
  });

  it('refuses what cannot be asked', async () => {
    const kind = (changed: object) => biomarker('X_model', cohort({}), { ...options, ...changed }).then(() => 'nothing', (error: TissuebookError) => error.kind); // prettier-ignore
    expect(await kind({ by: 'HER2' })).toBe('missing-key');
    expect(await kind({ high: 'unknown' })).toBe('missing-key');
    expect(await kind({ slide: 'patient', patient: 'slide' })).toBe('invalid-argument');
    expect(await kind({ patient: 'ER' })).toBe('invalid-argument');
    expect(await kind({ folds: 1 })).toBe('invalid-argument');
    await expect(biomarker('X_other', cohort({}), options)).rejects.toMatchObject({ kind: 'missing-key' });
  });
});
