import type { AttentionKind, Competition } from '../../engine';
import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { cellplmCard } from '../../protocol/models/cellplm';
import { resolveConfig } from '../contract';

/** Everything that makes a CellPLM model what it is; recorded in its results and files. */
export type CellplmConfig = CardConfig<typeof cellplmCard>;

/** What a user may give to `zoo.create('cellplm', ...)`. */
export type CellplmOptions = CardOptions<typeof cellplmCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function cellplmConfig(options: CellplmOptions = {}): CellplmConfig {
  const config = resolveConfig(cellplmCard, options);
  const { width, heads, layout, decoderWidth } = config;
  const wrong = (argument: 'width' | 'heads' | 'decoderWidth', what: string): TissuebookError =>
    new TissuebookError('invalid-argument', `cellplm: ${argument} (${config[argument]}) must ${what}.`, {
      argument,
      found: config[argument],
    });
  if (width % heads !== 0) throw wrong('heads', `divide width (${width})`);
  if (width % 4 !== 0) throw wrong('width', 'be a multiple of 4');
  if (layout === 'official' && decoderWidth % 4 !== 0) throw wrong('decoderWidth', 'be a multiple of 4');
  return config;
}

/**
 * What a cell's latent is: 'mixture' a normal distribution whose prior is a mixture of learned components, the paper's choice;
 * 'normal' one with the prior N(0, 1); 'point' no distribution.
 */
export type LatentKind = 'mixture' | 'normal' | 'point';

/** What decides how CellPLM's network computes, beside its weights: the layout of the paper. */
export interface CellplmNetworkConfig {
  /** Channels of a cell's token. */
  readonly width: number;
  /** Divides the width. */
  readonly heads: number;
  readonly layers: number;
  /** Hidden channels of a layer's MLP, as a multiple of the width. */
  readonly expansion: number;
  readonly attention: AttentionKind;
  /** Of 'flow'. */
  readonly competition: Competition;
  /** Random directions of 'performer'. */
  readonly features: number;
  readonly latentKind: LatentKind;
  readonly latent: number;
  /** Components of a 'mixture'. */
  readonly components: number;
  /** Hidden channels of the decoder. */
  readonly decoderWidth: number;
  /** Linear maps of the decoder, the last one to the genes included. */
  readonly decoderLayers: number;
  /** Standard deviation at which rows of genes, of places and of batches start. Default 1. */
  readonly start?: number;
  /** Share of numbers that training drops in each layer. Default 0. */
  readonly dropout?: number;
}

/** Sizes that the data add to the configuration. */
export interface CellplmSizes {
  readonly genes: number;
  /** Batches with an embedding of their own. */
  readonly batches: number;
}
