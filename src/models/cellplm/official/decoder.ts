import {
  createEmbedding,
  createGroupNorm,
  createLinear,
  createPrelu,
  embedding,
  groupNorm,
  linear,
  prelu,
  stopGradient,
  tf,
  type Parameters,
  type Random,
} from '../../../engine';
import { GROUPS, type OfficialCellplmConfig, type OfficialCellplmSizes } from './config';

/** Channels before the output, whatever the width. */
const OUTPUT_HIDDEN = 128;

/** Which batch and which data set a cell is of, int32 [cells]; rows of the tables. What is left out is unknown. */
export type OfficialCovariates = {
  readonly batch?: tf.Tensor1D;
  readonly dataset?: tf.Tensor1D;
};

/** A negative binomial of each count: its mean [cells, genes] on a scale of its own, its inverse dispersion [genes]. */
export interface OfficialCounts {
  readonly mean: tf.Tensor2D;
  readonly dispersion: tf.Tensor1D;
}

/** Makes `decoder`. */
export function createOfficialDecoder(
  p: Parameters,
  { latent, decoderWidth, decoderLayers }: OfficialCellplmConfig,
  sizes: OfficialCellplmSizes,
  random: Random,
): void {
  const decoder = p.at('decoder');
  for (let l = 0; l < decoderLayers - 1; l++) {
    const layer = decoder.at('layers').at(l);
    createLinear(layer.at(0), l === 0 ? latent : decoderWidth, decoderWidth, random);
    createPrelu(layer.at(1), random);
    createGroupNorm(layer.at(3), decoderWidth, random);
    for (const [name, rows] of [
      ['batch', sizes.batches],
      ['dataset', sizes.datasets],
    ] as const) {
      if (rows === 0) continue;
      const covariate = decoder.at('covariate_layers').at(l).at(name);
      createEmbedding(covariate.at(0), rows, decoderWidth, random);
      createPrelu(covariate.at(1), random);
      createGroupNorm(covariate.at(2), decoderWidth, random);
    }
  }
  createLinear(decoder.at('out_layer.dec_1'), decoderWidth, OUTPUT_HIDDEN, random);
  createLinear(decoder.at('out_layer.dec_mean.0'), OUTPUT_HIDDEN, sizes.genes, random);
  decoder.create('out_layer.dec_disp', [sizes.genes], random, { init: 'normal' });
}

/** Counts that latents [cells, latent] stand for: blocks with the covariates' rows added, then mean and dispersion. */
export function officialDecode(
  p: Parameters,
  { decoderLayers }: Pick<OfficialCellplmConfig, 'decoderLayers'>,
  z: tf.Tensor2D,
  covariates: OfficialCovariates = {},
): OfficialCounts {
  const decoder = p.at('decoder');
  let h = z;
  for (let l = 0; l < decoderLayers - 1; l++) {
    const layer = decoder.at('layers').at(l);
    h = groupNorm(layer.at(3), prelu(layer.at(1), linear(layer.at(0), h)), GROUPS);
    for (const name of ['batch', 'dataset'] as const) {
      const covariate = decoder.at('covariate_layers').at(l).at(name);
      if (covariate.has('0.weight')) h = tf.add(h, covariateRows(covariate, covariates[name]));
    }
  }
  const hidden = tf.relu(linear(decoder.at('out_layer.dec_1'), h));
  const mean = tf.exp(linear(decoder.at('out_layer.dec_mean.0'), hidden));
  const dispersion = tf.exp(decoder.get('out_layer.dec_disp') as tf.Tensor as tf.Tensor1D);
  return { mean: tf.clipByValue(mean, 1e-5, 1e6), dispersion: tf.clipByValue(dispersion, 1e-4, 1e4) };
}

/** Where a covariate is unknown, the sum of the whole table stands for it, and the table learns nothing. */
function covariateRows(p: Parameters, ids?: tf.Tensor1D): tf.Tensor2D {
  const table = p.get('0.weight') as tf.Tensor as tf.Tensor2D;
  const rows: tf.Tensor2D = ids ? embedding(p.at(0), ids) : tf.sum(stopGradient(table), 0, true);
  return groupNorm(p.at(2), prelu(p.at(1), rows), GROUPS);
}
