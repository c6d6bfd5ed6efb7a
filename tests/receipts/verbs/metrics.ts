import { DenseMatrix } from '../../../src/data';
import * as verbs from '../../../src/metrics';
import type { Line, Steps } from '../steps';

/** Every metric and statistic. */
export const METRICS: Readonly<Record<string, Line>> = {
  moransI: ({ graph, first, second }) => verbs.moransI(graph, both(first, second)),
  'moransI of sparse values': ({ graph, counts }) => verbs.moransI(graph, counts.X!, { weights: 'graph' }),
  gearysC: ({ graph, first, second }) => verbs.gearysC(graph, both(first, second)),
  'gearysC of sparse values': ({ graph, counts }) => verbs.gearysC(graph, counts.X!, { normalize: 'none' }),
  neighborhoodEnrichment: ({ graph, types }) => verbs.neighborhoodEnrichment(graph, types, { permutations: 60 }),
  coOccurrence: ({ spatial, types }) => verbs.coOccurrence(spatial, types, { steps: 8 }),
  bootstrap: ({ a }) =>
    verbs.bootstrap(a.length, (places) => places.reduce((sum, i) => sum + a[i]!, 0), { rounds: 50 }),
  'bootstrap bca': ({ a, patients }) => verbs.bootstrap(a.length, (places) => places.reduce((sum, i) => sum + a[i]!, 0), { rounds: 50, method: 'bca', units: patients }), // prettier-ignore
  classificationReport: ({ types, patients }) => verbs.classificationReport(types, types.map((type, i) => (i % 3 ? type : types[(i * 7) % patients.length]!))), // prettier-ignore
  adjustedMutualInformation: ({ types, patients }) => verbs.adjustedMutualInformation(types, patients),
  adjustedRandIndex: ({ types, patients }) => verbs.adjustedRandIndex(types, patients),
  completeness: ({ types, patients }) => verbs.completeness(types, patients),
  homogeneity: ({ types, patients }) => verbs.homogeneity(types, patients),
  normalizedMutualInformation: ({ types, patients }) => verbs.normalizedMutualInformation(types, patients),
  bestPartition: ({ types, patients }) => verbs.bestPartition(types, [patients, types.map((type) => type.at(-1)!)]),
  codeUsage: ({ counts }) =>
    verbs.codeUsage(
      Int32Array.from(counts.X!.toDense().column(0), (value) => value % 16),
      16,
    ),
  pearson: ({ a, b }) => verbs.pearson(a, b),
  pearsonTest: ({ a, b }) => verbs.pearsonTest(a, b),
  spearman: ({ a, b }) => verbs.spearman(a, b),
  spearmanTest: ({ a, b }) => verbs.spearmanTest(a, b),
  ranks: ({ a }) => verbs.ranks(a),
  rankSum: ({ a, b }) => verbs.rankSum(a, b),
  mannWhitney: ({ a, b }) => verbs.mannWhitney(a, b),
  'mannWhitney exact': ({ scores }) => verbs.mannWhitney(scores.row(0), scores.row(1), { method: 'exact' }),
  tTest: ({ a, b }) => verbs.tTest(a, b),
  benjaminiHochberg: ({ first }) =>
    verbs.benjaminiHochberg(Float64Array.from(first.column(0), (value) => 1 / (1 + value))),
  kolmogorovSmirnov: ({ a, b }) => verbs.kolmogorovSmirnov(a, b),
  wasserstein: ({ a, b }) => verbs.wasserstein(a, b),
  energyDistance: ({ first, second }) => verbs.energyDistance(first, second),
  maximumMeanDiscrepancy: ({ first, second }) => verbs.maximumMeanDiscrepancy(first, second),
  profileDiscrepancy: ({ first, second }) => verbs.profileDiscrepancy(first, second),
  frechetDistance: ({ scores }) => verbs.frechetDistance(part(scores, 0), part(scores, 1)),
  kernelInceptionDistance: ({ scores }) => verbs.kernelInceptionDistance(part(scores, 0), part(scores, 1)),
  cosineSimilarity: ({ a, b }) => verbs.cosineSimilarity(a, b),
  meanAbsoluteError: ({ a, b }) => verbs.meanAbsoluteError(a, b),
  meanSquaredError: ({ a, b }) => verbs.meanSquaredError(a, b),
  rootMeanSquaredError: ({ a, b }) => verbs.rootMeanSquaredError(a, b),
  r2: ({ first, second }) => [verbs.r2(first, second), verbs.r2(first, second, { average: 'variance' })],
  peakSignalToNoise: ({ first, second }) => verbs.peakSignalToNoise(image(first), image(second)),
  structuralSimilarity: ({ first, second }) => verbs.structuralSimilarity(image(first), image(second)),
  silhouette: ({ scores, types }) => verbs.silhouette(scores, types),
  silhouetteSamples: ({ scores, types }) => verbs.silhouetteSamples(scores, types),
  silhouetteBatch: ({ scores, types, patients }) => verbs.silhouetteBatch(scores, types, patients),
  silhouetteBatchByLabel: ({ scores, types, patients }) => verbs.silhouetteBatchByLabel(scores, types, patients),
  silhouetteLabel: ({ scores, types }) => verbs.silhouetteLabel(scores, types),
  lisi: ({ scores, types }) => verbs.lisi(part(scores, 0), types.slice(0, scores.rows / 2), { perplexity: 15 }),
  ilisi: ({ scores, patients }) => verbs.ilisi(part(scores, 0), patients.slice(0, scores.rows / 2), { perplexity: 15 }),
  clisi: ({ scores, types }) => verbs.clisi(part(scores, 1), types.slice(scores.rows / 2), { perplexity: 15 }),
  kbet: ({ scores, patients }) => verbs.kbet(scores, patients),
  connectivityByLabel: ({ graph, types }) => verbs.connectivityByLabel(graph, types),
  graphConnectivity: ({ graph, types }) => verbs.graphConnectivity(graph, types),
  cellCycleByBatch: ({ first, second, patients }) => verbs.cellCycleByBatch(part(first, 0), part(second, 1), pair(part(first, 0)), patients.slice(0, first.rows / 2)), // prettier-ignore
  cellCycleConservation: ({ first, second }) =>
    verbs.cellCycleConservation(part(first, 0), part(second, 0), pair(part(first, 0))),
  principalComponentRegression: ({ first, second }) => verbs.principalComponentRegression(first, pair(second)),
  trajectoryConservation: ({ a, b }) => verbs.trajectoryConservation(a, b),
  integrationScore: ({ scores, types }) => {
    const value = verbs.silhouetteLabel(scores, types);
    return verbs.integrationScore({ nmi: value, typeAsw: value / 2, cellCycle: value / 3, trajectory: value / 7, batchAsw: 0.3, connectivity: 0.9 }); // prettier-ignore
  },
  foscttm: ({ first, second }) => verbs.foscttm(square(first, second), order(first)),
  matchScore: ({ first, second }) => verbs.matchScore(verbs.softmaxRows(square(first, second)), order(first)),
  partnerPlaces: ({ first, second }) => verbs.partnerPlaces(square(first, second), order(first)),
  recallAtK: ({ first, second }) => verbs.recallAtK(square(first, second), order(first), 10),
  softmaxRows: ({ first, second }) => verbs.softmaxRows(square(first, second), 0.1),
  topOverlap: ({ first, second }) => verbs.topOverlap(first.row(0), second.row(0), 5),
  differentialExpression: ({ first, second }) => verbs.differentialExpression(first, second),
  perturbationScores: ({ first, second }) => verbs.perturbationScores(verbs.differentialExpression(first, second), verbs.differentialExpression(second, first)), // prettier-ignore
  perturbationDiscrimination: ({ first, second }) =>
    verbs.perturbationDiscrimination(first.takeRows(SOME), second.takeRows(SOME)),
  rocAuc: ({ high, a }) => verbs.rocAuc(high, a),
  averagePrecision: ({ high, a }) => verbs.averagePrecision(high, a),
  rocAucOneVersusRest: ({ high, first, second }) => verbs.rocAucOneVersusRest(high, pair(both(first, second))),
  kaplanMeier: ({ times, events }) => verbs.kaplanMeier(times, events),
  logRank: ({ times, events, patients }) => verbs.logRank(times, events, patients),
  coxRegression: ({ times, events, first, second }) => verbs.coxRegression(pair(both(first, second)), times, events),
  concordanceIndex: ({ times, events, a }) => verbs.concordanceIndex(times, events, a),
  linkage: ({ first }) => verbs.linkage(first.takeRows(SOME)),
};

type Dense = Steps['first'];

const SOME = Int32Array.from({ length: 24 }, (_, i) => 10 * i);
const order = ({ rows }: Dense): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

/** Rows of one below those of the other. */
const both = (a: Dense, b: Dense): DenseMatrix =>
  new DenseMatrix(a.rows + b.rows, a.columns, Float64Array.from([...(a.values as Float32Array), ...(b.values as Float32Array)])); // prettier-ignore

/** The first two columns. */
const pair = (a: Dense): DenseMatrix =>
  new DenseMatrix(
    a.rows,
    2,
    Float64Array.from({ length: 2 * a.rows }, (_, e) => a.get(e >> 1, e % 2)),
  );

/** One half of the rows, six columns. */
const part = (a: Dense, half: number): DenseMatrix => {
  const rows = a.rows / 2;
  return new DenseMatrix(rows, 6, Float64Array.from({ length: 6 * rows }, (_, e) => a.get(half * rows + Math.floor(e / 6), e % 6))); // prettier-ignore
};

/** The values as a picture of one channel, from 0 to 1. */
const image = (a: Dense): { width: number; height: number; channels: number; values: Float64Array } => ({
  ...{ width: 20, height: 20, channels: 1 },
  values: Float64Array.from({ length: 400 }, (_, e) => Math.min(1, Number(a.values[e]) / 6)),
});

/** The products of every row with every other. */
function square(a: Dense, b: Dense): DenseMatrix {
  const values = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let c = 0; c < a.columns; c++) sum += a.get(i, c) * b.get(j, c);
      values[i * b.rows + j] = sum / a.columns;
    }
  }
  return new DenseMatrix(a.rows, b.rows, values);
}
