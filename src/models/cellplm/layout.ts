import { type Parameters, type Random, type SparseTensor, type StepRandom, type tf } from '../../engine';
import type { CellplmConfig } from './config';
import { createDecoder, decodeExpression } from './decoder';
import { createHead, type HeadSizes } from './heads';
import { latentOf } from './latent';
import { createEncoder, encode, type CellplmInput } from './network';
import type { OfficialCellplmConfig, OfficialLatentKind } from './official/config';
import { createOfficialDecoder, officialDecode } from './official/decoder';
import { createOfficialEncoder, officialEncode } from './official/encoder';
import { createOfficialLatent, officialLatent } from './official/latent';
import type { CellplmState } from './state';

const OFFICIAL_KINDS: Record<CellplmConfig['latentKind'], OfficialLatentKind> = {
  mixture: 'gmvae',
  normal: 'vae',
  point: 'ae',
};

/** The authors' network of a configuration. */
export const officialConfig = (config: CellplmConfig): OfficialCellplmConfig => ({
  ...config,
  latentKind: OFFICIAL_KINDS[config.latentKind],
  clusters: config.components,
});

/** Sizes of the head of a network that names classes or predicts perturbations. */
export function headOf({ config, task, classes, features }: Omit<CellplmState, 'parameters'>): HeadSizes {
  const inputs = config.head === 'latent' ? config.latent : config.width;
  const perturbs = task === 'perturbations';
  return {
    latent: inputs,
    hidden: perturbs ? config.decoderWidth : inputs,
    outputs: perturbs ? features.length : classes.length,
    layers: perturbs ? Math.max(2, config.headLayers) : config.headLayers,
  };
}

/** Makes the parameters of a network: encoder and latent, and a decoder or a head. */
export function createNetwork(p: Parameters, state: Omit<CellplmState, 'parameters'>, random: Random): void {
  const { config, features, task, batches, covariates } = state;
  const genes = features.length;
  const own = config.layout === 'official' ? officialConfig(config) : undefined;
  if (own) {
    createOfficialEncoder(p, own, genes, random);
    createOfficialLatent(p, own, random);
  } else createEncoder(p, config, genes, random);
  if (task !== 'expression') createHead(p.at('head'), headOf(state), random);
  else if (own) createOfficialDecoder(p, own, { genes, ...covariates }, random);
  else createDecoder(p.at('decoder'), config, { genes, batches: batches.length }, random);
}

/** What the encoder and the latent say of cells; for padding it means nothing. */
export interface Encoded {
  /** Output of the encoder [cells, width]. */
  readonly h: tf.Tensor2D;
  /** Means of the latent [cells, latent]. */
  readonly mu: tf.Tensor2D;
}

/**
 * Cells among their sequence; of the latent the means.
 *
 * @param x as the encoder takes it: after the logarithm [cells, genes]
 * @param random of training, where numbers are dropped
 */
export function encodeCells(
  { config, parameters }: CellplmState,
  x: tf.Tensor2D | SparseTensor,
  input: CellplmInput,
  random?: StepRandom,
): Encoded {
  if (config.layout === 'official') {
    const own = officialConfig(config);
    const h = officialEncode(parameters, own, x, input.real);
    return { h, mu: officialLatent(parameters, own, h).z };
  }
  const h = encode(parameters, config, x, input, random);
  return { h, mu: latentOf(parameters.at('mixture'), config, h).mu };
}

/** What a head is put on. */
export const headInput = ({ config }: CellplmState, { h, mu }: Encoded): tf.Tensor2D =>
  config.head === 'latent' ? mu : h;

/**
 * Expression that latents stand for [cells, genes]: as the network saw it; of the layout 'official' means on a scale of their own.
 *
 * @param batch row of each cell's batch; without it the mean of all
 */
export function decodeCells({ config, parameters }: CellplmState, mu: tf.Tensor2D, batch?: tf.Tensor1D): tf.Tensor2D {
  if (config.layout === 'official') return officialDecode(parameters, officialConfig(config), mu).mean;
  return decodeExpression(parameters.at('decoder'), config, mu, batch);
}
