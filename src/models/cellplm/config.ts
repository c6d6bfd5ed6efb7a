import type { AttentionKind, Competition } from '../../engine';

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
}

/** Sizes that the data add to the configuration. */
export interface CellplmSizes {
  readonly genes: number;
  /** Batches with an embedding of their own. */
  readonly batches: number;
}
