import { type Parameters, Random } from '../../engine';
import { isList, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { networkConfig, scmoformerConfig, type ScmoformerOptions } from './config';
import { createMemory, readSizes } from './memory';
import { createScmoformer } from './network';
import type { ScmoformerState } from './state';

/** Makes the network's parameters and those of what the model keeps beside it. */
export function createAll(
  { config, features, proteins, sizes, encoded }: Omit<ScmoformerState, 'parameters'>,
  p: Parameters,
  random: Random,
): void {
  createScmoformer(p, networkConfig(config, encoded), { proteins: proteins.length }, random);
  createMemory(p.at('memory'), sizes, { genes: features.length, proteins: proteins.length, rank: config.rank });
}

/** How a trained state becomes a file, and the reverse. */
export const scmoformerReader: ModelReader<ScmoformerState> = {
  format: { name: 'scmoformer', title: 'scMoFormer', version: 1 },
  card: ({ proteins, counts, sizes, encoded, transductive }) => ({ proteins, counts, sizes, encoded, transductive }),
  describe({ config: options, features, proteins, counts, sizes: given, encoded, transductive }, parameters) {
    const config = scmoformerConfig(options as ScmoformerOptions);
    const sizes = readSizes(given);
    const flags = [counts, encoded, transductive].every((value) => typeof value === 'boolean');
    if (!sizes || !flags || !isList(features, isText) || !isList(proteins, isText)) return undefined;
    return {
      config,
      features,
      proteins,
      counts: counts as boolean,
      sizes,
      encoded: encoded as boolean,
      transductive: transductive as boolean,
      parameters,
    };
  },
  create: (state, parameters) => createAll(state, parameters, new Random(0)),
};
