import { createLinear, linear, type Parameters, type Random, StepRandom, tf } from '../../engine';
import { geneConfig, imageConfig, type StalignConfig, widthOf } from './config';
import { createGeneEncoder, encodeGenes } from './geneEncoder';
import { createImageEncoder, encodeImage } from './imageEncoder';
import { createAlignment, type StalignEmbeddings } from './objective';
import { orientationsOf, turnedAndTinted } from './orientations';

/** What the shapes of a network depend on beside its configuration. */
export interface NetworkShape {
  readonly genes: number;
  /** Channels of a picture. */
  readonly channels: number;
  /** Width of given vectors; undefined where the model's own encoders stand. */
  readonly spotGene: number | undefined;
  readonly nicheImage: number | undefined;
}

/** Spots of a step, as tensors. What a model's own encoders take is there, or the given vectors in its place. */
export type SpotBatch = {
  /** Standardized pictures [spots, side, side, channels]. */
  readonly spotPicture?: tf.Tensor4D;
  readonly nichePicture?: tf.Tensor4D;
  readonly nicheVectors?: tf.Tensor2D;
  /** Centered log expression [spots, genes]. */
  readonly spotExpression?: tf.Tensor2D;
  readonly nicheExpression?: tf.Tensor2D;
  readonly spotVectors?: tf.Tensor2D;
  /** Of training: what is drawn, see drawKey(). */
  readonly key?: tf.Tensor1D;
  /** Of training with negatives of other clusters: rows of the batch, int32 [spots, negatives]. */
  readonly negatives?: tf.Tensor2D;
};

/** Principal components that a panel can have. */
export const componentsOf = ({ components }: StalignConfig, genes: number): number => Math.min(components, genes);

/**
 * Makes `spot_image`, `niche_image`, `spot_gene`, `niche_gene` and `loss`; and what is measured, not trained: the `moments` of the training
 * pictures, the `means` of the training genes, and the `components` of spot expression.
 */
export function createStalign(p: Parameters, config: StalignConfig, shape: NetworkShape, random: Random): void {
  const { genes, channels } = shape;
  const width = widthOf(config);
  const measured = { init: 'zeros', trainable: false } as const;
  for (const level of ['spot', 'niche']) p.create(`moments.${level}`, [2, channels], random, measured);
  p.create('means', [genes], random, measured);
  createImageEncoder(p.at('spot_image'), imageConfig(config), { channels }, random);
  if (shape.nicheImage === undefined)
    createImageEncoder(p.at('niche_image'), imageConfig(config), { channels }, random);
  else createLinear(p.at('niche_image'), shape.nicheImage, width, random);
  if (shape.spotGene === undefined) p.create('components', [genes, componentsOf(config, genes)], random, measured);
  createLinear(p.at('spot_gene'), shape.spotGene ?? componentsOf(config, genes), width, random);
  createGeneEncoder(p.at('niche_gene'), geneConfig(config, genes), random);
  const { temperature, learnTemperature } = config;
  createAlignment(p.at('loss'), config, random, temperature, learnTemperature);
}

/** Vectors of pictures. */
export type ImageEmbeddings = Pick<StalignEmbeddings, 'spotImage' | 'nicheImage'>;

/** In training pictures are turned, flipped and tinted at random; else the mean over orientations is taken, where configured. */
export function embedPictures(
  p: Parameters,
  config: StalignConfig,
  batch: SpotBatch,
  training: boolean,
): ImageEmbeddings {
  const random = training ? new StepRandom(batch.key as tf.Tensor1D) : undefined;
  const encoded = (name: string, picture: tf.Tensor4D): tf.Tensor2D => {
    const encode = (x: tf.Tensor4D): tf.Tensor2D => encodeImage(p.at(name), imageConfig(config), x, training);
    if (random) return encode(turnedAndTinted(picture, random, config.jitter));
    if (!config.orientations) return encode(picture);
    const all = orientationsOf(picture);
    const vectors = tf.reshape(encode(tf.concat(all, 0)), [all.length, picture.shape[0], -1]);
    return tf.mean(vectors, 0) as tf.Tensor2D;
  };
  const { spotPicture, nichePicture, nicheVectors } = batch;
  return {
    spotImage: encoded('spot_image', spotPicture as tf.Tensor4D),
    nicheImage: nichePicture
      ? encoded('niche_image', nichePicture)
      : linear(p.at('niche_image'), nicheVectors as tf.Tensor2D),
  };
}

/** Vectors of expression. */
export function embedExpression(
  p: Parameters,
  config: StalignConfig,
  { spotExpression, nicheExpression, spotVectors }: SpotBatch,
): Pick<StalignEmbeddings, 'spotGene' | 'nicheGene'> {
  const niche = nicheExpression as tf.Tensor2D;
  const spot =
    spotVectors ?? (tf.matMul(spotExpression as tf.Tensor2D, p.get('components') as tf.Tensor2D) as tf.Tensor2D);
  return {
    spotGene: linear(p.at('spot_gene'), spot),
    nicheGene: encodeGenes(p.at('niche_gene'), geneConfig(config, niche.shape[1]), niche),
  };
}
