import { expect, it } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness,
  cosineSimilarity,
  energyDistance,
  homogeneity,
  type MatrixLike,
  maximumMeanDiscrepancy,
  meanAbsoluteError,
  meanSquaredError,
  normalizedMutualInformation,
  pearsonTest,
  r2,
  ranks,
  rootMeanSquaredError,
  silhouette,
  silhouetteSamples,
  spearmanTest,
} from '../../src/metrics';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

export function numbers(fixture: Fixture, key: string): Float64Array {
  return Float64Array.from(fixture.tensors[key]!.data as ArrayLike<number>);
}

export function matrix(fixture: Fixture, key: string): MatrixLike {
  const { shape, data } = fixture.tensors[key]!;
  return { rows: shape[0]!, columns: shape[1] ?? 1, values: Float64Array.from(data as ArrayLike<number>) };
}

function row(m: MatrixLike, i: number): number[] {
  return Array.from({ length: m.columns }, (_, j) => m.values[i * m.columns + j]!);
}

function expectNear(got: number, want: number, relative: number): void {
  expect(Math.abs(got - want), `${got} for ${want}`).toBeLessThanOrEqual(relative * Math.abs(want) + 1e-9);
}

describeGolden('metrics_correlation', (fixture) => {
  const [a, b] = [matrix(fixture, 'in.a'), matrix(fixture, 'in.b')];
  it('gives the correlations of scipy', () => {
    const pairs = Array.from({ length: a.rows }, (_, i) => [row(a, i), row(b, i)] as const);
    expectAgrees(
      fixture,
      'out.pearson',
      pairs.map(([x, y]) => pearsonTest(x, y).r),
      1e-5,
    );
    expectAgrees(
      fixture,
      'out.spearman',
      pairs.map(([x, y]) => spearmanTest(x, y).r),
      1e-5,
    );
    expectAgrees(
      fixture,
      'out.ranks',
      pairs.flatMap(([x]) => [...ranks(x)]),
      0,
    );
    const [pearsonP, spearmanP] = [numbers(fixture, 'out.pearson_p'), numbers(fixture, 'out.spearman_p')];
    pairs.forEach(([x, y], i) => {
      expectNear(pearsonTest(x, y).p, pearsonP[i]!, 1e-3);
      expectNear(spearmanTest(x, y).p, spearmanP[i]!, 1e-3);
    });
  });
});

describeGolden('metrics_clustering', (fixture) => {
  const [truth, guess, same] = ['in.truth', 'in.guess', 'in.same'].map((key) => numbers(fixture, key)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { scalars } = fixture;
  it('gives the scores of scikit-learn', () => {
    expectNear(adjustedRandIndex(truth, guess), scalars['ari']!, 1e-9);
    expectNear(adjustedRandIndex(truth, same), scalars['ari_one']!, 1e-9);
    expectNear(normalizedMutualInformation(truth, guess), scalars['nmi']!, 1e-9);
    expectNear(normalizedMutualInformation(truth, same), scalars['nmi_one']!, 1e-9);
    expectNear(adjustedMutualInformation(truth, guess), scalars['ami']!, 1e-9);
    expectNear(homogeneity(truth, guess), scalars['homogeneity']!, 1e-9);
    expectNear(completeness(truth, guess), scalars['completeness']!, 1e-9);
    expectNear(silhouette(matrix(fixture, 'in.x'), truth), scalars['silhouette']!, 1e-9);
    expectAgrees(fixture, 'out.silhouette_samples', silhouetteSamples(matrix(fixture, 'in.x'), truth), 1e-5);
  });
});

describeGolden('metrics_distributions', (fixture) => {
  const [x, y] = [matrix(fixture, 'in.x'), matrix(fixture, 'in.y')];
  const [a, b] = [matrix(fixture, 'in.a'), matrix(fixture, 'in.b')];
  it('gives the energy distance and the discrepancy of dcor and scikit-learn', () => {
    expectNear(energyDistance(x, y), fixture.scalars['energy']!, 1e-9);
    expectNear(energyDistance(a, b), fixture.scalars['energy_1d']!, 1e-9);
    expectNear(maximumMeanDiscrepancy(x, y), fixture.scalars['mmd']!, 1e-9);
    const each = (fixture.config.gammas as number[]).map((gamma) => maximumMeanDiscrepancy(x, y, { gammas: [gamma] }));
    expectAgrees(fixture, 'out.mmd_by_gamma', each, 1e-5);
  });
});

describeGolden('metrics_reconstruction', (fixture) => {
  const [truth, guess] = [matrix(fixture, 'in.truth'), matrix(fixture, 'in.guess')];
  const { scalars } = fixture;
  it('gives the errors of scikit-learn', () => {
    expectNear(meanSquaredError(truth.values, guess.values), scalars['mse']!, 1e-9);
    expectNear(rootMeanSquaredError(truth.values, guess.values), scalars['rmse']!, 1e-9);
    expectNear(meanAbsoluteError(truth.values, guess.values), scalars['mae']!, 1e-9);
    expectNear(r2(truth, guess), scalars['r2']!, 1e-9);
    expectNear(r2(truth, guess, { average: 'variance' }), scalars['r2_weighted']!, 1e-9);
    const cosine = Array.from({ length: truth.rows }, (_, i) => cosineSimilarity(row(truth, i), row(guess, i)));
    expectAgrees(fixture, 'out.cosine', cosine, 1e-5);
    expectNear(
      cosine.reduce((sum, value) => sum + value / cosine.length, 0),
      scalars['cosine_mean']!,
      1e-9,
    );
  });
});
