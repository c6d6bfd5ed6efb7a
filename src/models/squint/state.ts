import type { Parameters } from '../../engine';
import type { SquintConfig } from './config';
import type { DistanceScale } from './covariates';
import type { FeatureScale } from './features';
import type { SquintSizes } from './network';

/** What training fixes beside the weights: a trained model asks new data for the same features and sections. */
export interface SquintState {
  readonly config: SquintConfig;
  readonly features: readonly string[];
  readonly sections: readonly string[];
  readonly distances: DistanceScale;
  readonly scale: FeatureScale;
  readonly parameters: Parameters;
}

/**
 * Width of the one-hot of a cell's section. One section is no information, and none is told where it is not wanted; networks in
 * the authors' layout have the sections that they were trained with, also a single one.
 */
export const sectionWidth = ({ sections, config }: Pick<SquintState, 'sections' | 'config'>): number => {
  if (isOfficial({ config })) return sections.length === 1 && sections[0] === '' ? 0 : sections.length;
  return config.sectionCovariate && sections.length > 1 ? sections.length : 0;
};

/** Whether the network is that of the authors' code. */
export const isOfficial = ({ config }: Pick<SquintState, 'config'>): boolean => config.layout !== 'paper';

/** The sizes that the training data gave the network. */
export const sizesOf = (state: Pick<SquintState, 'features' | 'sections' | 'config'>): SquintSizes => ({
  features: state.features.length,
  condition: state.config.rbf + sectionWidth(state),
});
