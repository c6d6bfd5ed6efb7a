import { expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { pairCost, scaleByMedian, type PairCost } from '../../src/prepare/transport/pairCost';
import { jointComponents } from '../../src/prepare/transport/jointComponents';
import { bestPartners, pairWithinGroups, signatureOf } from '../../src/prepare/transport/pairCells';
import { sinkhorn } from '../../src/prepare/transport/sinkhorn';
import { type Fixture, describeGolden, expectAgrees } from './fixture';

const matrixOf = (fixture: Fixture, key: string): DenseMatrix => {
  const { shape, data } = fixture.tensors[`in.${key}`];
  return new DenseMatrix(shape[0], shape[1], data as Float32Array);
};

function costOf(fixture: Fixture): PairCost {
  if (fixture.tensors['in.control']) return pairCost(matrixOf(fixture, 'control'), matrixOf(fixture, 'target'));
  const { rows, columns, values } = matrixOf(fixture, 'cost');
  return { rows, columns, values: Float64Array.from(values) };
}

/** The fixtures' own tolerances: a plan of few iterations, or of small epsilon, hangs on single digits of its cost. */
const TOLERANCES: Record<string, number> = { sinkhorn: 5e-5, sinkhorn_wide: 2e-3, sinkhorn_median: 5e-5 };

for (const [name, tolerance] of Object.entries(TOLERANCES)) {
  describeGolden(`transport/${name}`, (fixture) => {
    const { eps, iterations, errors, scaleCost } = fixture.config;
    const plain = costOf(fixture);
    const { cost, median } = scaleCost === 'median' ? scaleByMedian(plain) : { cost: plain, median: 1 };
    it('has the tolerance that the fixture states', () => {
      expect(fixture.config.tolerance.out).toBe(tolerance);
    });
    it('measures the cost', () => {
      if (fixture.tensors['out.cost']) expectAgrees(fixture, 'out.cost', cost.values, tolerance);
      if (fixture.tensors['out.scale']) expectAgrees(fixture, 'out.scale', [median], tolerance);
    });
    it.each(iterations as number[])(
      'finds the plan of %i iterations, and says how far its columns are off',
      (count) => {
        const { plan, marginalError } = sinkhorn(cost, eps, count);
        expectAgrees(fixture, `out.plan${count}`, plan, tolerance);
        if ((errors as number[]).includes(count)) {
          expectAgrees(fixture, `out.marginal_error${count}`, [marginalError], tolerance);
        }
      },
    );
    it('takes the best partner of each cell', () => {
      const { partner, confidence } = bestPartners(sinkhorn(cost, eps, iterations.at(-1)).plan, cost.columns);
      expectAgrees(fixture, 'out.pairs', partner, 0);
      expectAgrees(fixture, 'out.confidence', confidence, tolerance);
    });
  });
}

describeGolden('transport/pairs', (fixture) => {
  it('pairs cells inside shared niches, and reads the transition from them', async () => {
    const { components, eps, iterations, tolerance } = fixture.config;
    const [control, target] = [matrixOf(fixture, 'control'), matrixOf(fixture, 'target')];
    const scores = await jointComponents(control, target, components);
    const groups = {
      control: fixture.tensors['in.group_control'].data as Int32Array,
      target: fixture.tensors['in.group_target'].data as Int32Array,
    };
    const options = { epsilon: eps, iterations: iterations.at(-1) };
    const { partner, confidence } = pairWithinGroups(scores.control, scores.target, groups, options);
    expectAgrees(fixture, 'out.pairs', partner, 0);
    expectAgrees(fixture, 'out.confidence', confidence, tolerance.out);
    expectAgrees(fixture, 'out.paired', [partner.filter((j) => j >= 0).length], 0);
    expectAgrees(fixture, 'out.signature_genes', signatureOf(control, target, partner), tolerance.out);
    const shapes = [matrixOf(fixture, 'features_control'), matrixOf(fixture, 'features_target')];
    expectAgrees(fixture, 'out.signature_features', signatureOf(shapes[0], shapes[1], partner), tolerance.out);
  });
});
