import { type Parameters, Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { type CifmConfig, cifmConfig, type CifmOptions } from './config';
import { createNetwork, type NetworkForm, type NetworkSizes } from './network';

/** What training fixes beside the weights: a trained model asks new data for the same genes in the same unit of length. */
export interface CifmState {
  readonly config: CifmConfig;
  readonly features: readonly string[];
  /** Reach of a cell, in the unit of the training data. */
  readonly radius: number;
  /** What sums over neighbors are divided by. */
  readonly pool: number;
  /** Whether the balanced error counts, or the plain one. */
  readonly balanced: boolean;
  /** Best prediction of each gene that is the same for all cells, under the error that counts. */
  readonly constant: Float32Array;
  readonly parameters: Parameters;
}

/** How the network of a state computes. */
export const formOf = ({ config, pool }: Pick<CifmState, 'config' | 'pool'>): NetworkForm => ({
  normalize: config.normalize,
  intensityScale: config.intensityScale,
  skip: config.skip,
  near: config.near,
  residual: config.residual,
  pool,
  encoderLayers: config.encoderLayers,
  decoderLayers: config.decoderLayers,
  inputRms: config.inputRms,
  gate: config.gate,
});

/** The sizes of the network of a state. */
export const sizesOf = ({ features, config }: Pick<CifmState, 'features' | 'config'>): NetworkSizes => ({
  genes: features.length,
  dim: config.dim,
  hidden: config.hidden,
});

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
