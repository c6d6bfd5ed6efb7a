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
