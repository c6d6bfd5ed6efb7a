import { Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import { saveModel, type ModelReader } from '../training/modelFile';
import { squintConfig, type SquintOptions } from './config';
import type { FeatureScale } from './features';
import { createSquint, parameterCount } from './network';
import { createOfficial, officialParameterCount } from './official/network';
import { isOfficial, sizesOf, type SquintState } from './state';

const format = { name: 'squint', title: 'SQUINT', version: 1 };

/** Writes a trained state into one file. */
export function saveState(path: string, state: SquintState): Promise<void> {
  const { sections, distances, scale } = state;
  return saveModel(path, format, state, {
    sections,
    distances,
    likelihood: scale.likelihood,
    mean: [...scale.mean],
    deviation: [...scale.deviation],
  });
}

/** How a file that saveState() wrote is read. */
export const squintReader: ModelReader<SquintState> = {
  format,
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
  numbers: (state) => (isOfficial(state) ? officialParameterCount : parameterCount)(state.config, sizesOf(state)).all,
  create: (state) =>
    (isOfficial(state) ? createOfficial : createSquint)(state.parameters, state.config, sizesOf(state), new Random(0)),
};
