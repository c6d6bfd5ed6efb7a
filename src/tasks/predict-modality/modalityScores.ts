import type { DenseMatrix } from '../../data';
import { meanAbsoluteError, rootMeanSquaredError } from '../../metrics';
import { deviation, mean } from '../../statistics';
import { correlation } from '../shared/correlation';

/** How near a predicted feature comes. */
export interface FeatureScore {
  readonly feature: string;
  readonly rmse: number;
  /** Pearson's correlation over cells, 0 where the prediction does not vary; the mean over folds. */
  readonly r: number;
}

/** How near predictions of a modality come. */
export interface ModalityScores {
  /** Over all entries; the mean over folds. */
  readonly rmse: number;
  readonly mae: number;
  /** Pearson's correlation over the features of a cell, the mean over cells. */
  readonly cellR: number;
  /** Pearson's correlation over the cells of a feature, the mean over features. */
  readonly featureR: number;
  /** Standard deviation of the RMSE over folds; NaN for one fold. */
  readonly rmseDeviation: number;
  readonly byFeature: readonly FeatureScore[];
}

/** A prediction and the truth of the same cells [cells, features]. */
export interface Compared {
  readonly predicted: DenseMatrix;
  readonly truth: DenseMatrix;
}

/** Scores of some folds: each is scored alone, then the mean is taken. */
export function modalityScores(folds: readonly Compared[], features: readonly string[]): ModalityScores {
  const rmse = folds.map(({ predicted, truth }) => rootMeanSquaredError(truth.values, predicted.values));
  const byFeature = features.map((feature, j) => {
    const columns = folds.map(({ predicted, truth }) => [predicted.column(j), truth.column(j)] as const);
    return {
      feature,
      rmse: mean(columns.map(([a, b]) => rootMeanSquaredError(b, a))),
      r: mean(columns.map(([a, b]) => correlation(a, b))),
    };
  });
  const cellR = folds.map(({ predicted, truth }) =>
    mean(Array.from({ length: truth.rows }, (_, i) => correlation(predicted.row(i), truth.row(i)))),
  );
  return {
    rmse: mean(rmse),
    mae: mean(folds.map(({ predicted, truth }) => meanAbsoluteError(truth.values, predicted.values))),
    cellR: mean(cellR),
    featureR: mean(byFeature.map(({ r }) => r)),
    rmseDeviation: deviation(rmse),
    byFeature,
  };
}
