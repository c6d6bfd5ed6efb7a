import { Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { spaformerConfig, type SpaformerOptions } from './config';
import { createSpaformer } from './network';
import type { SpaformerState } from './state';

/** How a trained state becomes a file, and the reverse. */
export const spaformerReader: ModelReader<SpaformerState> = {
  format: { name: 'spaformer', title: 'SpaFormer', version: 1 },
  card: ({ radius, depth }) => ({ radius, depth }),
  describe({ config: options, features, radius, depth }, parameters) {
    const config = spaformerConfig(options as SpaformerOptions);
    const sound = isList(features, isText) && isFiniteNumber(radius) && radius >= 0 && isPositive(depth);
    return sound ? { config, features, radius, depth, parameters } : undefined;
  },
  create: ({ config, features }, parameters) =>
    createSpaformer(parameters, config, { genes: features.length }, new Random(0)),
};
