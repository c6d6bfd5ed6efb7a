/** A stack of transformer layers. */
export interface StackConfig {
  readonly width: number;
  /** Divides the width. */
  readonly heads: number;
  /** Channels inside a layer's MLP. */
  readonly hidden: number;
  readonly layers: number;
}

/** The image branch: a masked autoencoder of patches (ViT-MAE). */
export interface ImageConfig {
  /** Pixels along each side of a crop; a multiple of the patch. */
  readonly size: number;
  readonly patch: number;
  readonly channels: number;
  readonly encoder: StackConfig;
  readonly decoder: StackConfig;
}

/** Cross-attention between two kinds of tokens. */
export type CrossConfig = Omit<StackConfig, 'layers'>;

/** Of the image's layer norms, as in ViT-MAE. */
export const IMAGE_EPSILON = 1e-6;
