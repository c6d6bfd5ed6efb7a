import { type Parameters, Random } from '../../engine';
import { isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { squintConfig, type SquintConfig, type SquintOptions } from './config';
import type { DistanceScale, FeatureScale } from './scales';
import { createSquint, type SquintSizes } from './network';
import type { DecoderWidths } from './official/decoderWidths';
import { createOfficial } from './official/network';

/** What training fixes beside the weights: a trained model asks new data for the same features and sections. */
export interface SquintState {
  readonly config: SquintConfig;
  readonly features: readonly string[];
  readonly sections: readonly string[];
  readonly distances: DistanceScale;
  readonly scale: FeatureScale;
  readonly parameters: Parameters;
  /** Of weights in the authors' layout: the widths of the decoders' layers where the file says them. */
  readonly decoder?: DecoderWidths;
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
export const sizesOf = (state: Pick<SquintState, 'features' | 'sections' | 'config' | 'decoder'>): SquintSizes => ({
  features: state.features.length,
  condition: state.config.rbf + sectionWidth(state),
  decoder: state.decoder,
});

/** How a trained state becomes a file, and the reverse. */
export const squintReader: ModelReader<SquintState> = {
  format: { name: 'squint', title: 'SQUINT', version: 1 },
  card: ({ sections, distances, decoder, scale: { likelihood, mean, deviation } }) => ({
    ...(decoder && { decoder }),
    sections,
    distances,
    likelihood,
    mean: [...mean],
    deviation: [...deviation],
  }),
  describe({ config: options, features, sections, distances, likelihood, mean, deviation, decoder }, parameters) {
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
    if (!sound || !(decoder === undefined || isDecoder(decoder, features.length))) return undefined;
    const scale: FeatureScale = { likelihood, mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
    const state = { config, features, sections, distances: { count, limit }, scale, parameters };
    return decoder === undefined ? state : { ...state, decoder };
  },
  create: (state, parameters) =>
    (isOfficial(state) ? createOfficial : createSquint)(parameters, state.config, sizesOf(state), new Random(0)),
};

/** Layers of a decoder and width of one, at most (ours): a card must not ask for more memory than its file holds. */
const [MOST_LAYERS, WIDEST] = [16, 2 ** 20];

function isDecoder(found: unknown, features: number): found is DecoderWidths {
  const { attributes, adjacency } = (found ?? {}) as Record<string, unknown>;
  const isWidth = (each: unknown): each is number =>
    Number.isInteger(each) && Number(each) > 0 && Number(each) <= WIDEST;
  return (
    [attributes, adjacency].every(
      (widths) => isList(widths, isWidth) && widths.length > 0 && widths.length <= MOST_LAYERS,
    ) && (attributes as number[]).at(-1) === features
  );
}
