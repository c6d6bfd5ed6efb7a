import {
  createEmbedding,
  createGps,
  createLinear,
  createPrelu,
  embedding,
  gelu,
  gps,
  linear,
  prelu,
  tf,
  type GpsOptions,
  type Parameters,
  type Random,
  type WeightedEdges,
} from '../../../engine';
import { EIGENVECTORS, type OfficialSpaformerConfig } from './config';
import {
  createOfficialLayer,
  createOfficialNorm,
  officialLayer,
  officialNorm,
  type OfficialLayerPlaces,
} from './layer';
import { createOfficialSignNet, officialSignNet } from './signNet';

/** Rows of the authors' tables of patches: 110 x 100 for 'performer', 100 x 100 for 'gps'. */
const TABLE_ROWS = { performer: 11_000, gps: 10_000 };
/** The mean of the counts is a share of this total. */
const TOTAL = 250;

/** The cells of one field of view. */
export type OfficialSpaformerInput = {
  /** Expression [cells, genes], hidden entries 0, the others doubled in masked cells. */
  readonly x: tf.Tensor2D;
  /** By `position`: coordinates [cells, 2], eigenvectors [cells, 10], or rows of the table int32 [cells]. */
  readonly position?: tf.Tensor;
  /** Of 'gps' and 'signnet': the spatial graph with self loops. */
  readonly edges?: WeightedEdges;
  /** 1 for a cell, 0 for padding [cells]. */
  readonly real?: tf.Tensor1D;
};

const gpsOf = ({ heads, local }: OfficialSpaformerConfig): GpsOptions => ({ heads, local, activation: (x) => gelu(x) });

const signNetOf = (width: number) => ({ count: EIGENVECTORS, hidden: 64, outputs: 4, width, layers: 3 });

/** A layer's parts, which the authors keep in a list for each kind. */
const placesOf = (encoder: Parameters, l: number): OfficialLayerPlaces => ({
  attention: encoder.at('attlayers').at(l),
  ff1: encoder.at('fflayers').at(l).at(0),
  ff2: encoder.at('fflayers').at(l).at(3),
  norm1: encoder.at('norm1').at(l),
  norm2: encoder.at('norm2').at(l),
});

/** Makes the parameters of the authors' network under their names. */
export function createOfficialSpaformer(
  p: Parameters,
  config: OfficialSpaformerConfig,
  { genes }: { readonly genes: number },
  random: Random,
): void {
  const { width, layers, latent, variational, concatenated } = config;
  const encoder = p.at('encoder');
  const part = concatenated && config.position !== 'none' ? width / 2 : width;
  // No step uses it; a checkpoint holds it.
  p.create('enc_mask_token', [1, genes], random, { init: 'zeros', trainable: false });
  createLinear(encoder.at('emb'), genes, part, random);
  createOfficialPosition(encoder.at('pe_enc'), config, part, random);
  createOfficialNorm(encoder.at('norm0'), config, random);
  for (let l = 0; l < layers; l++) {
    if (config.encoder === 'gps') createGps(encoder.at('gpslayers').at(l), width, random, gpsOf(config));
    else createOfficialLayer(placesOf(encoder, l), config, random);
  }
  if (variational) {
    for (const name of ['hid_2mu', 'hid_2sigma'])
      createLinear(p.at('encoder_to_decoder').at(name), width, latent, random);
  } else if (latent !== width) createLinear(encoder.at('head'), width, latent, random);
  createOfficialDecoder(p.at('decoder'), config, genes, random);
}

function createOfficialPosition(p: Parameters, config: OfficialSpaformerConfig, width: number, random: Random): void {
  if (config.position === 'mlp') createLinear(p, 2, width, random);
  if (config.position === 'lap') createLinear(p, EIGENVECTORS, width, random);
  if (config.position === 'table') createEmbedding(p, TABLE_ROWS[config.encoder], width, random);
  if (config.position === 'signnet') createOfficialSignNet(p.at('sign_inv_net'), signNetOf(width), random);
}

function createOfficialDecoder(
  p: Parameters,
  { decoder, latent, width }: OfficialSpaformerConfig,
  genes: number,
  random: Random,
): void {
  if (decoder === 'mlp') {
    createLinear(p.at(0), latent, width, random);
    createPrelu(p.at(1), random);
    createLinear(p.at(3), width, genes, random);
    return;
  }
  createLinear(p.at('dec_1'), latent, width, random);
  createLinear(p.at('dec_2'), width, width, random);
  for (const name of ['dec_mean.0', 'dec_disp.0', 'dec_pi.0']) createLinear(p.at(name), width, genes, random);
}

/** Cells among each other [cells, width], before the latent. */
export function officialSpaformerStates(
  p: Parameters,
  config: OfficialSpaformerConfig,
  input: OfficialSpaformerInput,
  training: boolean,
): tf.Tensor2D {
  const encoder = p.at('encoder');
  let h = officialNorm(encoder.at('norm0'), config, officialTokens(encoder, config, input, training));
  for (let l = 0; l < config.layers; l++) {
    if (config.encoder === 'performer') h = officialLayer(placesOf(encoder, l), config, h, input.real);
    else {
      const edges = input.edges as WeightedEdges;
      h = tf.add(h, gps(encoder.at('gpslayers').at(l), h, edges, gpsOf(config), input.real));
    }
  }
  return h;
}

/** Embedding and place: the two encoders join them in ways of their own. */
function officialTokens(
  encoder: Parameters,
  config: OfficialSpaformerConfig,
  { x, position, edges }: OfficialSpaformerInput,
  training: boolean,
): tf.Tensor2D {
  const own = linear(encoder.at('emb'), x);
  if (config.position === 'none') return gelu(own);
  const at = encoder.at('pe_enc');
  const place: tf.Tensor2D =
    config.position === 'table'
      ? embedding(at, position as tf.Tensor1D)
      : config.position === 'signnet'
        ? officialSignNet(
            at.at('sign_inv_net'),
            { layers: 3 },
            position as tf.Tensor2D,
            edges as WeightedEdges,
            training,
          )
        : linear(at, position as tf.Tensor2D);
  const joined = (y: tf.Tensor2D): tf.Tensor2D => (config.concatenated ? tf.concat([own, y], 1) : tf.add(own, y));
  return config.encoder === 'gps' ? gelu(joined(gelu(place))) : joined(place);
}

/** Latents [cells, latent]; with `logVariance` the means of normal distributions. */
export function officialSpaformerLatent(
  p: Parameters,
  { variational }: OfficialSpaformerConfig,
  h: tf.Tensor2D,
): { z: tf.Tensor2D; logVariance?: tf.Tensor2D } {
  const head = p.at('encoder.head');
  if (!variational) return { z: head.has('weight') ? gelu(linear(head, h)) : h };
  const to = p.at('encoder_to_decoder');
  return { z: linear(to.at('hid_2mu'), h), logVariance: linear(to.at('hid_2sigma'), h) };
}

/** Expression [cells, genes], never below 0, of the decoder 'mlp'. */
export function officialSpaformerDecode(p: Parameters, z: tf.Tensor2D): tf.Tensor2D {
  const decoder = p.at('decoder');
  return tf.relu(linear(decoder.at(3), prelu(decoder.at(1), linear(decoder.at(0), z))));
}

/** Counts of the decoder 'zinb': means that add up to 250, dispersions of every entry, shares of extra zeros; all [cells, genes]. */
export function officialSpaformerCounts(
  p: Parameters,
  z: tf.Tensor2D,
): { mean: tf.Tensor2D; dispersion: tf.Tensor2D; zeroLogit: tf.Tensor2D } {
  const decoder = p.at('decoder');
  const h = tf.relu(linear(decoder.at('dec_1'), z));
  return {
    mean: tf.mul(tf.softmax(linear(decoder.at('dec_mean.0'), h)), TOTAL),
    dispersion: tf.clipByValue(tf.softplus(linear(decoder.at('dec_disp.0'), h)), 1e-4, 1e4),
    zeroLogit: linear(decoder.at('dec_pi.0'), h),
  };
}
