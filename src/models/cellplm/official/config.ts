/**
 * What a cell's latent is in the authors' code: 'gmvae' a normal distribution given a drawn cluster, 'vae' a normal distribution with
 * the prior N(0, 1), 'ae' a point (of the annotation pipeline).
 */
export type OfficialLatentKind = 'gmvae' | 'vae' | 'ae';

/** The authors' network, as their released configurations describe it. */
export interface OfficialCellplmConfig {
  /** Channels of a cell's token (enc_hid); a multiple of 4. */
  readonly width: number;
  /** enc_head. */
  readonly heads: number;
  /** enc_layers. */
  readonly layers: number;
  /** latent_mod. */
  readonly latentKind: OfficialLatentKind;
  /** post_latent_dim. */
  readonly latent: number;
  /** Of 'gmvae' (num_clusters). */
  readonly clusters: number;
  /** dec_hid; a multiple of 4. */
  readonly decoderWidth: number;
  /** dec_layers, the output layer included. */
  readonly decoderLayers: number;
}

/** Sizes that the weights come with. */
export interface OfficialCellplmSizes {
  /** Genes of the table, in its own order. */
  readonly genes: number;
  /** Rows of the decoder's covariate tables; 0 for none. */
  readonly batches: number;
  readonly datasets: number;
}

/** The network of the releases 20230926_85M ('gmvae', 82,402,543 numbers) and 20231027_85M ('vae', 82,360,031). */
export const OFFICIAL_CONFIG: Omit<OfficialCellplmConfig, 'latentKind'> = {
  width: 1024,
  heads: 8,
  layers: 4,
  latent: 512,
  clusters: 16,
  decoderWidth: 1024,
  decoderLayers: 2,
};

/** The sizes of both releases. */
export const OFFICIAL_SIZES: OfficialCellplmSizes = { genes: 19_374, batches: 12_596, datasets: 484 };

/**
 * A table of sines that a checkpoint holds and no step reads (embedder.pe_enc.pe_enc.weight): part of the published count of numbers.
 */
export const UNUSED_PLACES = 10_000;

/** Groups of the authors' group norms. */
export const GROUPS = 4;
