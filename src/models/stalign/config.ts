import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { stalignCard } from '../../protocol/models/stalign';
import { resolveConfig } from '../contract';

/** The image encoder of a spot (AE-Img): a residual network without a pool at its start, for crops of 28 x 28. */
export interface ImageEncoderConfig {
  /** Channels of the first convolution, 3 x 3. */
  readonly stem: number;
  /** 'basic': two convolutions of 3 x 3. 'bottleneck': that of ResNet-50, the paper's, four times as wide at its end. */
  readonly block: 'basic' | 'bottleneck';
  /** Channels (before the widening of a bottleneck) and stride of each block. */
  readonly blocks: readonly (readonly [channels: number, stride: number])[];
  /** Channels of an embedding. */
  readonly outputs: number;
}

/** The gene encoder of a niche (AE-Gene): a transformer over patches of genes. */
export interface GeneEncoderConfig {
  readonly genes: number;
  /** Genes of a token; zeros fill the last one. */
  readonly patch: number;
  readonly width: number;
  /** Divides the width. */
  readonly heads: number;
  /** Channels inside a layer's MLP. */
  readonly hidden: number;
  readonly layers: number;
  /** Channels of an embedding. */
  readonly outputs: number;
  /** 'post' is the paper's, 'pre' that of its code. */
  readonly norm: 'pre' | 'post';
}

/** The attention-based fusion network (ABFN): an embedding of tokens * channels is read as so many rows. */
export interface FusionConfig {
  readonly tokens: number;
  readonly channels: number;
  /** 'paper': equations 7 to 9, one network for spots and niches. 'official': that of the authors' code, one for each. 'concatenation': none. Default 'paper'. */
  readonly fusion?: 'paper' | 'official' | 'concatenation';
}

/** The blocks of ResNet-50 with the stride of each. */
export const RESNET50_BLOCKS: ImageEncoderConfig['blocks'] = [
  [64, 3, 1],
  [128, 4, 2],
  [256, 6, 2],
  [512, 3, 2],
].flatMap(([channels, count, stride]) =>
  Array.from({ length: count }, (_, i) => [channels, i === 0 ? stride : 1] as const),
);

/** Everything that makes an ST-Align model what it is; recorded in its results and files. */
export type StalignConfig = CardConfig<typeof stalignCard>;

/** What a user may give to `zoo.create('stalign', ...)`. */
export type StalignOptions = CardOptions<typeof stalignCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function stalignConfig(options: StalignOptions = {}): StalignConfig {
  const config = resolveConfig(stalignCard, options);
  const { geneWidth, geneHeads, channels, fusion, spotShare, nicheShare } = config;
  const wrong = (sentence: string, argument: string, found: number): TissuebookError =>
    new TissuebookError('invalid-argument', `stalign: ${sentence}`, { argument, found });
  if (geneWidth % geneHeads !== 0) {
    throw wrong(`geneWidth (${geneWidth}) must be a multiple of geneHeads (${geneHeads}).`, 'geneHeads', geneHeads);
  }
  const multiple = fusion === 'official' ? 8 : 2;
  if (fusion !== 'concatenation' && channels % multiple !== 0) {
    throw wrong(`channels (${channels}) must be a multiple of ${multiple} for this fusion.`, 'channels', channels);
  }
  if (spotShare + nicheShare > 1) {
    throw wrong('spotShare and nicheShare add up to more than 1.', 'nicheShare', spotShare + nicheShare);
  }
  return config;
}

/** The residual networks by name. */
export const IMAGE_ENCODERS: Record<StalignConfig['imageEncoder'], Omit<ImageEncoderConfig, 'outputs'>> = {
  tiny: {
    stem: 8,
    block: 'basic',
    blocks: [
      [8, 2],
      [16, 2],
      [32, 2],
    ],
  },
  small: {
    stem: 64,
    block: 'basic',
    blocks: [
      [64, 1],
      [64, 1],
      [128, 2],
      [128, 1],
      [256, 2],
      [256, 1],
      [512, 2],
      [512, 1],
    ],
  },
  resnet50: { stem: 64, block: 'bottleneck', blocks: RESNET50_BLOCKS },
};

/** Width of an embedding. */
export const widthOf = ({ tokens, channels }: StalignConfig): number => tokens * channels;

export const imageConfig = (config: StalignConfig): ImageEncoderConfig => ({
  ...IMAGE_ENCODERS[config.imageEncoder],
  outputs: widthOf(config),
});

export const geneConfig = (config: StalignConfig, genes: number): GeneEncoderConfig => ({
  genes,
  patch: Math.min(config.patch, genes),
  width: config.geneWidth,
  heads: config.geneHeads,
  hidden: 4 * config.geneWidth,
  layers: config.geneLayers,
  outputs: widthOf(config),
  norm: config.geneNorm,
});
