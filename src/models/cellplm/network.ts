import {
  createEmbedding,
  createLayerNorm,
  createTransformer,
  layerNorm,
  patchIndices,
  sinusoidEncoding,
  tf,
  transformer,
  type Coordinates,
  type Parameters,
  type Random,
  type SparseTensor,
  type StepRandom,
  type TransformerOptions,
} from '../../engine';
import type { CellplmNetworkConfig, CellplmSizes } from './config';
import { createDecoder } from './decoder';
import { embedCells } from './embedder';
import { createLatent } from './latent';

/** The cells of one tissue sample: attention reaches all of them. */
export type CellplmInput = {
  /** The encoding of each cell's place [cells, width], of placeEncoding(). Without it all cells get the one learned vector p'. */
  readonly place?: tf.Tensor2D;
  /** 1 for a cell, 0 for padding [cells]. Default: all are cells. */
  readonly real?: tf.Tensor1D;
};

/** Makes the parameters of CellPLM (Wen 2024, chapter 5), the layout of the paper. */
export function createCellplm(p: Parameters, config: CellplmNetworkConfig, sizes: CellplmSizes, random: Random): void {
  createEncoder(p, config, sizes.genes, random);
  createDecoder(p.at('decoder'), config, sizes, random);
}

/** All of them but the decoder, in whose place fine-tuning puts a head. */
export function createEncoder(p: Parameters, config: CellplmNetworkConfig, genes: number, random: Random): void {
  const { width, layers, expansion, start = 1 } = config;
  createEmbedding(p.at('embed'), genes, width, random, { normal: start });
  p.create('place', [width], random, { init: { normal: start } });
  for (let l = 0; l < layers; l++) {
    createTransformer(p.at('layers').at(l), width, expansion * width, random, attentionOf(config));
  }
  createLayerNorm(p.at('norm'), width, random);
  createLatent(p.at('mixture'), config, random);
}

/**
 * Cells among their tissue [cells, width]: embedding and place, pre-norm layers of attention over all cells, norm.
 *
 * @param x expression [cells, genes], masked where it is to be guessed; dense or as its stored entries
 * @param random the step's random numbers, in training; without them nothing is dropped
 */
export function encode(
  p: Parameters,
  config: CellplmNetworkConfig,
  x: tf.Tensor2D | SparseTensor,
  input: CellplmInput = {},
  random?: StepRandom,
): tf.Tensor2D {
  return layerNorm(p.at('norm'), throughLayers(p, config, config.layers, x, input, random));
}

/** Cells as they come out of the first so many layers [cells, width]. */
export function throughLayers(
  p: Parameters,
  config: CellplmNetworkConfig,
  layers: number,
  x: tf.Tensor2D | SparseTensor,
  { place, real }: CellplmInput,
  random?: StepRandom,
): tf.Tensor2D {
  let h: tf.Tensor2D = tf.add(embedCells(p.at('embed'), x), place ?? p.get('place'));
  for (let l = 0; l < layers; l++) h = transformer(p.at('layers').at(l), h, attentionOf(config), real, random);
  return h;
}

/** Options of every layer's attention, also for attentionWeights(). */
export const attentionOf = (config: CellplmNetworkConfig): TransformerOptions => ({
  heads: config.heads,
  kind: config.attention,
  competition: config.competition,
  features: config.features,
  dropout: config.dropout ?? 0,
});

/**
 * The encoding of places [cells, width], row-major: sines and cosines of the patch, 0 to 99 along each axis, that a cell lies in
 * (equation C.1).
 *
 * @param coordinates of one field of view [cells, 2], in any one unit
 */
export function placeEncoding(coordinates: Coordinates, { width }: Pick<CellplmNetworkConfig, 'width'>): Float32Array {
  return sinusoidEncoding(patchIndices(coordinates), width);
}
