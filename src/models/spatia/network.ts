import { createLinear, type Parameters, type Random } from '../../engine';
import { createFlow } from './flow/velocity';
import { createCellFusion, createLevels } from './fusion';
import { createGeneDecoder, createGeneEncoder } from './genes';
import { createImageAutoencoder } from './imageAutoencoder';
import { createCropAutoencoder } from './pictures/cropAutoencoder';
import { flowConfig, networkConfig } from './settings';
import type { SpatiaState } from './state';

/**
 * Makes the parameters of the branches that a state has: `image`, `genes`, `gene_decoder`, `fusion`, `levels`, `cross`, `flow`, and the
 * flow's `basis` and `signatures`, which follow from the data and are not trained. Where pictures flow, `flow.range` holds the values that are
 * black and white, and for latents there are `autoencoder` and the moments of its latents.
 */
export function createSpatia(p: Parameters, state: Omit<SpatiaState, 'parameters'>, random: Random): void {
  const { config, branches, channels, features, flow } = state;
  const { image, gene, fusion } = networkConfig(config, Math.max(1, channels.length));
  if (branches.image) createImageAutoencoder(p.at('image'), image, random);
  if (branches.genes) {
    createGeneEncoder(p.at('genes'), gene, features.length, random);
    createGeneDecoder(p.at('gene_decoder'), fusion, features.length, random);
  }
  if (branches.image || branches.genes) {
    createCellFusion(p.at('fusion'), fusion, { image: image.encoder.width, gene: gene.width }, random);
  }
  if (branches.image) {
    if (features.length > 0) createLinear(p.at('cross'), fusion.width, features.length, random);
    if (config.levels !== 'cell') createLevels(p.at('levels'), fusion, random);
  }
  if (!flow) return;
  const { conditionWidth, signatureWidth, shapes, pictures } = flow;
  const sized = flowConfig(config, { shapes: shapes.length, pictures, condition: conditionWidth, signature: signatureWidth }); // prettier-ignore
  createFlow(p.at('flow'), sized, random);
  const fixed = { init: 'zeros', trainable: false } as const;
  p.at('flow').create('basis', [signatureWidth, features.length], random, fixed);
  p.at('flow').create('signatures', [sized.transitions, signatureWidth], random, fixed);
  if (!pictures) return;
  p.at('flow').create('range', [2], random, fixed);
  if (config.space !== 'latent') return;
  const { autoencoderWidth, latentChannels } = config;
  const own = p.at('autoencoder');
  createCropAutoencoder(
    own,
    { channels: pictures.channels.length, width: autoencoderWidth, latent: latentChannels },
    random,
  );
  own.create('mean', [sized.latent], random, fixed);
  own.create('deviation', [sized.latent], random, { init: 'ones', trainable: false });
}
