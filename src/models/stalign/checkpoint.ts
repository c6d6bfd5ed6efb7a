import { Random } from '../../engine';
import { isCount, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { stalignConfig, type StalignOptions } from './config';
import { createStalign, type NetworkShape } from './network';
import type { GivenVectors, StalignState } from './state';

/** Widest vectors that can be given, and most channels of a picture (ours). */
const WIDEST = 65536;
const MOST_CHANNELS = 64;

/** How a trained state becomes a file, and the reverse. */
export const stalignReader: ModelReader<StalignState> = {
  format: { name: 'stalign', title: 'ST-Align', version: 1 },
  card: ({ channels, pitch, spotWidth, nicheWidth, spotGene, nicheImage }) => ({
    channels,
    pitch,
    spotWidth,
    nicheWidth,
    ...(spotGene && { spotGene }),
    ...(nicheImage && { nicheImage }),
  }),
  describe(card, parameters) {
    const { features, channels, pitch, spotWidth, nicheWidth, spotGene, nicheImage } = card;
    const config = stalignConfig(card.config as StalignOptions);
    const sound =
      isList(features, isText) &&
      isList(channels, isText) &&
      channels.length <= MOST_CHANNELS &&
      isPositive(pitch) &&
      isPositive(spotWidth) &&
      isPositive(nicheWidth) &&
      isGiven(spotGene, config.spotGene) &&
      isGiven(nicheImage, config.nicheImage);
    if (!sound) return undefined;
    return { config, features, channels, pitch, spotWidth, nicheWidth, spotGene, nicheImage, parameters };
  },
  create: (state, parameters) => createStalign(parameters, state.config, shapeOf(state), new Random(0)),
};

/** The shapes of a state's network. */
export const shapeOf = ({
  features,
  channels,
  spotGene,
  nicheImage,
}: Omit<StalignState, 'parameters'>): NetworkShape => ({
  genes: features.length,
  channels: channels.length,
  spotGene: spotGene?.width,
  nicheImage: nicheImage?.width,
});

/** Vectors on a card, there exactly where the configuration names a key. */
function isGiven(value: unknown, key: string): value is GivenVectors | undefined {
  if (value === undefined) return key === '';
  const { key: own, width, encoder } = value as Record<string, unknown>;
  return own === key && key !== '' && isCount(width, WIDEST) && isText(encoder);
}
