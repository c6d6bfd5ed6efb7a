import { Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { cifmConfig, type CifmOptions } from './config';
import { createNetwork } from './network';
import { formOf, sizesOf, type CifmState } from './state';

/** How a trained state becomes a file, and the reverse. */
export const cifmReader: ModelReader<CifmState> = {
  format: { name: 'cifm', title: 'CI-FM', version: 2 },
  card: ({ radius, pool, balanced, constant }) => ({ radius, pool, balanced, constant: [...constant] }),
  describe({ config, features, radius, pool, balanced, constant }, parameters) {
    const sound =
      isList(features, isText) &&
      isList(constant, isFiniteNumber) &&
      constant.length === features.length &&
      isPositive(radius) &&
      isPositive(pool) &&
      typeof balanced === 'boolean';
    if (!sound) return undefined;
    const values = Float32Array.from(constant);
    return {
      config: cifmConfig(config as CifmOptions),
      features,
      radius,
      pool,
      balanced,
      constant: values,
      parameters,
    };
  },
  create: (state, parameters) => createNetwork(parameters, formOf(state), sizesOf(state), new Random(0)),
};
