import { Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import { saveModel, type ModelReader } from '../training/modelFile';
import { cifmConfig, type CifmOptions } from './config';
import { createNetwork, parameterCount, type NetworkSizes } from './network';
import { formOf, type CifmState } from './state';

const format = { name: 'cifm', title: 'CI-FM', version: 2 };

/** Writes a trained state into one file. */
export function saveState(path: string, state: CifmState): Promise<void> {
  const { radius, pool, balanced, constant } = state;
  return saveModel(path, format, state, { radius, pool, balanced, constant: [...constant] });
}

/** How a file that saveState() wrote is read. */
export const cifmReader: ModelReader<CifmState> = {
  format,
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
  numbers: (state) => parameterCount(formOf(state), sizesOf(state)),
  create: (state) => createNetwork(state.parameters, formOf(state), sizesOf(state), new Random(0)),
};

const sizesOf = ({ features, config }: CifmState): NetworkSizes => ({
  genes: features.length,
  dim: config.dim,
  hidden: config.hidden,
});
