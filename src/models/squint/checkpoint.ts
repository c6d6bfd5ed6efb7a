import { Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { squintConfig, type SquintOptions } from './config';
import type { FeatureScale } from './features';
import { createSquint } from './network';
import { createOfficial } from './official/network';
import { isOfficial, sizesOf, type SquintState } from './state';

/** How a trained state becomes a file, and the reverse. */
export const squintReader: ModelReader<SquintState> = {
  format: { name: 'squint', title: 'SQUINT', version: 1 },
  card: ({ sections, distances, scale: { likelihood, mean, deviation } }) => ({
    sections,
    distances,
    likelihood,
    mean: [...mean],
    deviation: [...deviation],
  }),
  describe({ config: options, features, sections, distances, likelihood, mean, deviation }, parameters) {
    const config = squintConfig(options as SquintOptions);
    const { count, limit } = (distances ?? {}) as Record<string, unknown>;
    const sound =
      isList(features, isText) &&
      isList(sections, isText) &&
      isList(mean, isFiniteNumber) &&
      isList(deviation, isPositive) &&
      mean.length === features.length &&
      deviation.length === features.length &&
      count === config.rbf &&
      isPositive(limit) &&
      (likelihood === 'negative-binomial' || likelihood === 'gaussian');
    if (!sound) return undefined;
    const scale: FeatureScale = { likelihood, mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
    return { config, features, sections, distances: { count, limit }, scale, parameters };
  },
  create: (state, parameters) =>
    (isOfficial(state) ? createOfficial : createSquint)(parameters, state.config, sizesOf(state), new Random(0)),
};
