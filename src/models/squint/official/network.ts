import { createLinear, createLayerNorm, csrProduct, gatherRows, gelu, l2Normalize, linear, tf } from '../../../engine';
import type { Parameters, Random } from '../../../engine';
import type { SquintConfig } from '../config';
import type { EncoderInput, SquintSizes } from '../network';
import { decoderWidths } from './decoderWidths';

/** Added to the standard deviation of the graph-wide layer norm (the authors' code). */
const NORM_EPSILON = 1e-5;

/** What decides which parts a network in the authors' layout has. */
export type OfficialForm = Pick<SquintConfig, 'layout' | 'hidden' | 'dim' | 'heads' | 'codes'>;

/** With covariates and masking; the plain variant has neither. */
const isFull = ({ layout }: Pick<OfficialForm, 'layout'>): boolean => layout === 'official';

/** Makes the parameters of the authors' network under the names of their checkpoints. */
export function createOfficial(
  p: Parameters,
  form: OfficialForm,
  { features, condition, decoder = decoderWidths(form, features) }: SquintSizes,
  random: Random,
): void {
  const { hidden, dim, heads, codes } = form;
  const encoder = p.at('encoder');
  createMlpOf(encoder.at('mlp_module'), [features, hidden, dim], random);
  createLinear(encoder.at('gnn_module.convs.0.lin_l'), dim, dim, random);
  createLinear(encoder.at('gnn_module.convs.0.lin_r'), dim, dim, random, { bias: false });
  if (isFull(form)) createModulation(encoder.at('conditioning_module'), condition, dim, random);
  if (heads > 1) {
    createLinear(encoder.at('vq.project_in'), dim, heads * dim, random);
    createLinear(encoder.at('vq.project_out'), heads * dim, dim, random);
  }
  const state = { init: 'normal', trainable: false } as const;
  encoder.create('vq._codebook.embed', [1, codes, dim], random, state);
  encoder.create('vq._codebook.embed_avg', [1, codes, dim], random, state);
  encoder.create('vq._codebook.cluster_size', [1, codes], random, state);
  createMlpOf(p.at('attribute_decoder.mlp_module'), [dim, ...decoder.attributes], random, true);
  if (isFull(form)) {
    decoder.attributes.slice(0, -1).forEach((width, layer) => {
      createModulation(p.at('attribute_decoder.mlp_module.films').at(layer), condition, width, random);
    });
  }
  createMlpOf(p.at('adjacency_decoder'), [dim, ...decoder.adjacency], random, true);
  p.create('dispersion', [features], random, { init: 'normal' });
  if (isFull(form)) p.create('mask_token', [features], random, { init: 'normal' });
}

/**
 * Latents of the core cells before quantization [core, dim], from raw counts: MLP, GraphSAGE whose mean counts the cell
 * itself, then gamma(C) h + beta(C). Nodes that are no seeds receive nothing, not even from themselves, as in the authors' batches.
 *
 * @param seeds 1 for core cells that receive messages, 0 for those that are only decoded [core, 1]
 * @param hideOwn whether a cell's own counts are hidden from its latent, as the authors' prediction does with a mask token
 */
export function officialLatents(
  p: Parameters,
  form: OfficialForm,
  input: EncoderInput,
  seeds: tf.Tensor2D,
  hideOwn: boolean,
): tf.Tensor2D {
  const encoder = p.at('encoder');
  const [nodes] = input.x.shape;
  const [core] = input.covariates.shape;
  const top = (rows: tf.Tensor): tf.Tensor2D => tf.slice(rows as tf.Tensor2D, [0, 0], [core, -1]);
  const mlp = (rows: tf.Tensor2D): tf.Tensor2D => {
    const at = encoder.at('mlp_module.lins');
    return linear(at.at(1), tf.relu(linear(at.at(0), rows)));
  };
  const token = isFull(form) ? (tf.reshape(p.get('mask_token'), [1, -1]) as tf.Tensor2D) : undefined;
  const seen = token
    ? (tf.add(tf.mul(input.x, tf.sub(1, input.masked)), tf.mul(token, input.masked)) as tf.Tensor2D)
    : input.x;
  const m = mlp(seen);
  const own = (hideOwn && token ? tf.tile(mlp(token), [core, 1]) : top(m)) as tf.Tensor2D;
  const edges = { shape: [nodes, nodes] as [number, number], rows: input.dst, columns: input.src };
  const sums = tf.add(top(csrProduct(edges, m)), tf.mul(own, seeds));
  const counts = tf.add(top(csrProduct(edges, tf.ones([nodes, 1]))), seeds);
  const mean = tf.div(sums, tf.maximum(counts, 1)) as tf.Tensor2D;
  const gnn = encoder.at('gnn_module.convs.0');
  const received = tf.add(linear(gnn.at('lin_l'), mean), linear(gnn.at('lin_r'), own)) as tf.Tensor2D;
  return isFull(form) ? modulate(encoder.at('conditioning_module'), received, input.covariates) : received;
}

/** The codes of latents [heads, n], int32, and what the decoders get [n, dim]. All heads share one codebook. */
export function officialQuantize(
  p: Parameters,
  { heads, dim }: OfficialForm,
  h: tf.Tensor2D,
): { tokens: tf.Tensor2D; z: tf.Tensor2D } {
  const vq = p.at('encoder.vq');
  const n = h.shape[0];
  const projected = heads > 1 ? linear(vq.at('project_in'), h) : h;
  const parts = l2Normalize(tf.reshape(projected, [n * heads, dim]) as tf.Tensor2D);
  const codebook = tf.squeeze(vq.get('_codebook.embed'), [0]) as tf.Tensor2D;
  const tokens = tf.argMax(tf.matMul(parts, codebook, false, true), 1) as tf.Tensor1D;
  const codes = tf.reshape(gatherRows(codebook, tokens), [n, heads * dim]) as tf.Tensor2D;
  return {
    tokens: tf.transpose(tf.reshape(tokens, [n, heads])) as tf.Tensor2D,
    z: heads > 1 ? linear(vq.at('project_out'), codes) : codes,
  };
}

/** Expected counts of each cell [n, features], given its read depth [n, 1]. The layer norm spans all cells given at once. */
export function officialCounts(
  p: Parameters,
  form: OfficialForm,
  z: tf.Tensor2D,
  covariates: tf.Tensor2D,
  depth: tf.Tensor2D,
): tf.Tensor2D {
  const at = p.at('attribute_decoder.mlp_module');
  let h = z;
  let layer = 0;
  for (; p.has(`attribute_decoder.mlp_module.norms.${layer}.weight`); layer++) {
    const normed = graphNorm(at.at('norms').at(layer), linear(at.at('lins').at(layer), h));
    h = gelu(isFull(form) ? modulate(at.at('films').at(layer), normed, covariates) : normed);
  }
  return tf.mul(tf.softmax(linear(at.at('lins').at(layer), h)), depth) as tf.Tensor2D;
}

/** One vector per cell [n, 128], whose inner products tell neighbors from others. */
export function officialAdjacency(p: Parameters, z: tf.Tensor2D): tf.Tensor2D {
  const at = p.at('adjacency_decoder');
  let h = z;
  let layer = 0;
  for (; p.has(`adjacency_decoder.norms.${layer}.weight`); layer++) {
    h = tf.relu(graphNorm(at.at('norms').at(layer), linear(at.at('lins').at(layer), h)));
  }
  return linear(at.at('lins').at(layer), h);
}

/** Layer norm whose mean and deviation are taken over all rows and channels together. */
function graphNorm(p: Parameters, x: tf.Tensor2D): tf.Tensor2D {
  const centered = tf.sub(x, tf.mean(x));
  const deviation = tf.sqrt(tf.mean(tf.square(centered)));
  const normed = tf.div(centered, tf.add(deviation, NORM_EPSILON));
  return tf.add(tf.mul(normed, p.get('weight')), p.get('bias')) as tf.Tensor2D;
}

/** gamma(c) h + beta(c); one linear map makes both, gamma first. */
function modulate(p: Parameters, h: tf.Tensor2D, c: tf.Tensor2D): tf.Tensor2D {
  const [gamma, beta] = tf.split(linear(p.at('param_generator'), c), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return tf.add(tf.mul(gamma, h), beta);
}

function createModulation(p: Parameters, condition: number, width: number, random: Random): void {
  createLinear(p.at('param_generator'), condition, 2 * width, random);
}

function createMlpOf(p: Parameters, widths: readonly number[], random: Random, norms = false): void {
  widths.slice(1).forEach((width, layer) => {
    createLinear(p.at('lins').at(layer), widths[layer]!, width, random);
    if (!norms || layer === widths.length - 2) return;
    createLayerNorm(p.at('norms').at(layer), width, random);
  });
}
