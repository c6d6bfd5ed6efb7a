import {
  attention,
  createAttention,
  createLayerNorm,
  createLinear,
  gelu,
  layerNorm,
  linear,
  tf,
  type AttentionOptions,
  type Parameters,
  type Random,
} from '../../../engine';

/** The fusion of the authors' code. */
export interface OfficialFusionConfig {
  /** Channels of a token; a multiple of 8. Published: 512. */
  readonly width: number;
  /** Published: 8. */
  readonly heads: number;
  /** Published: 64, whatever the width. */
  readonly headDim: number;
}

const SIDES = [
  ['cross_attn_x', 'ffn_one'],
  ['cross_attn_y', 'ffn_two'],
] as const;

const attentionOf = ({ heads, headDim }: OfficialFusionConfig): AttentionOptions => ({
  heads,
  headDim,
  bias: false,
  names: { q: 'to_q', k: 'to_k', v: 'to_v', o: 'to_out.0' },
});

/** Makes `cross_attn_x`, `cross_attn_y`, `ffn_one`, `ffn_two` and `ln_fuse`, the authors' names. */
export function createOfficialFusion(p: Parameters, config: OfficialFusionConfig, random: Random): void {
  const { width } = config;
  for (const [cross, feed] of SIDES) {
    for (const name of ['norm_q', 'norm_kv']) createLayerNorm(p.at(cross).at(name), width, random);
    createAttention(p.at(cross), width, random, attentionOf(config));
    createLinear(p.at(feed).at(0), width, width / 8, random);
    createLinear(p.at(feed).at(2), width / 8, width / 2, random);
  }
  createLayerNorm(p.at('ln_fuse'), width, random);
}

/**
 * Image tokens ask gene tokens and the reverse, each by its own cross-attention without a residual; each answer goes through a
 * bottleneck, both stand side by side, the image's first, and are normed.
 *
 * @param image, gene [samples, tokens, width], equally many tokens
 */
export function officialFuse(
  p: Parameters,
  config: OfficialFusionConfig,
  image: tf.Tensor3D,
  gene: tf.Tensor3D,
): tf.Tensor3D {
  const answers = SIDES.map(([cross, feed], side) => {
    const [asking, memory] = side === 0 ? [image, gene] : [gene, image];
    const at = p.at(cross);
    const known: tf.Tensor3D = layerNorm(at.at('norm_kv'), memory);
    const heard = attention(at, layerNorm(at.at('norm_q'), asking), attentionOf(config), { memory: known });
    return linear(p.at(feed).at(2), gelu(linear(p.at(feed).at(0), heard)));
  });
  return layerNorm(p.at('ln_fuse'), tf.concat(answers, 2));
}
