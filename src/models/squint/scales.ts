import type { FeatureMoments } from '../training/featureMoments';
import type { Likelihood } from './network';

/** How X becomes the network's input: counts go in as they are (and through log1p there), intensities standardized. */
export interface FeatureScale extends FeatureMoments {
  readonly likelihood: Likelihood;
}

/** How distances are turned into features: fixed by the training data, kept with the weights. */
export interface DistanceScale {
  /** Number of radial basis functions. */
  readonly count: number;
  /** The last center: the 95th percentile of the edge lengths of the training data. */
  readonly limit: number;
}
