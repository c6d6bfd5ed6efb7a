import { expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { entriesMask } from '../../src/prepare/splits/entriesMask';
import { logScaled, rowTotals } from '../../src/tasks/impute-entries/entryScale';
import { entryScores } from '../../src/tasks/impute-entries/entryScores';
import { describeGolden, expectAgrees } from './fixture';

describeGolden('preprocessing/entries_mask', (fixture) => {
  const { share, scale } = fixture.config as { share: number; scale: number };
  const [rows, columns] = fixture.tensors['in.counts']!.shape as [number, number];
  const matrix = (name: string): DenseMatrix =>
    new DenseMatrix(rows, columns, Float32Array.from(fixture.tensors[name]!.data as Float32Array));
  const counts = matrix('in.counts');
  const draws = fixture.tensors['in.uniform']!.data as Float32Array;
  const { hidden } = entriesMask(counts.values, columns, draws, { share });
  const seen = rowTotals(counts, hidden);

  it('hides entries, zeros included, and leaves no cell empty', () => {
    expect([...hidden]).toEqual([...(fixture.tensors['out.hidden']!.data as Int32Array)]);
    expectAgrees(fixture, 'out.visible_total', Float32Array.from(seen), 1e-5);
  });

  it('brings counts to the scale of what is visible, and to the published one', () => {
    const input = counts.values.map((value, at) => (hidden[at] ? 0 : value)) as Float32Array;
    const scaled = logScaled(new DenseMatrix(rows, columns, input), seen, scale);
    expectAgrees(fixture, 'out.input', scaled.values as Float32Array, 1e-5);
    expectAgrees(fixture, 'out.truth_visible', logScaled(counts, seen, scale).values as Float32Array, 1e-5);
    expectAgrees(fixture, 'out.truth_full', logScaled(counts, rowTotals(counts), scale).values as Float32Array, 1e-5);
  });

  it('scores the hidden entries as one vector, on both scales', () => {
    const prediction = matrix('in.prediction');
    const scales = { visible: seen, full: rowTotals(counts) };
    for (const [name, totals] of Object.entries(scales)) {
      const { rmse, pearson, cosine } = entryScores(prediction, logScaled(counts, totals, scale), hidden);
      expect(rmse).toBeCloseTo(fixture.scalars[`rmse_${name}`]!, 5);
      expect(pearson).toBeCloseTo(fixture.scalars[`pearson_${name}`]!, 5);
      expect(cosine).toBeCloseTo(fixture.scalars[`cosine_${name}`]!, 5);
    }
  });
});
