import { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import { energyDistance, kolmogorovSmirnov, pearson, wasserstein } from '../../metrics';
import { mean } from '../../statistics';

/** How far shapes are from those of the target, means over features that are in deviations over the cells trained on. */
export interface ShapeScores {
  /** First Wasserstein distance; lower is better. */
  readonly w1: number;
  /** Kolmogorov and Smirnov's largest difference of distribution functions, 0 to 1; lower is better. */
  readonly ks: number;
  /** Energy distance; lower is better. */
  readonly energy: number;
  /** Pearson's r over features of the shift from control and the shift from control to target; 0 where nothing moved. */
  readonly r: number;
  /** W1 of each feature. */
  readonly byFeature: readonly number[];
}

/** @param shapes, target [cells, features] @param control mean of each feature over the control cells */
export function shapeScores(shapes: DenseMatrix, target: DenseMatrix, control: Float64Array): ShapeScores {
  const features = Array.from({ length: target.columns }, (_, j) => [shapes.column(j), target.column(j)] as const);
  const byFeature = features.map(([a, b]) => wasserstein(a, b));
  const column = (values: ArrayLike<number>): DenseMatrix =>
    new DenseMatrix(values.length, 1, Float64Array.from(values));
  return {
    w1: mean(byFeature),
    ks: mean(features.map(([a, b]) => kolmogorovSmirnov(a, b, { method: 'limit' }).statistic)),
    energy: mean(features.map(([a, b]) => energyDistance(column(a), column(b)))),
    r: shiftCorrelation(columnMeans(shapes), columnMeans(target), control),
    byFeature,
  };
}

function shiftCorrelation(shapes: Float64Array, target: Float64Array, control: Float64Array): number {
  const moved = shapes.map((value, j) => value - control[j]);
  // Rounding is no movement.
  if (moved.length < 2 || moved.every((value) => Math.abs(value) < 1e-9)) return 0;
  return (
    pearson(
      moved,
      target.map((value, j) => value - control[j]),
    ) || 0
  );
}

/** Draws over which chance is averaged (ours). */
export const DRAWS = 20;

/** Scores of several draws. */
export const drawScores = (draws: number, of: (draw: number) => ShapeScores): ShapeScores[] =>
  Array.from({ length: draws }, (_, draw) => of(draw));

/** The mean of some scores. */
export function meanScores(all: readonly ShapeScores[]): ShapeScores {
  const over = (pick: (scores: ShapeScores) => number): number =>
    all.reduce((sum, each) => sum + pick(each), 0) / all.length;
  return {
    w1: over(({ w1 }) => w1),
    ks: over(({ ks }) => ks),
    energy: over(({ energy }) => energy),
    r: over(({ r }) => r),
    byFeature: all[0].byFeature.map((_, j) => over(({ byFeature }) => byFeature[j])),
  };
}
