import { expect, it } from 'vitest';
import {
  averagePrecision,
  benjaminiHochberg,
  classificationReport,
  concordanceIndex,
  coxRegression,
  frechetDistance,
  gearysC,
  type GraphLike,
  type ImageLike,
  kaplanMeier,
  kernelInceptionDistance,
  kolmogorovSmirnov,
  logRank,
  mannWhitney,
  type MatrixLike,
  moransI,
  peakSignalToNoise,
  rankSum,
  rocAuc,
  rocAucOneVersusRest,
  structuralSimilarity,
  wasserstein,
} from '../../src/metrics';
import { DenseMatrix, SparseMatrix } from '../../src/data';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

function numbers(fixture: Fixture, key: string): Float64Array {
  return Float64Array.from(fixture.tensors[key]!.data as ArrayLike<number>);
}

function matrix(fixture: Fixture, key: string): MatrixLike {
  const { shape } = fixture.tensors[key]!;
  return { rows: shape[0]!, columns: shape[1] ?? 1, values: numbers(fixture, key) };
}

function row(m: MatrixLike, i: number): number[] {
  return Array.from({ length: m.columns }, (_, j) => m.values[i * m.columns + j]!);
}

function expectNear(got: number, want: number, relative: number): void {
  expect(Math.abs(got - want), `${got} for ${want}`).toBeLessThanOrEqual(relative * Math.abs(want));
}

describeGolden('metrics_classification', (fixture) => {
  const [truth, guess] = [numbers(fixture, 'in.truth'), numbers(fixture, 'in.guess')];
  const { scalars } = fixture;
  it('gives the scores of scikit-learn', () => {
    const report = classificationReport(truth, guess);
    for (const average of ['macro', 'weighted', 'micro'] as const) {
      for (const score of ['f1', 'precision', 'recall'] as const) {
        expectNear(report[average][score], scalars[`${score}_${average}`]!, 1e-9);
      }
    }
    expectNear(report.accuracy, scalars['accuracy']!, 1e-9);
    expectNear(report.balancedAccuracy, scalars['balanced_accuracy']!, 1e-9);
    expectAgrees(fixture, 'out.confusion', report.confusion.flat(), 0);
    const [binary, score] = [numbers(fixture, 'in.binary'), numbers(fixture, 'in.score')];
    expectNear(rocAuc(binary, score), scalars['roc_auc']!, 1e-9);
    expectNear(averagePrecision(binary, score), scalars['average_precision']!, 1e-9);
    expectNear(rocAucOneVersusRest(truth, matrix(fixture, 'in.probability')), scalars['roc_auc_ovr_macro']!, 1e-9);
  });
});

describeGolden('metrics_distributions', (fixture) => {
  const [a, b] = [numbers(fixture, 'in.a'), numbers(fixture, 'in.b')];
  const { scalars } = fixture;
  it('gives the Wasserstein distance and the Kolmogorov-Smirnov test of scipy', () => {
    expectNear(wasserstein(a, b), scalars['wasserstein']!, 1e-9);
    const weights = { weightsA: numbers(fixture, 'in.weight_a'), weightsB: numbers(fixture, 'in.weight_b') };
    expectNear(wasserstein(a, b, weights), scalars['wasserstein_weighted']!, 1e-9);
    expectNear(kolmogorovSmirnov(a, b).statistic, scalars['ks']!, 1e-9);
    expectNear(kolmogorovSmirnov(a, b).p, scalars['ks_p_exact']!, 1e-9);
    expectNear(kolmogorovSmirnov(a, b, { method: 'limit' }).p, scalars['ks_p_limit']!, 1e-9);
  });
});

describeGolden('metrics_survival', (fixture) => {
  const [time, event, group] = ['in.time', 'in.event', 'in.group'].map((key) => numbers(fixture, key)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { scalars } = fixture;
  const chosen = (wanted: (g: number) => boolean) => {
    const keep = (values: Float64Array): Float64Array => values.filter((_, i) => wanted(group[i]!));
    return [keep(time), keep(event), keep(group)] as const;
  };
  it('gives the survival curves of lifelines', () => {
    for (const [name, wanted] of [
      ['all', () => true],
      ['group0', (g: number) => g === 0],
      ['group1', (g: number) => g === 1],
    ] as const) {
      const [t, e] = chosen(wanted);
      const rows = kaplanMeier(t, e).flatMap((s) => [s.time, s.atRisk, s.events, s.survival, s.lower, s.upper]);
      expectAgrees(fixture, `out.km.${name}`, rows, 1e-5);
    }
  });
  it('gives the log-rank tests, the concordance and the regression of lifelines', () => {
    const two = logRank(...chosen((g) => g < 2));
    expectNear(two.statistic, scalars['logrank_two']!, 1e-9);
    expectNear(two.p, scalars['logrank_two_p']!, 1e-8);
    const three = logRank(time, event, group);
    expectNear(three.statistic, scalars['logrank_three']!, 1e-9);
    expectNear(three.p, scalars['logrank_three_p']!, 1e-8);
    expectNear(concordanceIndex(time, event, numbers(fixture, 'in.score')), scalars['concordance']!, 1e-9);
    const cox = coxRegression(matrix(fixture, 'in.x'), time, event);
    expectAgrees(fixture, 'out.cox_coefficient', cox.coefficients, 1e-4);
    expectAgrees(fixture, 'out.cox_se', cox.standardErrors, 1e-4);
    expectAgrees(fixture, 'out.cox_p', cox.p, 1e-4);
    const x = matrix(fixture, 'in.x');
    const hazard = Float64Array.from(time, (_, i) =>
      cox.coefficients.reduce((sum, coefficient, j) => sum + coefficient * x.values[i * x.columns + j]!, 0),
    );
    expectNear(concordanceIndex(time, event, hazard.map((risk) => -risk)), scalars['cox_concordance']!, 1e-6); // prettier-ignore
    expectNear(cox.logLikelihood, scalars['cox_log_likelihood']!, 1e-6);
    expectNear(cox.likelihoodRatio.statistic, scalars['cox_likelihood_ratio']!, 1e-4);
  });
});

describeGolden('metrics_rank_sum', (fixture) => {
  const [a, b] = [matrix(fixture, 'in.a'), matrix(fixture, 'in.b')];
  const pairs = Array.from({ length: a.rows }, (_, i) => [row(a, i), row(b, i)] as const);
  it('gives the tests of scipy and the corrections of statsmodels', () => {
    const [plain, whitney] = [pairs.map(([x, y]) => rankSum(x, y)), pairs.map(([x, y]) => mannWhitney(x, y))];
    expectAgrees(
      fixture,
      'out.z',
      plain.map(({ z }) => z),
      1e-5,
    );
    expectAgrees(
      fixture,
      'out.u',
      whitney.map(({ u }) => u),
      1e-5,
    );
    const [p, uP] = [plain.map((t) => t.p), whitney.map((t) => t.p)];
    for (const [got, key] of [
      [p, 'p'],
      [uP, 'u_p'],
      [benjaminiHochberg(p), 'p_bh'],
      [benjaminiHochberg(uP), 'u_p_bh'],
    ] as const) {
      numbers(fixture, `out.${key}`).forEach((want, i) => expectNear(got[i]!, want, 1e-3));
    }
  });
});

/** scanpy.metrics takes the weights as they are. */
const AS_GIVEN = { weights: 'graph', normalize: 'none' } as const;

describeGolden('metrics_autocorrelation', (fixture) => {
  const values = matrix(fixture, 'in.values');
  const [dst, src] = [numbers(fixture, 'in.dst'), numbers(fixture, 'in.src')];
  const n = values.columns;
  const indptr = new Int32Array(n + 1);
  for (const i of dst) indptr[i + 1]!++;
  for (let i = 0; i < n; i++) indptr[i + 1]! += indptr[i]!;
  const binary: GraphLike = { nNodes: n, indptr, indices: src };
  const normal: GraphLike = { ...binary, weights: dst.map((i) => 1 / (indptr[i + 1]! - indptr[i]!)) };
  it('gives the autocorrelation of scanpy', () => {
    const genes = Array.from({ length: values.rows }, (_, g) => row(values, g));
    for (const [graph, name] of [
      [binary, 'binary'],
      [normal, 'row'],
    ] as const) {
      expectAgrees(
        fixture,
        `out.moran_${name}`,
        genes.map((gene) => moransI(graph, gene, AS_GIVEN)),
        1e-5,
      );
      expectAgrees(
        fixture,
        `out.geary_${name}`,
        genes.map((gene) => gearysC(graph, gene, AS_GIVEN)),
        1e-5,
      );
      if (name === 'row') {
        // The defaults are squidpy's, which divides by the rows' sums, whatever the edges carry.
        expectAgrees(
          fixture,
          'out.moran_row',
          genes.map((gene) => moransI({ ...binary, weights: dst.map((i) => 1 + i) }, gene)),
          1e-5,
        );
      }
      const cells = new DenseMatrix(values.rows, values.columns, Float64Array.from(values.values));
      const byCell = SparseMatrix.fromDense(cells).transpose();
      for (const columns of [byCell, byCell.toDense()]) {
        expectAgrees(fixture, `out.moran_${name}`, moransI(graph, columns, AS_GIVEN), 1e-5);
        expectAgrees(fixture, `out.geary_${name}`, gearysC(graph, columns, AS_GIVEN), 1e-5);
      }
    }
  });
});

describeGolden('metrics_images', (fixture) => {
  const image = (key: string): ImageLike => {
    const [height, width, channels] = fixture.tensors[key]!.shape as [number, number, number];
    return { height, width, channels, values: numbers(fixture, key) };
  };
  const { scalars } = fixture;
  it('gives the image scores of scikit-image and the feature distances of scipy', () => {
    expectNear(peakSignalToNoise(image('in.truth'), image('in.guess')), scalars['psnr']!, 1e-9);
    expectNear(structuralSimilarity(image('in.truth'), image('in.guess')), scalars['ssim']!, 1e-9);
    expectNear(frechetDistance(matrix(fixture, 'in.x'), matrix(fixture, 'in.y')), scalars['frechet']!, 1e-6);
    expectNear(kernelInceptionDistance(matrix(fixture, 'in.x'), matrix(fixture, 'in.y')), scalars['kid']!, 1e-9);
  });
});
